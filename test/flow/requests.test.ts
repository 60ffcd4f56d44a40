// Requests through the whole app: what maintainers and owners type, boards on GitHub, and the release that ships one.

import { afterEach, describe, expect, test } from "vitest";
import { DAY, HOUR, MINUTE } from "../../src/core/clock.ts";
import type { Happening, RepositorySeed } from "../local-github/community.ts";
import { ACME, at } from "../local-github/fixture.ts";
import { hour, startStoa, type TestStoa } from "../support/stoa.ts";

let world: TestStoa;
afterEach(() => world.stop());

/** acme/rocket with ideas, and this configuration. */
function rocket(config: string): readonly RepositorySeed[] {
  return ACME.repositories.map((repository) =>
    repository.name === "rocket"
      ? {
          ...repository,
          labels: [...repository.labels, { name: "enhancement" }],
          categories: [...repository.categories, { name: "Ideas" }],
          files: { ".github/stoa.yml": `digest:\n  enabled: false\n${config}` },
        }
      : repository,
  );
}

const wish = (hours: number, number: number, by = "bob") =>
  at(hours, by, { do: "open-issue", number, title: `Wish ${number}`, body: "", labels: ["enhancement"] });
const say = (hours: number, by: string, number: number, body: string) =>
  at(hours, by, { do: "comment", number, body });
const vote = (hours: number, by: string, number: number) =>
  at(hours, by, { do: "react", number, content: "+1" });
/** Lets things happen, and Stoa's answers go out at their pace. */
async function perform(...happenings: readonly Happening[]): Promise<void> {
  await world.perform(...happenings);
  await world.pass(MINUTE);
}
const answer = (number: number) => world.comments(number).at(-1)?.body ?? "";

describe("a request", () => {
  test("is what a maintainer calls one, takes the votes of its duplicates, and explains itself", async () => {
    world = await startStoa({ repositories: rocket("") });
    await perform(
      at(1, "bob", { do: "open-issue", number: 1, title: "Fly", body: "" }),
      wish(1.1, 2, "cy"),
      vote(1.2, "dee", 2),
      vote(1.3, "eve", 1),
      vote(1.4, "dependabot[bot]", 1),
      say(2, "eve", 1, "/stoa why"),
    );
    expect(answer(1)).toContain("This is no request");
    await perform(say(3, "eve", 1, "/stoa request"));
    expect(answer(1)).toContain("for people who may write");
    await perform(say(3.1, "ada", 1, "/stoa request"), say(3.2, "ada", 2, "/stoa duplicate #1"));
    await world.runUntil(hour(4) + MINUTE);
    await perform(say(4.5, "eve", 1, "/stoa why"));
    expect(answer(1)).toContain("because a maintainer said so");
    expect(answer(1)).toContain("**4 votes**: number 1 of 1 by votes");
    expect(answer(1)).toContain('4 people, each counted once: 2 reacted, 0 wrote "+1", 2 opened it');
    expect(answer(1)).toContain("2 of them through duplicates alone: [#2](");
    expect(answer(1)).toMatch(/Priority \d+ of 100/);
    expect(answer(1)).not.toContain("dependabot");
    await perform(say(5, "eve", 2, "/stoa why"));
    expect(answer(2)).toContain("This is a duplicate: its votes count for [#1](");
    await perform(say(6, "ada", 2, "/stoa not-duplicate"), say(7, "eve", 2, "/stoa why"));
    expect(answer(2)).toContain("**2 votes**");
    await perform(say(8, "ada", 2, "/stoa not-request"), say(9, "eve", 2, "/stoa why"));
    expect(answer(2)).toContain("This is no request");
  });

  test("that a release ships is told so once, and nobody is when history tells of it", async () => {
    const merge = (hours: number, number: number, closes: number) => [
      at(hours, "cy", {
        do: "open-pull",
        number,
        title: "feat: it",
        body: `closes #${closes}`,
        closes: [closes],
      }),
      at(hours + 0.1, "ada", { do: "merge", number }),
    ];
    const release = (hours: number, tag: string) =>
      at(hours, "ada", { do: "release", tag, name: tag, body: "" });
    world = await startStoa({
      repositories: rocket(""),
      history: [wish(-90, 1), ...merge(-80, 2, 1), release(-70, "v0.1.0"), wish(-60, 3), vote(-50, "eve", 3)],
    });
    await perform(...merge(1, 4, 3), release(2, "v0.2.0"), release(3, "v0.3.0"));
    expect(world.comments(1)).toEqual([]);
    expect(world.comments(3)).toHaveLength(1);
    expect(answer(3)).toContain("This shipped in [v0.2.0](");
    expect(answer(3)).toContain("2 people had asked for it");
    expect(answer(3)).not.toContain("v0.3.0");
  });

  test("is taken, and its silent owner is asked and let go", async () => {
    world = await startStoa({ repositories: rocket("") });
    await perform(wish(1, 1), say(2, "cy", 1, "/stoa own"), say(3, "dee", 1, "/stoa own"));
    expect(answer(1)).toContain("has taken this");
    await world.runUntil(hour(2) + 22 * DAY);
    expect(answer(1)).toContain("Still at it?");
    await world.runUntil(hour(2) + 30 * DAY);
    expect(answer(1)).toContain("free again: `/stoa own`");
    expect(answer(1)).not.toContain("Still at it?");
    expect(world.comments(1)).toHaveLength(1);
  });
});

