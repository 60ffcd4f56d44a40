import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { person } from "../../../support/activities.ts";
import { DAY } from "../../../../src/core/clock.ts";
import { digestConfig } from "../../../../src/features/digest/config.ts";
import {
  authorQualifier,
  searchRange,
  searchUrl,
  type Place,
} from "../../../../src/features/digest/links.ts";
import { counted, inWords, listItem, listOf, sentence } from "../../../../src/features/digest/phrases.ts";
import {
  areDependencyUpdates,
  sortGoodFirst,
  sortQuestions,
  sortShipped,
  type MergedPull,
  type Question,
} from "../../../../src/features/digest/rules.ts";

const DEFAULTS = digestConfig.parse({});

function pull(number: number, options: Partial<MergedPull> = {}): MergedPull {
  return {
    id: `1001#${number}`,
    repositoryId: 1001,
    number,
    title: `Change ${number}`,
    body: "",
    url: `https://github.test/lanterns/collector/pull/${number}`,
    labels: [],
    author: person("ada"),
    mergedAt: number,
    ...options,
  };
}

describe("what was shipped", () => {
  test.each<{ title: string; labels?: string[]; kind: string; text: string }>([
    { title: "feat: tail sampling (#12)", kind: "New", text: "Tail sampling" },
    { title: "CORE-1521 | fix: resolve pods", kind: "Fixed", text: "Resolve pods" },
    { title: "docs(helm): values", kind: "Docs", text: "Values" },
    { title: "chore: tidy", labels: ["bug"], kind: "Other", text: "Tidy" },
    { title: "Resolve pods", labels: ["kind/bug"], kind: "Fixed", text: "Resolve pods" },
    { title: "Windows agent", labels: ["enhancement"], kind: "New", text: "Windows agent" },
    { title: "Glossary", labels: ["documentation"], kind: "Docs", text: "Glossary" },
    { title: "Tidy", kind: "Other", text: "Tidy" },
    { title: "[release-1.8] fix: a leak (#3) (#9)", kind: "Fixed", text: "A leak" },
    { title: "fix: a leak (backport #3)", kind: "Fixed", text: "A leak" },
    { title: "Encourage greasing PSK. Fixes #606", kind: "Other", text: "Encourage greasing PSK" },
    { title: "More explanatory text. Fixes #587. Fixes #591", kind: "Other", text: "More explanatory text" },
    { title: "Fixes #12", kind: "Fixed", text: "Fixes #12" },
    { title: "Backport #3: fix: a leak", kind: "Fixed", text: "A leak" },
  ])("$title is $kind: $text", ({ title, labels = [], kind, text }) => {
    expect(sortShipped([pull(1, { title, labels })]).changes).toMatchObject([{ kind, text }]);
  });

  test("is told by its release note, and by its title where users see nothing", () => {
    const note = (text: string) => `Words.\n\n\`\`\`release-note\n${text}\n\`\`\``;
    const { changes } = sortShipped([
      pull(1, { title: "feat: a", body: note("- Spans keep their baggage.") }),
      pull(2, { title: "feat: b", body: note("NONE") }),
    ]);
    expect(changes.map(({ text }) => text)).toEqual(["Spans keep their baggage.", "B"]);
  });

  test("counts a change once that was carried to other branches, by people or by bots", () => {
    const bot = person("backporter", { isBot: true });
    const shipped = sortShipped([
      pull(1, { title: "[release-1.8] fix: a leak", author: bot }),
      pull(2, { title: "fix: a leak (#2)" }),
      pull(3, { title: "fix: a leak (cherry-pick of #2)" }),
      pull(4, { title: "fix: a leak", repositoryId: 1002 }),
      pull(5, { title: "chore: bump zod", author: bot }),
    ]);
    expect(shipped.changes.map(({ pulls }) => pulls.map(({ number }) => number))).toEqual([[2, 3, 1], [4]]);
    expect(shipped.pulls.map(({ number }) => number)).toEqual([2, 3, 4]);
    expect(shipped.botPulls.map(({ number }) => number)).toEqual([5]);
  });

  test("loses no pull request and shows none twice", () => {
    const anyPull = fc.record({
      title: fc.constantFrom("fix: a", "fix: A (#1)", "feat: b", "c"),
      isBot: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyPull), (made) => {
        const pulls = made.map(({ title, isBot }, index) =>
          pull(index + 1, { title, author: person(isBot ? "ci" : "ada", { isBot }) }),
        );
        const { changes, botPulls } = sortShipped(pulls);
        const shown = [...changes.flatMap((change) => change.pulls), ...botPulls].map(({ number }) => number);
        expect(shown.sort((a, b) => a - b)).toEqual(pulls.map(({ number }) => number));
      }),
    );
  });

  test.each([
    { titles: ["chore(deps): bump zod", "Update module x to v2"], are: true },
    { titles: ["Bump zod", "feat: new exporter"], are: false },
  ])("$titles are dependency updates: $are", ({ titles, are }) => {
    expect(areDependencyUpdates(titles.map((title, index) => pull(index, { title })))).toBe(are);
  });
});

