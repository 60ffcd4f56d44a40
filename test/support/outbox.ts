// Effects for tests of the outbox: wanted by hand, delivered by a running Stoa, and looked at as rows and on GitHub.

import { asc } from "drizzle-orm";
import type { Effect } from "../../src/core/effect.ts";
import { enqueueEffects } from "../../src/outbox/store.ts";
import { marker } from "../../src/text/markers.ts";
import { at, REPOSITORY } from "../local-github/fixture.ts";
import { startStoa, type StoaOptions, type TestStoa } from "./stoa.ts";

type WithoutPlace<T> = T extends unknown ? Omit<T, "repositoryId" | "audience"> : never;

/** A Stoa with one issue of bob's in acme/rocket, number 1. */
export async function startWithIssue(options: StoaOptions = {}): Promise<TestStoa> {
  const world = await startStoa(options);
  await world.perform(at(1, "bob", { do: "open-issue", number: 1, title: "It falls down", body: "Why?" }));
  return world;
}

/** acme/rocket's numeric id. */
export function rocketId({ github }: TestStoa): number {
  return github.state.repositories.get(REPOSITORY)?.id ?? 0;
}

/** Puts effects into the outbox; the next delivery or start finds them. */
export async function enqueue(world: TestStoa, ...effects: readonly WithoutPlace<Effect>[]): Promise<void> {
  const place = { repositoryId: rocketId(world), audience: "community" } as const;
  await world.database.transaction((connection) =>
    enqueueEffects(connection, {
      feature: "test",
      installationId: world.installationId,
      priority: "reply",
      effects: effects.map((effect) => ({ ...effect, ...place })),
      now: world.clock.now(),
    }),
  );
}

/** The same, and a delivery that wakes the outbox. */
export async function want(world: TestStoa, ...effects: readonly WithoutPlace<Effect>[]): Promise<void> {
  await enqueue(world, ...effects);
  const now = world.clock.now();
  const title = `It falls down at ${now}`;
  await world.perform({ at: now, by: "bob", repository: REPOSITORY, do: "edit", number: 1, title });
}

/** What a feature says in the issue. */
export function section(world: TestStoa, key: string, markdown: string, name = "badges") {
  return { kind: "section", key, threadId: `${rocketId(world)}#1`, section: name, markdown } as const;
}

/** A digest-like discussion. */
export function discussion(key = "d") {
  const mark = marker("digest", key);
  return {
    kind: "discussion",
    key,
    marker: mark,
    category: "Announcements",
    title: "Digest",
    body: `${mark}\nNews.`,
    update: false,
  } as const;
}

/** The outbox's rows, oldest first. */
export async function effectsOf({ database }: TestStoa) {
  const { db, tables } = database.reader;
  return db.select().from(tables.effects).orderBy(asc(tables.effects.seq));
}

/** Stoa's own discussions in acme/rocket. */
export function discussionsOf({ github }: TestStoa) {
  const threads = [...(github.state.repositories.get(REPOSITORY)?.threads.values() ?? [])];
  return threads.filter(({ kind, author }) => kind === "discussion" && author?.login === "stoa[bot]");
}
