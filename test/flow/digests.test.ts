// The digests as people meet them on GitHub: a draft that maintainers edit, a digest of their own in their private place, a
// preview by command, and what becomes of a digest whose place is gone.

import { afterEach, describe, expect, test } from "vitest";
import { DAY, HOUR, MINUTE } from "../../src/core/clock.ts";
import { listReceipts, receiptInWords } from "../../src/features/digest/index.ts";
import { ACME, at } from "../local-github/fixture.ts";
import { hour, rocketWith, startStoa, type TestStoa } from "../support/stoa.ts";

let world: TestStoa;
afterEach(() => world.stop());

/** Monday 12 January 2026, 09:00 UTC. */
const DUE = hour(7 * 24);
const issue = (hours: number, title = `Thing ${hours}`) =>
  at(hours, "bob", { do: "open-issue", number: 1000 + hours, title, body: "It would be great." });

/** Rocket with this configuration, and a private repository with discussions. */
function placesWith(config: string) {
  return rocketWith(config).map((repository) =>
    repository.name === "secret"
      ? { ...repository, categories: [{ name: "General" }], maintainers: ["ada"] }
      : repository,
  );
}

function written(repository: string) {
  const threads = [...(world.github.state.repositories.get(repository)?.threads.values() ?? [])];
  return threads
    .filter(({ author }) => author?.login === "stoa[bot]")
    .sort((a, b) => a.createdAt - b.createdAt);
}

async function receipts() {
  return listReceipts(world.database.reader, world.installationId);
}

describe("a digest", () => {
  test("whose category is gone is posted nowhere else, and its receipt says why and what to do", async () => {
    world = await startStoa({ repositories: rocketWith("digest:\n  category: News\n") });
    await world.perform(issue(1));
    await world.runUntil(DUE + HOUR);
    expect([...written("acme/rocket"), ...written("acme/secret")]).toEqual([]);
    const [receipt] = await receipts();
    expect(receipt).toMatchObject({ outcome: "made", state: "parked", period: "2025-12-29" });
    expect(receipt && receiptInWords(receipt)).toMatch(
      /^2025-12-29: not posted\. acme\/rocket has no discussion category "News"\. It has: Announcements, Q&(?:amp;)?A\. Make it, or set digest\.category\.$/,
    );
  });

  test("that a person deleted does not come back, and the next one is posted", async () => {
    world = await startStoa();
    await world.perform(issue(1));
    await world.runUntil(DUE + MINUTE);
    const [first] = written("acme/rocket");
    world.clock.set(DUE + HOUR);
    const gone = {
      do: "delete-thread",
      at: DUE + HOUR,
      by: "ada",
      repository: "acme/rocket",
      number: first?.number ?? 0,
    } as const;
    await world.github.change(gone);
    await world.restart();
    await world.runUntil(DUE + 3 * DAY);
    expect(written("acme/rocket")).toEqual([]);
    await world.perform(issue(24 * 12));
    await world.runUntil(DUE + 14 * DAY + HOUR);
    expect(written("acme/rocket").map(({ title }) => title)).toEqual([
      "Community digest · 12–25 January 2026",
    ]);
  });

  test("leaves a receipt also when nobody was there", async () => {
    world = await startStoa();
    await world.runUntil(DUE + HOUR);
    expect((await receipts()).map(receiptInWords)).toEqual([
      "2025-12-29: not posted. No person did anything in public in this period while Stoa watched.",
    ]);
  });

  test("of a repository that nobody sees says so in its receipt until that is mended, and is posted then", async () => {
    world = await startStoa({ repositories: rocketWith("digest:\n  repository: rokcet\n") });
    await world.perform(issue(1));
    await world.runUntil(DUE + 12 * MINUTE);
    const [failed] = await receipts();
    expect(failed).toMatchObject({ outcome: "failed", reason: expect.stringContaining("rokcet") as string });
    expect(failed?.attempts).toBeGreaterThan(1);
    const mended = { ".github/stoa.yml": "digest:\n  repository: rocket\n" };
    await world.perform(at(7 * 24 + 1, "ada", { do: "push", files: mended, message: "fix: name" }));
    await world.pass(10 * MINUTE);
    expect(written("acme/rocket")).toHaveLength(1);
    expect(await receipts()).toMatchObject([{ outcome: "made", state: "done", reason: null }]);
  });

  test("is shown by a command as it stands, and only maintainers may ask", async () => {
    world = await startStoa();
    await world.perform(
      issue(1, "A *bold* wish"),
      at(2, "bob", { do: "comment", number: 1001, body: "/stoa digest preview" }),
    );
    await world.pass(MINUTE);
    expect(world.comments(1001)[0]?.body).toContain("is for people who may write");
    await world.perform(at(3, "ada", { do: "comment", number: 1001, body: "/stoa digest preview" }));
    await world.pass(MINUTE);
    const body = world.comments(1001)[0]?.body ?? "";
    expect(body).toContain("Community digest · 29 December 2025 – 11 January 2026, as it stands now.");
    expect(body).toContain("It goes out on Monday 12 January 2026, 09:00 (UTC), to acme/rocket.");
    expect(body).toContain("A quiet fortnight: [one new issue]");
    expect(body).not.toContain("stoa:digest:");
    await world.perform(
      at(4, "ada", { do: "comment", number: 1001, body: "/stoa digest preview maintainers" }),
    );
    await world.pass(MINUTE);
    expect(world.comments(1001)[0]?.body).toContain("only in its own private repository");
    await world.runUntil(DUE + HOUR);
    expect(written("acme/rocket")).toHaveLength(1);
  });
});

