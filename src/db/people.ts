// Accounts as they were last seen.

import { inArray, sql } from "drizzle-orm";
import type { Person } from "../core/activity.ts";
import type { Connection } from "./connection.ts";

/**
 * Keeps the newest login of an account; `seenAt` is when it was last seen under it. Of two logins in one second, which
 * only a rename can bring, the greater one stands.
 */
export async function upsertPerson(connection: Connection, person: Person, seenAt: number): Promise<void> {
  await connection
    .prepared("facts.upsertPerson", ({ db, tables: { people } }) =>
      db
        .insert(people)
        .values({
          id: sql.placeholder("id"),
          login: sql.placeholder("login"),
          isBot: sql.placeholder("isBot"),
          seenAt: sql.placeholder("seenAt"),
        })
        .onConflictDoUpdate({
          target: people.id,
          set: { login: sql`excluded.login`, isBot: sql`excluded.is_bot`, seenAt: sql`excluded.seen_at` },
          setWhere: sql`${people.seenAt} < excluded.seen_at or (${people.seenAt} = excluded.seen_at and ${people.login} < excluded.login)`,
        }),
    )
    .run({ ...person, seenAt });
}

/** Reads the people of these ids; unknown ids are left out. */
export async function findPeople(
  connection: Connection,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Person>> {
  const found = new Map<number, Person>();
  const { people } = connection.tables;
  const unique = [...new Set(ids)];
  for (let start = 0; start < unique.length; start += 500) {
    const rows = await connection.db
      .select({ id: people.id, login: people.login, isBot: people.isBot })
      .from(people)
      .where(inArray(people.id, unique.slice(start, start + 500)));
    for (const row of rows) found.set(row.id, row);
  }
  return found;
}
