// What people asked of Stoa about themselves. Only the account's id is kept of somebody who was forgotten (and a hash of
// the login, which tells no more than the id does): without it nobody could be recognised and left out again.

import { createHash } from "node:crypto";
import { and, eq, inArray, isNotNull, sql } from "drizzle-orm";
import type { Connection } from "./connection.ts";
import { fixedLimit } from "./fixed-limit.ts";
import type { PersonChoice } from "./tables/facts.ts";

/** Remembers a choice; asked twice, the first time stands. */
export async function insertChoice(
  connection: Connection,
  row: {
    readonly personId: number;
    readonly choice: PersonChoice;
    readonly now: number;
    readonly login?: string;
  },
): Promise<void> {
  const { personChoices } = connection.tables;
  const { personId, choice, now: chosenAt, login } = row;
  const loginHash = login === undefined ? null : hashOf(login);
  await connection.db
    .insert(personChoices)
    .values({ personId, choice, loginHash, chosenAt })
    .onConflictDoNothing();
}

/** Takes a choice back. @returns false when there was none. */
export async function deleteChoice(
  connection: Connection,
  row: { readonly personId: number; readonly choice: PersonChoice },
): Promise<boolean> {
  const { personChoices } = connection.tables;
  const deleted = await connection.db
    .delete(personChoices)
    .where(and(eq(personChoices.personId, row.personId), eq(personChoices.choice, row.choice)))
    .returning({ personId: personChoices.personId });
  return deleted.length > 0;
}

/** When a person made this choice; undefined when they did not. */
export async function findChoice(
  connection: Connection,
  row: { readonly personId: number; readonly choice: PersonChoice },
): Promise<number | undefined> {
  const rows = await connection
    .prepared("choices.find", ({ db, tables: { personChoices } }) =>
      db
        .select({ chosenAt: personChoices.chosenAt })
        .from(personChoices)
        .where(
          and(
            eq(personChoices.personId, sql.placeholder("personId")),
            eq(personChoices.choice, sql.placeholder("choice")),
          ),
        ),
    )
    .run(row);
  return rows[0]?.chosenAt;
}

/** At most this many accounts are in one activity: who did it, and who wrote the thread and the remark. */
const PEOPLE_IN_AN_ACTIVITY = 4;

/** Those of a few accounts that were forgotten. */
export async function forgottenAmong(
  connection: Connection,
  ids: readonly number[],
): Promise<ReadonlySet<number>> {
  if (ids.length === 0 || !(await connection.once("forgotten", () => isAnyForgotten(connection))))
    return new Set();
  // Prepared, because it is asked before every activity.
  const rows = await connection
    .prepared("choices.forgottenAmong", ({ db, tables: { personChoices } }) =>
      db
        .select({ id: personChoices.personId })
        .from(personChoices)
        .where(
          and(
            inArray(
              personChoices.personId,
              Array.from({ length: PEOPLE_IN_AN_ACTIVITY }, (_, index) => sql.placeholder(`id${index}`)),
            ),
            eq(personChoices.choice, "forgotten"),
          ),
        ),
    )
    .run(
      Object.fromEntries(
        Array.from({ length: PEOPLE_IN_AN_ACTIVITY }, (_, index) => [`id${index}`, ids[index] ?? ids[0]]),
      ),
    );
  return new Set(rows.map(({ id }) => id));
}

async function isAnyForgotten(connection: Connection): Promise<boolean> {
  const rows = await connection
    .prepared("choices.isAnyForgotten", ({ db, tables: { personChoices } }) =>
      db
        .select({ id: personChoices.personId })
        .from(personChoices)
        .where(eq(personChoices.choice, "forgotten"))
        .limit(fixedLimit(1)),
    )
    .run();
  return rows.length > 0;
}

/** Every account that made this choice. */
export async function listChoosers(
  connection: Connection,
  choice: PersonChoice,
): Promise<ReadonlySet<number>> {
  const { personChoices } = connection.tables;
  const rows = await connection.db
    .select({ id: personChoices.personId })
    .from(personChoices)
    .where(eq(personChoices.choice, choice));
  return new Set(rows.map(({ id }) => id));
}

/** Those of these logins whose accounts were forgotten, as they were given. */
export async function forgottenLogins(
  connection: Connection,
  logins: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await connection
    .prepared("choices.forgottenLogins", ({ db, tables: { personChoices } }) =>
      db
        .select({ hash: personChoices.loginHash })
        .from(personChoices)
        .where(and(eq(personChoices.choice, "forgotten"), isNotNull(personChoices.loginHash))),
    )
    .run();
  const hashes = new Set(rows.map(({ hash }) => hash));
  return new Set(logins.filter((login) => hashes.has(hashOf(login))));
}

function hashOf(login: string): string {
  return createHash("sha256").update(login.trim().toLowerCase()).digest("hex");
}
