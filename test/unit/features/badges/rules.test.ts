import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { badgesConfig } from "../../../../src/features/badges/config.ts";
import {
  badgeOfClosed,
  badgesOfPull,
  coAuthorsIn,
  feedbackReason,
  isOnlyDocs,
  judgeKinds,
  kindsOfLabels,
  reviewReason,
} from "../../../../src/features/badges/rules.ts";

const config = badgesConfig.parse({});
const plain = { title: "Tidy the agent", labels: [], paths: null };

describe("the kind of a merged pull request", () => {
  test.each([
    ["its label", { ...plain, labels: ["bug"] }, [], ["fix"]],
    ["a label before the issue's", { ...plain, labels: ["bug"] }, ["enhancement"], ["fix"]],
    ["a label before the title", { ...plain, title: "feat: x", labels: ["documentation"] }, [], ["docs"]],
    ["both labels", { ...plain, labels: ["documentation", "kind/bug"] }, [], ["fix", "docs"]],
    ["the issue it closes", plain, ["type: enhancement"], ["feature"]],
    ["the issue before the title", { ...plain, title: "fix: x" }, ["feature request"], ["feature"]],
    ["the title", { ...plain, title: "fix(collector): keep spans" }, [], ["fix"]],
    ["the title of a feature", { ...plain, title: "feat: keep spans" }, [], ["feature"]],
    ["the title behind a ticket", { ...plain, title: "CORE-1521 | fix: resolve pods (#5642)" }, [], ["fix"]],
    ["the title before the paths", { ...plain, title: "fix: x", paths: ["docs/a.md"] }, [], ["fix"]],
    ["the paths", { ...plain, paths: ["docs/install.yaml", "README.md"] }, [], ["docs"]],
    ["nothing, when a title says chore", { ...plain, title: "chore: tidy", paths: ["a.md"] }, [], []],
    ["nothing", { ...plain, labels: ["good first issue"], paths: ["src/a.go"] }, ["help wanted"], []],
  ])("follows %s", (_, pull, issueLabels, kinds) => {
    const judged = judgeKinds(pull, [{ number: 7, labels: issueLabels }], config);
    expect(judged.map(({ kind }) => kind)).toEqual(kinds);
  });

  test.each([
    [{ ...plain, labels: ["Kind/Bug"] }, [], "label Kind/Bug"],
    [plain, [{ number: 7, labels: ["bug"] }], "closes #7, labelled bug"],
    [{ ...plain, title: "fix: x" }, [], "its title says fix"],
    [{ ...plain, paths: ["a.md"] }, [], "changes only documentation"],
  ])("says why", (pull, issues, reason) => {
    expect(judgeKinds(pull, issues, config).map((one) => one.reason)).toEqual([reason]);
  });

  test("does not depend on the order of labels", () => {
    const labels = fc.shuffledSubarray(["bug", "kind/bug", "docs", "enhancement", "type: bug", "x"]);
    fc.assert(
      fc.property(labels, (some) => {
        expect(kindsOfLabels(some, config.labels)).toEqual(kindsOfLabels(some.toSorted(), config.labels));
      }),
    );
  });
});

describe("a change of documentation", () => {
  test.each([
    [["docs/a.png"], true],
    [["helm/README.MD", "docs/b.yaml"], true],
    [["docs/a.md", "src/a.go"], false],
    [["documents/a.go"], false],
    [[], false],
    [null, false],
  ])("%j is one: %j", (paths, expected) => {
    expect(isOnlyDocs(paths, ["docs"])).toBe(expected);
  });
});

describe("a review", () => {
  const review = {
    kind: "review",
    reviewState: "commented",
    body: "The cache is never emptied here.",
    author: { id: 1 },
    threadAuthorId: 2 as number | null,
  };
  test.each([
    ["an approval in words", { ...review, reviewState: "approved" }, "approved, in words"],
    ["a request for changes", { ...review, reviewState: "changes_requested" }, "asked for changes"],
    ["a verdict dismissed later", { ...review, reviewState: "dismissed" }, "reviewed, in words"],
    ["a review in words", review, "reviewed, in words"],
    ["a click", { ...review, reviewState: "approved", body: "" }, null],
    ["a rubber stamp", { ...review, reviewState: "approved", body: "LGTM, nice work, thanks!" }, null],
    ["somebody else's words", { ...review, body: "> The cache is never emptied here.\n\nYes." }, null],
    ["an empty envelope", { ...review, body: " \n" }, null],
    [
      "a comment on a line",
      { ...review, kind: "review_comment", reviewState: null, body: "?" },
      "commented on a line",
    ],
    ["a plain comment", { ...review, kind: "comment" }, null],
    ["a review of one's own work", { ...review, reviewState: "approved", threadAuthorId: 1 }, null],
    ["a review of a deleted account's work", { ...review, threadAuthorId: null }, "reviewed, in words"],
  ])("%s counts as %j", (_, of, reason) => {
    expect(reviewReason(of)).toBe(reason);
  });
});

