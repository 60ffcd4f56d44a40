// Threads that are moved, locked, deleted or relabelled, and releases that are taken back: what hung on them follows.

import { eq } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import type { Change } from "../local-github/change.ts";
import { ACME } from "../local-github/fixture.ts";
import { hour, startStoa, type TestStoa } from "../support/stoa.ts";

const REPOSITORY = "acme/rocket";
const OTHER = "acme/pad";
let here: TestStoa;
afterEach(() => here.stop());

type Wanted = Change extends infer One ? (One extends Change ? Omit<One, "at" | "by"> : never) : never;

async function change(at: number, wanted: Wanted): Promise<void> {
  await here.runUntil(hour(at));
  await here.github.change({ at: hour(at), by: "ada", ...wanted });
  await here.settle();
}

async function start(): Promise<void> {
  here = await startStoa({ repositories: [...ACME.repositories, { owner: "acme", name: "pad" }] });
}

const issue = { do: "open-issue", repository: REPOSITORY, number: 1, title: "It is slow" } as const;
const opened = { ...issue, at: hour(1), by: "bob", body: "This is terrible, I hate it.", labels: ["bug"] };
const comment = {
  do: "comment",
  repository: REPOSITORY,
  number: 1,
  at: hour(2),
  by: "carol",
  body: "I love it, great work, thank you!",
} as const;

function tables() {
  return here.database.reader.tables;
}

async function liveThreads() {
  const { db } = here.database.reader;
  const rows = await db.select().from(tables().threads);
  return rows.filter(({ deletedAt }) => deletedAt === null);
}

test("a deleted issue takes along its remarks and their scores", async () => {
  await start();
  await here.perform(opened, comment);
  const { db } = here.database.reader;
  expect(await db.select().from(tables().sentimentScores)).toHaveLength(2);
  await change(3, { do: "delete-thread", repository: REPOSITORY, number: 1 });
  expect(await db.select().from(tables().sentimentScores)).toEqual([]);
  const remarks = await db.select().from(tables().remarks);
  expect(remarks.map(({ deletedAt }) => deletedAt !== null)).toEqual([true]);
  expect(await liveThreads()).toEqual([]);
});

test("a moved issue counts once, where it is now, with all that was said in it, and nobody is told", async () => {
  await start();
  await here.perform(opened, comment);
  await change(3, { do: "transfer", repository: REPOSITORY, number: 1, to: OTHER });
  const [moved, ...others] = await liveThreads();
  expect(others).toEqual([]);
  expect(moved).toMatchObject({ title: "It is slow", number: 1 });
  const { db } = here.database.reader;
  const scores = await db.select().from(tables().sentimentScores);
  expect(scores.map(({ threadId }) => threadId)).toEqual([moved?.id, moved?.id]);
  expect(await db.select().from(tables().threadReads)).toEqual([]);
  expect(here.github.contentWrites).toBe(0);
  expect(here.github.unhandled).toEqual([]);
});

test("a locked thread is known to be locked, and unlocked again", async () => {
  await start();
  await here.perform(opened);
  await change(2, { do: "lock", repository: REPOSITORY, number: 1 });
  expect((await liveThreads())[0]?.isLocked).toBe(true);
  await change(3, { do: "unlock", repository: REPOSITORY, number: 1 });
  expect((await liveThreads())[0]?.isLocked).toBe(false);
});

test("labels follow their new names, and deleted ones go", async () => {
  await start();
  await here.perform(opened);
  await change(2, { do: "rename-label", repository: REPOSITORY, label: "bug", name: "defect" });
  expect((await liveThreads())[0]?.labels).toEqual(["defect"]);
  await change(3, { do: "delete-label", repository: REPOSITORY, label: "defect" });
  expect((await liveThreads())[0]?.labels).toEqual([]);
});

test("an unpublished release, and a deleted one, is no release", async () => {
  await start();
  const release = { do: "release", repository: REPOSITORY, by: "ada", name: "", body: "" } as const;
  await here.perform({ ...release, at: hour(1), tag: "v1" }, { ...release, at: hour(2), tag: "v2" });
  await change(3, { do: "unpublish-release", repository: REPOSITORY, tag: "v1" });
  await change(4, { do: "delete-release", repository: REPOSITORY, tag: "v2" });
  const { db } = here.database.reader;
  const rows = await db.select().from(tables().releases);
  expect(rows.map(({ removedAt }) => removedAt !== null)).toEqual([true, true]);
});

test("a renamed repository is linked by its new name; what was removed stays removed until it is listed again", async () => {
  await start();
  await here.perform(opened);
  await change(2, { do: "rename", repository: REPOSITORY, name: "ship" });
  expect((await liveThreads())[0]?.url).toContain("/acme/ship/issues/1");
  await change(3, { do: "remove-repositories", account: "acme", repositories: ["acme/ship"] });
  const { db } = here.database.reader;
  const { repositories } = tables();
  const find = () => db.select().from(repositories).where(eq(repositories.name, "ship"));
  expect(await find()).toMatchObject([{ isActive: false }]);
  // GitHub delivers an old one again.
  const late = here.github.deliveries.log.find(({ event }) => event === "issues");
  here.github.deliveries.redeliver(late?.id ?? 0);
  await here.settle();
  expect(await find()).toMatchObject([{ isActive: false }]);
  await change(4, { do: "add-repositories", account: "acme", repositories: ["acme/ship"] });
  expect(await find()).toMatchObject([{ isActive: true }]);
  expect(here.github.contentWrites).toBe(0);
});