describe("the maintainers' digest", () => {
  const CONFIG = "digest:\n  maintainers:\n    repository: secret\n    firstReplyDays: 1\n";

  test("is posted in the private place every week, with what waits, and nothing of it in public", async () => {
    world = await startStoa({ repositories: placesWith(CONFIG) });
    await world.perform(
      issue(1, "Nobody answers me"),
      issue(5, "Answered"),
      at(8, "ada", { do: "comment", number: 1005, body: "I will look." }),
    );
    await world.runUntil(DUE + HOUR);
    const [digest, ...others] = written("acme/secret");
    expect(others).toEqual([]);
    expect(digest?.title).toBe("Maintainers · 5–11 January 2026");
    expect(digest?.body).toContain("One thing to do, then the numbers.");
    expect(digest?.body).toMatch(/1\. \*\*One thread waits for a first reply\*\*, from a newcomer\./);
    expect(digest?.body).toMatch(/\[Nobody answers me\]\(.*\) \(7 days, a first issue here\)/);
    expect(digest?.body).toContain(
      "**First reply** – the median is 3 h; one of two threads opened this week have one.",
    );
    expect(
      written("acme/rocket")
        .map(({ body }) => body)
        .join(),
    ).not.toContain("Maintainers");
    await world.restart();
    await world.runUntil(DUE + 2 * HOUR);
    expect(written("acme/secret")).toHaveLength(1);
  });

  test("is kept in an issue where one is named, and what people write around it stays", async () => {
    world = await startStoa({ repositories: placesWith(`${CONFIG}    issue: 9\n`) });
    const open = { do: "open-issue", number: 9, title: "Our week", body: "Ours." } as const;
    await world.perform({ ...at(1, "ada", open), repository: "acme/secret" }, issue(2));
    await world.runUntil(DUE + HOUR);
    const body = world.thread(9, "acme/secret").body;
    expect(body).toMatch(
      /^Ours\.\n\n<!-- stoa:board:maintainers-digest -->\n## Maintainers · 5–11 January 2026/,
    );
    expect(written("acme/secret")).toEqual([]);
  });

  test("goes nowhere when its place is public", async () => {
    world = await startStoa({
      repositories: rocketWith("digest:\n  maintainers:\n    repository: rocket\n"),
    });
    await world.perform(issue(1));
    await world.runUntil(DUE - 30 * MINUTE);
    expect(written("acme/rocket")).toEqual([]);
    expect(await receipts()).toMatchObject([
      {
        audience: "maintainers",
        outcome: "failed",
        reason: expect.stringContaining("none of the private") as string,
      },
    ]);
  });
});

describe("the draft of the next digest", () => {
  const CONFIG = "digest:\n  draft:\n    repository: secret\n    issue: 9\n";
  const draft = () => world.thread(9, "acme/secret").body;
  const edit = (hours: number, body: string) => ({
    ...at(hours, "ada", { do: "edit", number: 9, body }),
    repository: "acme/secret",
  });

  test("is kept up to date, keeps what a maintainer made of it, and goes out so", async () => {
    world = await startStoa({ repositories: placesWith(CONFIG) });
    const open = { do: "open-issue", number: 9, title: "Draft", body: "Edit below.\n" } as const;
    await world.perform({ ...at(1, "ada", open), repository: "acme/secret" }, issue(2));
    await world.runUntil(hour(10));
    expect(draft()).toMatch(/^Edit below\.\n\n<!-- stoa:board:digest-draft -->/);
    expect(draft()).toContain("goes out on Monday 12 January 2026, 09:00 (UTC).");
    expect(draft()).toContain("A quiet fortnight: [one new issue]");
    const touched = draft().replace(
      "<!-- stoa:part:notes -->",
      "<!-- stoa:part:notes -->\r\n\r\nWe meet in **Athens**, says @ada.",
    );
    await world.perform(edit(11, touched), issue(12));
    await world.runUntil(hour(30));
    expect(draft()).toContain("A quiet fortnight: [two new issues]");
    expect(draft()).toContain("We meet in **Athens**");
    await world.perform(
      edit(31, draft().replace("A quiet fortnight", "A calm start of the year")),
      issue(32),
    );
    await world.runUntil(DUE + HOUR);
    const [posted] = written("acme/rocket");
    const [lead, notes] = posted?.body.split("\n\n") ?? [];
    expect(lead).toMatch(/^A calm start of the year: \[two new issues\]/);
    expect(notes).toMatch(/^We meet in \*\*Athens\*\*, says @\u200B?.*ada/);
    expect(posted?.body).not.toMatch(/(^|[^\w`/\u200B])@ada/);
    // The next draft begins anew.
    await world.runUntil(DUE + DAY);
    expect(draft()).not.toContain("Athens");
    expect(draft()).toContain("12–25 January 2026");
    expect(draft().startsWith("Edit below.")).toBe(true);
  });
});

test("one digest for each repository, where that is wanted", async () => {
  const config = "digest:\n  perRepository: true\n  every: week\n";
  const repositories = [...rocketWith(config), { ...ACME.repositories[0], name: "engine", files: {} }];
  world = await startStoa({ repositories });
  await world.perform(issue(1), { ...issue(2, "Loud"), repository: "acme/engine" });
  await world.runUntil(DUE + HOUR);
  const [rocket] = written("acme/rocket");
  const [engine] = written("acme/engine");
  expect(rocket?.body).toContain("/acme/rocket/issues?");
  expect(rocket?.body).not.toContain("engine");
  expect(engine?.body).toContain("/acme/engine/issues?");
  expect((await receipts()).map(({ place, outcome }) => ({ isAll: place === 0, outcome }))).toEqual([
    { isAll: false, outcome: "made" },
    { isAll: false, outcome: "made" },
  ]);
});
