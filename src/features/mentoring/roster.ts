// Who can be a mentor: whom stoa.yml names, and who offered themselves with /mentor available; less whoever is away, or
// asked to be forgotten.

import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { forgottenLogins } from "../../db/choices.ts";
import type { Connection } from "../../db/connection.ts";
import type { Mentor, MentoringConfig } from "./config.ts";
import { backAt, compareText, includesLogin, isAvailable } from "./rules.ts";

/** How many newcomers at a time, for whoever did not say. */
export const DEFAULT_CAPACITY = 2;

/** A mentor, by all that stoa.yml and the mentor said. */
export interface RosterMentor {
  readonly login: string;
  /** The login in lower case. */
  readonly key: string;
  /** null when Stoa never saw the account. */
  readonly personId: number | null;
  readonly areas: readonly string[];
  readonly capacity: number;
  /** What stoa.yml says of them; undefined for a volunteer. */
  readonly named: Mentor | undefined;
  /** When they last spoke for themselves; null when they never did. */
  readonly saidAt: number | null;
  readonly pausedUntil: number | null;
}

/** Everybody who could be a mentor, by login. */
export async function readRoster(
  connection: Connection,
  installationId: number,
  config: Pick<MentoringConfig, "mentors" | "volunteers">,
): Promise<readonly RosterMentor[]> {
  const said = await listSaid(connection, installationId);
  const roster: RosterMentor[] = [];
  const people = await findByLogin(
    connection,
    config.mentors.map(({ login }) => login),
  );
  for (const named of config.mentors) {
    const key = named.login.toLowerCase();
    if (roster.some((one) => one.key === key)) continue;
    const own = said.find((one) => one.login.toLowerCase() === key);
    roster.push({
      login: named.login,
      key,
      personId: people.get(key) ?? null,
      areas: own?.areas && own.areas.length > 0 ? own.areas : named.areas,
      capacity: own?.capacity ?? named.capacity,
      named,
      saidAt: own?.saidAt ?? null,
      pausedUntil: own?.pausedUntil ?? null,
    });
  }
  for (const own of config.volunteers === null ? [] : said) {
    const key = own.login.toLowerCase();
    if (!own.isVolunteer || roster.some((one) => one.key === key)) continue;
    const { login, personId, saidAt, pausedUntil } = own;
    const capacity = own.capacity ?? DEFAULT_CAPACITY;
    roster.push({
      login,
      key,
      personId,
      areas: own.areas ?? [],
      capacity,
      named: undefined,
      saidAt,
      pausedUntil,
    });
  }
  const forgotten = await forgottenLogins(
    connection,
    roster.map(({ login }) => login),
  );
  return roster.filter(({ login }) => !forgotten.has(login)).sort((a, b) => compareText(a.key, b.key));
}

/** How many newcomers a mentor would take at a moment; 0 while they are away. */
export function capacityAt(mentor: RosterMentor, at: number): number {
  const { named, saidAt, pausedUntil, capacity } = mentor;
  const hasSpoken = saidAt !== null && at >= saidAt;
  if (hasSpoken) return pausedUntil !== null && at < pausedUntil ? 0 : capacity;
  return named && isAvailable(named, at) ? named.capacity : 0;
}

/** The moments at which a mentor's capacity may change by what is known. */
export function turningPoints({ named, saidAt, pausedUntil }: RosterMentor): readonly number[] {
  const back = named && backAt(named);
  return [saidAt, pausedUntil, back].filter((at) => at !== null && at !== undefined);
}

async function listSaid(connection: Connection, installationId: number) {
  return connection
    .prepared("mentoring.listSaid", ({ db, tables: { mentors, people } }) =>
      db
        .select({
          personId: mentors.personId,
          login: people.login,
          capacity: mentors.capacity,
          areas: mentors.areas,
          pausedUntil: mentors.pausedUntil,
          isVolunteer: mentors.isVolunteer,
          saidAt: mentors.saidAt,
        })
        .from(mentors)
        .innerJoin(people, eq(people.id, mentors.personId))
        .where(and(eq(mentors.installationId, sql.placeholder("installationId")), eq(people.isBot, false)))
        .orderBy(asc(mentors.personId)),
    )
    .run({ installationId });
}

/** The accounts of these logins, by login in lower case. */
async function findByLogin(
  connection: Connection,
  logins: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (logins.length === 0) return new Map();
  const { people } = connection.tables;
  const rows = await connection.db
    .select({ id: people.id, login: people.login })
    .from(people)
    .where(
      inArray(
        sql`lower(${people.login})`,
        logins.map((login) => login.toLowerCase()),
      ),
    )
    .orderBy(asc(people.id));
  return new Map(rows.map(({ id, login }) => [login.toLowerCase(), id]));
}

/** Whether somebody is a mentor here, of whatever kind. */
export function isOnRoster(roster: readonly RosterMentor[], login: string): boolean {
  return includesLogin(
    roster.map((one) => one.login),
    login,
  );
}

/** Keeps the newest word of a person about themselves as a mentor; one that comes late changes nothing. */
export async function upsertMentor(
  connection: Connection,
  row: Connection["tables"]["mentors"]["$inferInsert"],
): Promise<void> {
  const { mentors } = connection.tables;
  const { installationId: _, personId: __, ...changing } = row;
  await connection.db
    .insert(mentors)
    .values(row)
    .onConflictDoUpdate({
      target: [mentors.installationId, mentors.personId],
      set: changing,
      setWhere: sql`${mentors.saidAt} <= excluded.said_at`,
    });
}

/** What a person last said of themselves as a mentor. */
export async function findMentor(
  connection: Connection,
  query: { readonly installationId: number; readonly personId: number },
): Promise<Connection["tables"]["mentors"]["$inferSelect"] | undefined> {
  const { mentors } = connection.tables;
  const rows = await connection.db
    .select()
    .from(mentors)
    .where(and(eq(mentors.installationId, query.installationId), eq(mentors.personId, query.personId)))
    .limit(1);
  return rows[0];
}