describe("a project's own badge", () => {
  const own = (when: object) =>
    badgesConfig.parse({ own: [{ id: "x", name: "X", description: "do it", when }] }).own;
  const pull = { title: "fix: a", labels: ["Area/Windows"], paths: ["build/win/a.ts", "readme.md"] };
  test.each([
    [{ label: "area/windows" }, "label Area/Windows"],
    [{ path: "build/win" }, "changes build/win"],
    [{ path: "readme.md" }, "changes readme.md"],
    [{ kind: "fix" }, "its title says fix"],
    [{ label: "area/windows", kind: "fix" }, "label Area/Windows, its title says fix"],
    [{ path: "build/w" }, undefined],
    [{ kind: "docs" }, undefined],
    [{ label: "area/linux", kind: "fix" }, undefined],
    // Counts what others count, so a pull request need not be looked at.
    [{ event: "reviewed" }, undefined],
  ])("is earned by %j: %j", (when, reason) => {
    const earned = badgesOfPull(pull, judgeKinds(pull, [], config), own(when));
    expect(earned.find(({ badge }) => badge === "own:x")?.reason).toBe(reason);
  });

  test("asks for rising tiers, and for conditions of merged pull requests only", () => {
    const of = (part: object) =>
      badgesConfig.safeParse({ own: [{ id: "x", name: "X", description: "d", when: {}, ...part }] }).success;
    expect(of({ tiers: [1, 5, 20] })).toBe(true);
    expect(of({ tiers: [5, 5] })).toBe(false);
    expect(of({ when: { event: "reviewed", label: "a" } })).toBe(false);
    expect(of({ image: "javascript:alert(1)" })).toBe(false);
    expect(of({ id: "A b" })).toBe(false);
  });
});

test("co-authors are read from GitHub's own addresses, without bots and the author", () => {
  const body = [
    "Mends it.",
    "Co-authored-by: Bo <12+bo@users.noreply.github.com>",
    "co-authored-by: Ada <7+ada@users.noreply.github.com>",
    "Co-authored-by: dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>",
    "Co-authored-by: Cy <cy@example.org>",
    "Co-authored-by: Bo again <12+bo-old@users.noreply.github.com>",
    "not Co-authored-by: Di <13+di@users.noreply.github.com>",
  ].join("\n");
  expect(coAuthorsIn({ body, personId: 7 })).toEqual([12]);
});

test.each([
  [["bug"], ["feature"], "reporter"],
  [["enhancement"], ["fix"], "idea-maker"],
  [[], ["fix"], "reporter"],
  [[], ["feature"], "idea-maker"],
  [[], ["docs"], undefined],
  [["documentation"], ["fix"], undefined],
] as const)("an issue labelled %j that a %j closed makes a %j", (labels, kinds, badge) => {
  const judged = kinds.map((kind) => ({ kind, reason: "" }));
  expect(badgeOfClosed(labels, judged, config.labels)).toBe(badge);
});

test.each([
  [{ labels: ["beta"] }, "label beta"],
  [{ labels: ["bug"], title: "Crash in v1.4.0-rc.2" }, "label bug, of v1.4.0-rc.2"],
  [{ labels: [], title: "Crash in v1.4.0-rc.2" }, undefined],
  [{ labels: ["bug"], title: "Crash in v1.4.0" }, undefined],
  [{ labels: ["beta"], stateReason: "not_planned" }, undefined],
])("a report on a pre-release is known by %j: %j", (issue, reason) => {
  expect(feedbackReason({ title: "", body: "", stateReason: null, ...issue }, config.labels)).toBe(reason);
});