describe("a board", () => {
  test("is kept in the text of an issue and of a discussion, and written only when it changes", async () => {
    world = await startStoa({
      repositories: rocket(
        "requests:\n  boards:\n    - { repository: rocket, issue: 9 }\n    - { repository: rocket, discussion: 10, order: priority }\n",
      ),
    });
    await perform(
      at(0.1, "ada", { do: "open-issue", number: 9, title: "What people want", body: "Vote!" }),
      at(0.2, "ada", {
        do: "open-discussion",
        number: 10,
        title: "Wanted",
        body: "Read on.",
        category: "Q&A",
      }),
      wish(0.3, 1),
      vote(0.4, "eve", 1),
    );
    await world.runUntil(hour(1) + MINUTE);
    for (const number of [9, 10]) {
      const { body } = world.thread(number);
      expect(body).toMatch(/^(Vote!|Read on\.)\n\n<!-- stoa:board:requests -->/);
      expect(body).toContain("| 1 | [Wish 1](");
      expect(body).toMatch(/\[2\]\(/);
    }
    const writes = world.github.contentWrites;
    await world.pass(5 * HOUR);
    expect(world.github.contentWrites).toBe(writes);

    await world.github.perform(vote(7, "dee", 1), { deliver: false });
    await world.runUntil(hour(8) + MINUTE);
    expect(world.thread(9).body).toMatch(/\[3\]\(/);
    expect(world.thread(10).body).toMatch(/\[3\]\(/);
    expect(world.github.contentWrites).toBe(writes + 2);
    expect(world.github.unhandled).toEqual([]);
  });
});

describe("a poll", () => {
  test("is one comment, keeps one vote a person, closes at its date, and is counted in the digest", async () => {
    world = await startStoa({
      repositories: rocket("").map((repository) =>
        repository.name === "rocket"
          ? {
              ...repository,
              categories: [...(repository.categories ?? []), { name: "Polls" }],
              files: { ".github/stoa.yml": "digest:\n  enabled: true\n" },
            }
          : repository,
      ),
    });
    await perform(
      at(0.5, "ada", {
        do: "open-discussion",
        number: 7,
        title: "A poll",
        body: "",
        category: "Polls",
        poll: {
          question: "Tabs?",
          options: [
            { option: "Yes", votes: 3 },
            { option: "No", votes: 8 },
          ],
        },
      }),
      at(1, "bob", { do: "open-issue", number: 1, title: "What next", body: "" }),
      say(2, "ada", 1, '/stoa poll "Which next?" "Windows" "ARM images" until 2026-01-08'),
    );
    expect(answer(1)).toContain("- ❤️ ARM images");
    await perform(say(3, "ada", 1, '/stoa poll "Another?" "A" "B"'));
    expect(answer(1)).toContain("one at a time");
    const [comment] = world.comments(1);
    const react = (hours: number, by: string, content: "+1" | "heart") =>
      world.github.change({
        do: "react",
        node: comment?.nodeId ?? "",
        content,
        by,
        at: hour(hours),
      } as never);
    await react(4, "cy", "+1");
    await react(4, "dee", "+1");
    await react(4, "helper[bot]", "+1");
    await world.runUntil(hour(6));
    // A change of mind: both stand there, and the later one counts.
    await react(7, "dee", "heart");
    await react(7, "eve", "heart");
    await world.runUntil(hour(3 * 24 + 16) + MINUTE);
    expect(answer(1)).toContain("| 👍 Windows | 1 |");
    expect(answer(1)).toContain("| ❤️ ARM images | 2 |");
    expect(answer(1)).toContain("Closed on 8 January 2026; 3 people voted.");
    expect(world.comments(1)).toHaveLength(1);
    await react(4 * 24, "finn", "+1");
    await world.runUntil(hour(7 * 24) + HOUR);
    const digest = [...(world.github.state.repositories.get("acme/rocket")?.threads.values() ?? [])].find(
      ({ author, kind }) => author?.login === "stoa[bot]" && kind === "discussion",
    );
    expect(digest?.body).toContain("[Which next?](");
    expect(digest?.body).toContain("ARM images 2, Windows 1 (closed on 8 January 2026)");
    expect(digest?.body).toContain("[Tabs?](");
    expect(digest?.body).toContain("No 8, Yes 3");
    expect(world.github.unhandled).toEqual([]);
  });
});

describe("the roadmap", () => {
  test("shows requests by status to anybody, nothing private, and what people wrote as text", async () => {
    world = await startStoa({ repositories: rocket("") });
    await perform(
      at(1, "bob", {
        do: "open-issue",
        number: 1,
        title: "<script>alert(1)</script> support",
        body: "",
        labels: ["enhancement", "planned"],
      }),
      vote(1.1, "eve", 1),
      wish(1.2, 2),
      say(1.3, "cy", 2, "/stoa own"),
      wish(1.4, 3),
      say(1.45, "ada", 3, "It would not scale."),
      at(1.5, "ada", { do: "close", number: 3, reason: "not_planned" }),
      { ...wish(1.6, 5), repository: "acme/secret" },
    );
    await world.runUntil(hour(2) + MINUTE);
    const get = async (path: string) => fetch(`http://127.0.0.1:${world.stoa.port}${path}`);
    const response = await get("/roadmap/ACME");
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(page).toContain("&lt;script&gt;");
    expect(page).not.toContain("<script");
    expect(page).toMatch(
      /<h2>Planned<\/h2>[^]*2 votes[^]*<h2>Asked for<\/h2>[^]*Wish 2[^]*taken by cy[^]*<h2>Declined<\/h2>[^]*Wish 3[^]*with a reason/,
    );
    expect(page).not.toContain("Wish 5");
    expect((await get("/roadmap/nobody")).status).toBe(404);
  });
});

describe("a project", () => {
  const history = [
    at(-30, "bob", {
      do: "open-issue",
      number: 1,
      title: "Wish",
      body: "",
      labels: ["enhancement"],
      project: { field: "Status", option: "In Progress" },
    }),
  ];
  const config = "requests:\n  statuses:\n    projectField: Status\n";
  const roadmap = async () => (await fetch(`http://127.0.0.1:${world.stoa.port}/roadmap/acme`)).text();

  test("tells the status of its issues, read in the night", async () => {
    world = await startStoa({
      repositories: rocket(config),
      history,
      permissions: {
        metadata: "read",
        contents: "read",
        issues: "write",
        pull_requests: "write",
        discussions: "write",
        checks: "write",
        organization_projects: "read",
      },
    });
    await world.runUntil(hour(16) + MINUTE);
    expect(await roadmap()).toContain("<h2>In progress</h2>");
  });

  test("that may not be read changes nothing else", async () => {
    world = await startStoa({ repositories: rocket(config), history: [...history, vote(-29, "eve", 1)] });
    await world.runUntil(hour(16) + MINUTE);
    expect(await roadmap()).toMatch(/<h2>Asked for<\/h2>[^]*2 votes/);
  });
});