describe("what waits", () => {
  const question = (number: number, options: Partial<Question>): Question => ({
    id: `1001#${number}`,
    repositoryId: 1001,
    title: "?",
    url: "https://github.test/x",
    category: "q-a",
    createdAt: 0,
    replies: 0,
    ...options,
  });

  test("questions nobody has replied to come first, then the newest", () => {
    const sorted = sortQuestions(
      [
        question(1, { createdAt: 1 }),
        question(2, { createdAt: 9, replies: 2 }),
        question(3, { createdAt: 5 }),
        question(4, { createdAt: 5, category: "show-and-tell" }),
      ],
      digestConfig.parse({ questions: ["Q&A"] }),
    );
    expect(sorted.map(({ id }) => id)).toEqual(["1001#3", "1001#1", "1001#2"]);
  });

  test("good first issues come before other wanted help, and none that somebody works on", () => {
    const issue = (number: number, labels: string[]) => ({ ...pull(number, { labels }), createdAt: number });
    const sorted = sortGoodFirst(
      [
        issue(1, ["Good First Issue"]),
        issue(2, ["help wanted"]),
        issue(3, ["good first issue"]),
        issue(4, ["bug"]),
      ],
      new Set(["1001#3"]),
      DEFAULTS,
    );
    expect(sorted.map(({ number }) => number)).toEqual([1, 2]);
  });
});

describe("words", () => {
  test.each([
    [counted(0, "release"), "no releases"],
    [counted(1, "reply", "replies"), "one reply"],
    [counted(12, "person", "people"), "twelve people"],
    [inWords(13), "13"],
    [listOf([]), ""],
    [listOf(["a"]), "a"],
    [listOf(["a", "b"]), "a and b"],
    [listOf(["a", "b", "c"]), "a, b, and c"],
    [sentence("[two releases](u) and more"), "[Two releases](u) and more."],
    [sentence("13 releases"), "13 releases."],
    [listItem("spans keep their baggage."), "Spans keep their baggage"],
    [listItem("gRPC exporter"), "gRPC exporter"],
    [listItem("zod.object is quicker"), "zod.object is quicker"],
  ])("%s", (made, expected) => {
    expect(made).toBe(expected);
  });
});

describe("links", () => {
  const places = (count: number): Place[] =>
    Array.from({ length: count }, (_, index) => ({ id: index, owner: "lanterns", name: `r${index}` }));

  test("search one repository on its own page, several by name, many by their owner", () => {
    const search = (count: number) =>
      searchUrl("https://github.test", places(count), "issues", 'is:open label:"a b"');
    expect(search(1)).toBe("https://github.test/lanterns/r0/issues?q=is:open+label:%22a+b%22");
    expect(search(2)).toBe(
      "https://github.test/search?type=issues&q=repo:lanterns/r0+repo:lanterns/r1+is:open+label:%22a+b%22",
    );
    expect(search(9)).toBe(
      "https://github.test/search?type=issues&q=org:lanterns+is:public+is:open+label:%22a+b%22",
    );
  });

  test("search days where a period is made of UTC days, and moments elsewhere", () => {
    const startsAt = Date.UTC(2026, 10, 2);
    expect(searchRange({ startsAt, endsAt: startsAt + 14 * DAY })).toBe("2026-11-02..2026-11-15");
    expect(searchRange({ startsAt: startsAt - 7_200_000, endsAt: startsAt + 14 * DAY - 7_200_000 })).toBe(
      "2026-11-01T22:00:00Z..2026-11-15T21:59:59Z",
    );
  });

  test("name an app as searches do", () => {
    expect(["dependabot[bot]", "ci-robot"].map(authorQualifier)).toEqual([
      "author:app/dependabot",
      "author:ci-robot",
    ]);
  });
});
