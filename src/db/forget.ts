// Erases a person from the database: every row of theirs goes, and of what others' rows stand on only bare facts stay. Who
// is erased is kept out afterwards by core/erase.ts, through which all activities pass.

import { asc, eq, inArray, or, sql } from "drizzle-orm";
import type { Person } from "../core/activity.ts";
import { peopleOf, withoutPeople } from "../core/erase.ts";
import type { Connection } from "./connection.ts";

/** The threads that a person opened. */
export async function listOwnThreads(
  connection: Connection,
  personId: number,
): Promise<
  readonly {
    readonly id: string;
    readonly url: string;
    readonly number: number;
    readonly title: string;
    readonly body: string;
  }[]
> {
  const { threads } = connection.tables;
  return connection.db
    .select({
      id: threads.id,
      url: threads.url,
      number: threads.number,
      title: threads.title,
      body: threads.body,
    })
    .from(threads)
    .where(eq(threads.authorId, personId))
    .orderBy(asc(threads.id));
}

/** The threads that a person opened a poll in. */
export async function listPollThreads(connection: Connection, personId: number): Promise<readonly string[]> {
  const { requestPolls } = connection.tables;
  const rows = await connection.db
    .select({ threadId: requestPolls.threadId })
    .from(requestPolls)
    .where(eq(requestPolls.personId, personId));
  return rows.map(({ threadId }) => threadId);
}

/**
 * Erases a person's rows and words, in all repositories. Threads, remarks, releases and activities stay as facts of
 * nobody: without author, text and title. Running it twice does no harm.
 */
export async function erasePerson(
  connection: Connection,
  person: Pick<Person, "id" | "login">,
): Promise<void> {
  const { db, tables } = connection;
  const { id } = person;
  await deleteThemesOf(connection, id);
  await eraseDerived(connection, person);
  await eraseFromRetries(connection, id);
  await db.delete(tables.reactions).where(eq(tables.reactions.personId, id));
  await db.delete(tables.requestPolls).where(eq(tables.requestPolls.personId, id));
  await db.delete(tables.requestOwners).where(eq(tables.requestOwners.personId, id));
  const { threads, remarks, releases, activities, people, personChoices } = tables;
  await db
    .update(threads)
    .set({ authorId: null, title: sql`'#' || ${threads.number}`, body: "", paths: null })
    .where(eq(threads.authorId, id));
  await db.update(remarks).set({ authorId: null, body: "" }).where(eq(remarks.authorId, id));
  await db
    .update(releases)
    .set({ authorId: null, name: sql`${releases.tag}`, body: "" })
    .where(eq(releases.authorId, id));
  await db.update(activities).set({ personId: null }).where(eq(activities.personId, id));
  await db.delete(people).where(eq(people.id, id));
  await db
    .delete(personChoices)
    .where(sql`${personChoices.personId} = ${id} and ${personChoices.choice} <> 'forgotten'`);
}

/** A theme's terms come from all of its threads, so one with a thread of theirs goes; the next refit finds what is left. */
async function deleteThemesOf(connection: Connection, personId: number): Promise<void> {
  const { threads, repositories, themes, themeThreads, themeModels } = connection.tables;
  const places = connection.db
    .selectDistinct({ id: repositories.installationId })
    .from(threads)
    .innerJoin(repositories, eq(repositories.id, threads.repositoryId))
    .where(eq(threads.authorId, personId));
  await connection.db.delete(themeModels).where(inArray(themeModels.installationId, places));
  const rows = await connection.db
    .selectDistinct({ id: themeThreads.themeId })
    .from(themeThreads)
    .innerJoin(threads, eq(threads.id, themeThreads.threadId))
    .where(eq(threads.authorId, personId));
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return;
  await connection.db.delete(themeThreads).where(inArray(themeThreads.themeId, ids));
  await connection.db.delete(themes).where(inArray(themes.id, ids));
}

async function eraseDerived(
  connection: Connection,
  { id, login }: Pick<Person, "id" | "login">,
): Promise<void> {
  const { sentimentScores, toneCorrections, commandUses } = connection.tables;
  await connection.db.delete(commandUses).where(eq(commandUses.personId, id));
  const theirs = connection.db
    .select({ id: sentimentScores.subjectId })
    .from(sentimentScores)
    .where(eq(sentimentScores.personId, id));
  await connection.db.delete(toneCorrections).where(inArray(toneCorrections.subjectId, theirs));
  await connection.db.delete(sentimentScores).where(eq(sentimentScores.personId, id));
  await eraseRecognition(connection, id);
  await eraseMentoring(connection, { id, login });
}

