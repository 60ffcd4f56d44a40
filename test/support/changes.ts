// What tests of unusual events share: a Stoa on acme's two public repositories, and changes that no happening makes.

import type { Change } from "../local-github/change.ts";
import { ACME } from "../local-github/fixture.ts";
import { hour, startStoa, type StoaOptions, type TestStoa } from "./stoa.ts";

export const ROCKET = "acme/rocket";
export const PAD = "acme/pad";

type Wanted = Change extends infer One ? (One extends Change ? Omit<One, "at" | "by"> : never) : never;

/** A Stoa on acme/rocket, acme/pad and acme/secret. */
export function startWithPad(options: StoaOptions = {}): Promise<TestStoa> {
  const categories = [{ name: "Announcements" }, { name: "Q&A", isAnswerable: true }];
  const pad = { owner: "acme", name: "pad", categories };
  return startStoa({ repositories: [...ACME.repositories, pad], ...options });
}

/** Lets ada change something, `hours` after the start, and waits until Stoa is done with it. */
export async function change(
  world: TestStoa,
  hours: number,
  wanted: Wanted & { readonly by?: string },
): Promise<void> {
  await world.runUntil(hour(hours));
  await world.github.change({ at: hour(hours), by: "ada", ...wanted });
  await world.settle();
}

/** Every row of a table, as it is now. */
export async function rowsOf(
  { database }: TestStoa,
  name: keyof TestStoa["database"]["reader"]["tables"],
): Promise<Record<string, unknown>[]> {
  const { db, tables } = database.reader;
  return (await db.select().from(tables[name] as never)) as Record<string, unknown>[];
}
