// Everything that is stored about a person, as plain rows by table: for the person, and for nobody else. docs/privacy.md
// describes the file.

import { asc, eq, like, or, sql } from "drizzle-orm";
import type { Connection } from "./connection.ts";

/** The shape of the file; a number that grows when it changes. */
export const EXPORT_VERSION = 1;

type Rows = readonly Readonly<Record<string, unknown>>[];

export interface PersonExport {
  readonly version: typeof EXPORT_VERSION;
  /** ISO 8601, as are all times in it. */
  readonly exportedAt: string;
  readonly person: { readonly id: number; readonly login: string | null };
  /** By what it is: threads, remarks, scores and the like. */
  readonly data: Readonly<Record<string, Rows>>;
}

/** Finds a person by login (in any case), or by numeric id. */
export async function findPersonNamed(
  connection: Connection,
  name: string,
): Promise<{ readonly id: number; readonly login: string } | undefined> {
  const { people } = connection.tables;
  const login = name.trim().replace(/^@/, "").toLowerCase();
  const isId = /^\d{1,15}$/.test(login);
  const rows = await connection.db
    .select({ id: people.id, login: people.login })
    .from(people)
    .where(or(eq(sql`lower(${people.login})`, login), isId ? eq(people.id, Number(login)) : undefined))
    // A login of digits goes before an id, and who was seen last before a former owner of the login.
    .orderBy(sql`case when lower(${people.login}) = ${login} then 0 else 1 end`, sql`${people.seenAt} desc`)
    .limit(1);
  return rows[0];
}

/** Reads everything about a person. */
export async function exportPerson(
  connection: Connection,
  { personId, now }: { readonly personId: number; readonly now: number },
): Promise<PersonExport> {
  const { people, personChoices } = connection.tables;
  const { db } = connection;
  const known = await db.select().from(people).where(eq(people.id, personId));
  const login = known[0]?.login ?? null;
  const data = {
    accounts: known,
    choices: await db
      .select()
      .from(personChoices)
      .where(eq(personChoices.personId, personId))
      .orderBy(asc(personChoices.choice)),
    ...(await readFacts(connection, personId)),
    ...(await readDerived(connection, personId, login)),
    ...(login === null ? {} : await readTexts(connection, login)),
  };
  return {
    version: EXPORT_VERSION,
    exportedAt: new Date(now).toISOString(),
    person: { id: personId, login },
    data: Object.fromEntries(Object.entries(data).map(([name, rows]) => [name, rows.map(withIsoTimes)])),
  };
}

async function readFacts(connection: Connection, personId: number) {
  const { db, tables } = connection;
  const { threads, remarks, releases, reactions, activities, requestOwners, requestPolls } = tables;
  return {
    threads: await db.select().from(threads).where(eq(threads.authorId, personId)).orderBy(asc(threads.id)),
    remarks: await db.select().from(remarks).where(eq(remarks.authorId, personId)).orderBy(asc(remarks.id)),
    releases: await db
      .select()
      .from(releases)
      .where(eq(releases.authorId, personId))
      .orderBy(asc(releases.id)),
    reactions: await db
      .select()
      .from(reactions)
      .where(eq(reactions.personId, personId))
      .orderBy(asc(reactions.subjectId), asc(reactions.content)),
    ownedRequests: await db
      .select()
      .from(requestOwners)
      .where(eq(requestOwners.personId, personId))
      .orderBy(asc(requestOwners.threadId)),
    polls: await db
      .select()
      .from(requestPolls)
      .where(eq(requestPolls.personId, personId))
      .orderBy(asc(requestPolls.threadId)),
    activities: await db
      .select()
      .from(activities)
      .where(eq(activities.personId, personId))
      .orderBy(asc(activities.at), asc(activities.key)),
  };
}

async function readDerived(connection: Connection, personId: number, login: string | null) {
  const { db, tables } = connection;
  const { sentimentScores, badgeEvidence, pairings, pairingTurns, mentoringAsks, mentors, welcomes } = tables;
  const isMentorOf = (table: typeof pairings | typeof pairingTurns) =>
    login === null ? undefined : eq(sql`lower(${table.mentorLogin})`, login.toLowerCase());
  return {
    scores: await db
      .select()
      .from(sentimentScores)
      .where(eq(sentimentScores.personId, personId))
      .orderBy(asc(sentimentScores.at), asc(sentimentScores.subjectId)),
    badges: await db
      .select()
      .from(badgeEvidence)
      .where(eq(badgeEvidence.personId, personId))
      .orderBy(asc(badgeEvidence.earnedAt), asc(badgeEvidence.subjectId), asc(badgeEvidence.badge)),
    pairings: await db
      .select()
      .from(pairings)
      .where(or(eq(pairings.newcomerId, personId), isMentorOf(pairings)))
      .orderBy(asc(pairings.startedAt), asc(pairings.threadId)),
    formerPairings: await db
      .select()
      .from(pairingTurns)
      .where(or(eq(pairingTurns.newcomerId, personId), isMentorOf(pairingTurns)))
      .orderBy(asc(pairingTurns.startedAt), asc(pairingTurns.threadId)),
    askedForMentors: await db
      .select()
      .from(mentoringAsks)
      .where(eq(mentoringAsks.newcomerId, personId))
      .orderBy(asc(mentoringAsks.askedAt), asc(mentoringAsks.threadId)),
    asMentor: await db.select().from(mentors).where(eq(mentors.personId, personId)),
    welcomes: await db
      .select()
      .from(welcomes)
      .where(eq(welcomes.newcomerId, personId))
      .orderBy(asc(welcomes.openedAt), asc(welcomes.threadId)),
  };
}

/** What Stoa wrote that names the person: a name always links to its profile. */
async function readTexts(connection: Connection, login: string) {
  const { db, tables } = connection;
  const { commentSections, digestRuns } = tables;
  const pattern = `%/${encodeURIComponent(login)})%`;
  return {
    sections: await db
      .select()
      .from(commentSections)
      .where(like(commentSections.markdown, pattern))
      .orderBy(asc(commentSections.threadId), asc(commentSections.section)),
    digests: await db
      .select({
        installationId: digestRuns.installationId,
        period: digestRuns.period,
        title: digestRuns.title,
      })
      .from(digestRuns)
      .where(like(digestRuns.body, pattern))
      .orderBy(asc(digestRuns.installationId), asc(digestRuns.period), asc(digestRuns.place)),
  };
}

/** Columns of moments, in all tables, end in "At" or are "at". */
function withIsoTimes(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      /(?:^at|At)$/.test(name) && typeof value === "number" ? new Date(value).toISOString() : value,
    ]),
  );
}