async function eraseMentoring(
  { db, tables }: Connection,
  { id, login }: Pick<Person, "id" | "login">,
): Promise<void> {
  const { mentoringAsks, mentors, pairings, pairingTurns, welcomes } = tables;
  await db.delete(mentoringAsks).where(eq(mentoringAsks.newcomerId, id));
  await db.delete(welcomes).where(eq(welcomes.newcomerId, id));
  await db.delete(mentors).where(eq(mentors.personId, id));
  for (const table of [pairings, pairingTurns]) {
    const isMentor = eq(sql`lower(${table.mentorLogin})`, login.toLowerCase());
    await db.delete(table).where(or(eq(table.newcomerId, id), isMentor));
  }
}

/** Credentials stay as rows of nobody: so they are revoked, and whoever was handed one can learn that. */
async function eraseRecognition({ db, tables }: Connection, id: number): Promise<void> {
  const { badgeEvidence, badgeAnnouncements, champions, spotlights, credentials } = tables;
  for (const table of [badgeEvidence, badgeAnnouncements, champions, spotlights]) {
    await db.delete(table).where(eq(table.personId, id));
  }
  await db.update(badgeEvidence).set({ counterpartId: null }).where(eq(badgeEvidence.counterpartId, id));
  await db.update(credentials).set({ personId: null, jwt: "" }).where(eq(credentials.personId, id));
}

async function eraseFromRetries(connection: Connection, personId: number): Promise<void> {
  const { featureRetries } = connection.tables;
  const rows = await connection.db
    .select({ key: featureRetries.activityKey, activity: featureRetries.activity })
    .from(featureRetries)
    .orderBy(asc(featureRetries.activityKey), asc(featureRetries.feature));
  for (const { key, activity } of rows) {
    if (!peopleOf(activity).some(({ id }) => id === personId)) continue;
    await connection.db
      .update(featureRetries)
      .set({ activity: withoutPeople(activity, new Set([personId])) })
      .where(eq(featureRetries.activityKey, key));
  }
}

/** What is said of a parked delivery whose payload is gone. */
const ERASED_REASON = "Its payload named somebody who asked to be forgotten; GitHub can deliver it again.";

/**
 * Empties parked deliveries that name any of these people: they would wait for a maintainer with all that is in them.
 * Deliveries that wait are on their way, and lose their payload when they are done.
 */
export async function eraseFromParked(connection: Connection, ids: ReadonlySet<number>): Promise<void> {
  const { deliveries, payloads } = connection.tables;
  const parked = await connection.db
    .select({ seq: deliveries.seq, body: payloads.body })
    .from(deliveries)
    .innerJoin(payloads, eq(payloads.seq, deliveries.seq))
    .where(eq(deliveries.state, "parked"))
    .orderBy(asc(deliveries.seq));
  for (const { seq, body } of parked) {
    if (!namesAny(body, ids)) continue;
    await connection.db.delete(payloads).where(eq(payloads.seq, seq));
    await connection.db
      .update(deliveries)
      .set({ state: "ignored", reason: ERASED_REASON })
      .where(eq(deliveries.seq, seq));
  }
}

/** Accounts, as GitHub writes them, have a login beside their id. In a payload that cannot be read any such number counts. */
function namesAny(payload: string, ids: ReadonlySet<number>): boolean {
  try {
    return holdsAccount(JSON.parse(payload), ids);
  } catch {
    return [...ids].some((id) => payload.includes(String(id)));
  }
}

function holdsAccount(value: unknown, ids: ReadonlySet<number>): boolean {
  const stack: unknown[] = [value];
  while (stack.length > 0) {
    const one = stack.pop();
    if (typeof one !== "object" || one === null) continue;
    const { id, login } = one as { id?: unknown; login?: unknown };
    if (typeof login === "string" && typeof id === "number" && ids.has(id)) return true;
    for (const child of Object.values(one)) stack.push(child);
  }
  return false;
}

/** Forgotten people of whom something is stored all the same: a process may have been storing it while they were erased. */
export async function listLeftOver(connection: Connection): Promise<readonly Person[]> {
  const { people, personChoices } = connection.tables;
  return connection.db
    .select({ id: people.id, login: people.login, isBot: people.isBot })
    .from(people)
    .innerJoin(personChoices, eq(personChoices.personId, people.id))
    .where(eq(personChoices.choice, "forgotten"));
}
