// Who works on a request: anybody may take one, and an owner who is silent for long is asked once, then let go.
//
//   /stoa own       /stoa disown

import { and, asc, eq, inArray, isNull, max } from "drizzle-orm";
import { UserError } from "../../core/errors.ts";
import { DAY } from "../../core/clock.ts";
import type { Effect } from "../../core/effect.ts";
import type { Connection } from "../../db/connection.ts";
import { personLink } from "../../text/escape.ts";
import type { CommandAnswer, CommandCall, FeatureContext, JobContext } from "../feature.ts";
import type { RequestsConfig } from "./config.ts";
import { profileUrl } from "./present-board.ts";
import { presentAsked, presentReleased } from "./present-thread.ts";
import { refusePull } from "./refuse-pull.ts";

/** An owner of whom nothing was seen for so long is asked … */
export const SILENT_DAYS = 21;
/** … and has so long to answer. */
export const ANSWER_DAYS = 7;

/** `/stoa own`; typed again it says that one is still at it. */
export async function ownRequest(
  call: CommandCall,
  { connection }: FeatureContext<RequestsConfig>,
): Promise<CommandAnswer> {
  refusePull(call);
  const { actor, thread, at } = call.activity;
  if (!actor) return {};
  if (thread.state !== "open") throw new UserError("This is closed: there is nothing to take.");
  const known = await findOwner(connection, thread.id);
  if (known && known.personId !== actor.id) {
    throw new UserError(
      `${personLink(known.login, profileUrl(known.login, thread.url))} has taken this. \`/stoa disown\` of theirs frees it.`,
    );
  }
  const { requestOwners } = connection.tables;
  await connection.db
    .insert(requestOwners)
    .values({ threadId: thread.id, personId: actor.id, ownedAt: at })
    .onConflictDoUpdate({ target: requestOwners.threadId, set: { ownedAt: at, askedAt: null } });
  return {
    reply: "It is yours: lists of requests say so. `/stoa disown` gives it back.",
    effects: [...section(call.activity.repository.id, thread.id, `owned:${call.activity.key}`, "", at)],
  };
}

/** `/stoa disown` */
export async function disownRequest(
  call: CommandCall,
  { connection }: FeatureContext<RequestsConfig>,
): Promise<CommandAnswer> {
  refusePull(call);
  const { actor, thread, at } = call.activity;
  const known = await findOwner(connection, thread.id);
  if (!actor || known?.personId !== actor.id) throw new UserError("You have not taken this.");
  await deleteOwner(connection, thread.id);
  return {
    reply: "It is free again. Thank you for what you did.",
    effects: [...section(call.activity.repository.id, thread.id, `disowned:${call.activity.key}`, "", at)],
  };
}

/** Asks owners who are silent, and lets go of those who were asked and said nothing. */
export async function followOwners({
  connection,
  scope,
  now,
}: Pick<JobContext<RequestsConfig>, "connection" | "scope" | "now">): Promise<readonly Effect[]> {
  const { requestOwners } = connection.tables;
  const effects: Effect[] = [];
  for (const owner of await listOwners(connection, scope.repositoryIds)) {
    const { threadId, repositoryId, askedAt, ownedAt } = owner;
    if (owner.state !== "open") {
      await deleteOwner(connection, threadId);
      continue;
    }
    const seenAt = Math.max(ownedAt, await findLastSign(connection, owner));
    const isThis = eq(requestOwners.threadId, threadId);
    if (askedAt !== null && seenAt > askedAt) {
      await connection.db.update(requestOwners).set({ askedAt: null }).where(isThis);
      effects.push(...section(repositoryId, threadId, `answered:${threadId}:${seenAt}`, "", now));
    } else if (askedAt !== null && now - askedAt >= ANSWER_DAYS * DAY) {
      await deleteOwner(connection, threadId);
      effects.push(
        ...section(repositoryId, threadId, `released:${threadId}:${ownedAt}`, presentReleased(), now),
      );
    } else if (askedAt === null && now - seenAt >= SILENT_DAYS * DAY) {
      await connection.db.update(requestOwners).set({ askedAt: now }).where(isThis);
      const person = { login: owner.login, page: profileUrl(owner.login, owner.url) };
      const text = presentAsked(person, now + ANSWER_DAYS * DAY);
      effects.push(...section(repositoryId, threadId, `asked:${threadId}:${seenAt}`, text, now));
    }
  }
  return effects;
}

interface OwnerRow {
  readonly threadId: string;
  readonly repositoryId: number;
  readonly number: number;
  readonly url: string;
  readonly state: string;
  readonly personId: number;
  readonly login: string;
  readonly ownedAt: number;
  readonly askedAt: number | null;
}

function selectOwners({ db, tables: { requestOwners, threads, people } }: Connection) {
  return db
    .select({
      threadId: requestOwners.threadId,
      repositoryId: threads.repositoryId,
      number: threads.number,
      url: threads.url,
      state: threads.state,
      personId: requestOwners.personId,
      login: people.login,
      ownedAt: requestOwners.ownedAt,
      askedAt: requestOwners.askedAt,
    })
    .from(requestOwners)
    .innerJoin(threads, eq(threads.id, requestOwners.threadId))
    .innerJoin(people, eq(people.id, requestOwners.personId));
}

async function findOwner(connection: Connection, threadId: string): Promise<OwnerRow | undefined> {
  const rows = await selectOwners(connection).where(eq(connection.tables.requestOwners.threadId, threadId));
  return rows[0];
}

async function listOwners(
  connection: Connection,
  repositoryIds: readonly number[],
): Promise<readonly OwnerRow[]> {
  const { requestOwners, threads } = connection.tables;
  if (repositoryIds.length === 0) return [];
  return selectOwners(connection)
    .where(and(inArray(threads.repositoryId, [...repositoryIds]), isNull(threads.deletedAt)))
    .orderBy(asc(requestOwners.threadId));
}

/** When an owner last wrote in the thread, or changed a pull request that closes it; 0 when never. */
async function findLastSign(
  connection: Connection,
  { threadId, repositoryId, number, personId }: OwnerRow,
): Promise<number> {
  const { remarks, threads } = connection.tables;
  const written = await connection.db
    .select({ at: max(remarks.createdAt) })
    .from(remarks)
    .where(and(eq(remarks.threadId, threadId), eq(remarks.authorId, personId), isNull(remarks.deletedAt)));
  const pulls = await connection.db
    .select({ closes: threads.closes, updatedAt: threads.updatedAt })
    .from(threads)
    .where(
      and(
        eq(threads.authorId, personId),
        eq(threads.kind, "pull"),
        eq(threads.repositoryId, repositoryId),
        isNull(threads.deletedAt),
      ),
    );
  const worked = pulls.filter(({ closes }) => closes.includes(number)).map(({ updatedAt }) => updatedAt);
  return Math.max(written[0]?.at ?? 0, ...worked);
}

async function deleteOwner(connection: Connection, threadId: string): Promise<void> {
  const { requestOwners } = connection.tables;
  await connection.db.delete(requestOwners).where(eq(requestOwners.threadId, threadId));
}

function section(
  repositoryId: number,
  threadId: string,
  key: string,
  markdown: string,
  at: number,
): readonly Effect[] {
  return [
    { kind: "section", key, repositoryId, audience: "community", threadId, section: "owner", markdown, at },
  ];
}
