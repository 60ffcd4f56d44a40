// Accounts as they were last seen.

import { and, eq, lt, or, sql } from "drizzle-orm";
import type { Person } from "../core/activity.ts";
import { isAmong, listed } from "./among.ts";
import type { Connection } from "./connection.ts";

/** What is known of an account within a transaction. */
interface Known {
  login: string;
  isBot: boolean;
  seenAt: number;
}

/**
 * Keeps the newest login of an account; `seenAt` is when it was last seen under it. Of two logins in one second, which
 * only a rename can bring, the greater one stands.
 *
 * An account that is new, or has another login, is written at once; that one was seen again, when the transaction ends, in the
 * order of ids. On Postgres a row that is written is locked until then: two processes that met the same people in another order
 * would wait for each other until the server ends one of them.
 */
export async function upsertPerson(connection: Connection, person: Person, seenAt: number): Promise<void> {
  const { id, login, isBot } = person;
  const known = await connection.once(`person ${id}`, () => readOrInsert(connection, person, seenAt));
  const seen = connection.atEnd("people.seen", () => {
    const gathered = new Map<number, Known>();
    return { gathered, write: (own) => writeSeen(own, gathered) };
  });
  const noted = seen.get(id);
  const knownAt = noted?.login === known.login ? Math.max(known.seenAt, noted.seenAt) : known.seenAt;
  if (known.login === login && known.isBot === isBot) {
    if (seenAt > knownAt) seen.set(id, { login, isBot, seenAt });
    return;
  }
  if (seenAt < knownAt || (seenAt === knownAt && login <= known.login)) return;
  await writePerson(connection, person, seenAt);
  Object.assign(known, { login, isBot, seenAt });
}

/** Inserts an account unless it is known: that alone locks nothing but what is new. */
async function readOrInsert(connection: Connection, person: Person, seenAt: number): Promise<Known> {
  const known = await readPerson(connection, person.id);
  if (known) return known;
  await connection
    .prepared("people.insert", ({ db, tables: { people } }) =>
      db
        .insert(people)
        .values({
          id: sql.placeholder("id"),
          login: sql.placeholder("login"),
          isBot: sql.placeholder("isBot"),
          seenAt: sql.placeholder("seenAt"),
        })
        .onConflictDoNothing(),
    )
    .run({ ...person, seenAt });
  // Another process may have been sooner.
  return (await readPerson(connection, person.id)) ?? { ...person, seenAt };
}

async function readPerson(connection: Connection, id: number): Promise<Known | undefined> {
  const rows = await connection
    .prepared("people.find", ({ db, tables: { people } }) =>
      db
        .select({ login: people.login, isBot: people.isBot, seenAt: people.seenAt })
        .from(people)
        .where(eq(people.id, sql.placeholder("id"))),
    )
    .run({ id });
  return rows[0];
}

async function writePerson(connection: Connection, person: Person, seenAt: number): Promise<void> {
  await connection
    .prepared("people.write", ({ db, tables: { people } }) =>
      db
        .update(people)
        .set({
          login: sql`${sql.placeholder("login")}`,
          isBot: sql`${sql.param(sql.placeholder("isBot"), people.isBot)}`,
          seenAt: sql`${sql.placeholder("seenAt")}`,
        })
        .where(
          and(
            eq(people.id, sql.placeholder("id")),
            or(
              lt(people.seenAt, sql.placeholder("seenAt")),
              and(eq(people.seenAt, sql.placeholder("seenAt")), lt(people.login, sql.placeholder("login"))),
            ),
          ),
        ),
    )
    .run({ ...person, seenAt });
}

/** Who was erased meanwhile, or has another login by now, is left as is. */
async function writeSeen(connection: Connection, seen: ReadonlyMap<number, Known>): Promise<void> {
  for (const [id, { login, seenAt }] of [...seen].sort(([one], [other]) => one - other)) {
    await connection
      .prepared("people.seen", ({ db, tables: { people } }) =>
        db
          .update(people)
          .set({ seenAt: sql`${sql.placeholder("seenAt")}` })
          .where(
            and(
              eq(people.id, sql.placeholder("id")),
              eq(people.login, sql.placeholder("login")),
              lt(people.seenAt, sql.placeholder("seenAt")),
            ),
          ),
      )
      .run({ id, login, seenAt });
  }
}

/** Reads the people of these ids; unknown ids are left out. */
export async function findPeople(
  connection: Connection,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Person>> {
  const rows = await connection
    .prepared("people.list", ({ db, dialect, tables: { people } }) =>
      db
        .select({ id: people.id, login: people.login, isBot: people.isBot })
        .from(people)
        .where(isAmong({ dialect }, people.id, "ids")),
    )
    .run({ ids: listed(connection, [...new Set(ids)]) });
  return new Map(rows.map((row) => [row.id, row]));
}
