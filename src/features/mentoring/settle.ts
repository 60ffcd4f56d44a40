// Decides first pull requests' mentors, and decides them again when a delivery that came late changes what they were
// decided on: whose pull request was the first, or who had room at that moment. So the pairings follow from what happened,
// never from the order in which Stoa heard of it. What is told in a thread then changes with them, in place.

import { and, asc, eq, gte, inArray, min, sql } from "drizzle-orm";
import type { RemarkActivity, ThreadActivity } from "../../core/activity.ts";
import { dayOf } from "../../core/clock.ts";
import type { SectionEffect } from "../../core/effect.ts";
import type { Connection } from "../../db/connection.ts";
import { findPeople, hasEarlierPull } from "../../db/facts.ts";
import { readerScope } from "../../db/repositories.ts";
import type { FeatureContext } from "../feature.ts";
import type { MentoringConfig } from "./config.ts";
import { showPairings, withoutForgotten } from "./pair.ts";
import { chooseMentor } from "./rules.ts";
import {
  countActive,
  deletePairing,
  endPairings,
  findPairing,
  listThreadPairings,
  lockPairings,
  upsertPairing,
} from "./store.ts";
import { fixedLimit } from "../../db/fixed-limit.ts";

type Context = FeatureContext<MentoringConfig>;
type Ask = Connection["tables"]["mentoringAsks"]["$inferSelect"];

/** Remembers a first pull request that may get a mentor, as it was opened. */
export async function insertAsk(
  connection: Connection,
  { thread, repository }: ThreadActivity,
): Promise<void> {
  const { title, labels, paths, url } = thread;
  await connection.db
    .insert(connection.tables.mentoringAsks)
    .values({
      threadId: thread.id,
      newcomerId: thread.author?.id ?? 0,
      installationId: repository.installationId,
      repositoryId: repository.id,
      askedAt: thread.createdAt,
      work: { title, labels, paths, url },
    })
    .onConflictDoNothing();
}

/**
 * Decides every first pull request since a moment in the order they were opened: usually the one at hand, or none. History
 * decides nothing.
 * @returns the sections of the threads in which something else is true now
 */
export async function settleSince(
  context: Context,
  activity: ThreadActivity | RemarkActivity,
  since: number,
): Promise<readonly SectionEffect[]> {
  if (!activity.isLive) return [];
  const { connection } = context;
  const { installationId } = activity.repository;
  const { mentoringAsks: asks } = connection.tables;
  const later = and(eq(asks.installationId, installationId), gte(asks.askedAt, since));
  if (!(await isAnySince(connection, { installationId, since }))) return [];
  await lockPairings(connection, installationId);
  const rows = await connection.db
    .select()
    .from(asks)
    .where(later)
    .orderBy(asc(asks.askedAt), asc(asks.threadId));
  const effects: SectionEffect[] = [];
  for (const ask of rows) {
    if (await settle(context, ask)) effects.push(await sectionOf(context, ask, activity));
  }
  return effects;
}

/** Whether there is anything to decide. Prepared, because it is asked for every pull request that opens or closes. */
async function isAnySince(
  connection: Connection,
  query: { readonly installationId: number; readonly since: number },
): Promise<boolean> {
  const rows = await connection
    .prepared("mentoring.isAnySince", ({ db, tables: { mentoringAsks: asks } }) =>
      db
        .select({ id: asks.threadId })
        .from(asks)
        .where(
          and(
            eq(asks.installationId, sql.placeholder("installationId")),
            gte(asks.askedAt, sql.placeholder("since")),
          ),
        )
        .limit(fixedLimit(1)),
    )
    .run({ ...query });
  return rows.length > 0;
}

/** @returns whether another mentor is right now, or none any more. */
async function settle(context: Context, ask: Ask): Promise<boolean> {
  const { connection } = context;
  const { threadId, newcomerId, installationId, askedAt } = ask;
  const known = await findPairing(connection, { threadId, newcomerId });
  // What the newcomer has said no to, or asked for, stands.
  if (known && (known.state === "declined" || known.offer === "on-request")) return false;
  const choice = await choose(context, ask);
  if (known?.mentorLogin === choice?.login && known?.area === choice?.area) return false;
  if (!choice) await deletePairing(connection, { threadId, newcomerId });
  else {
    await upsertPairing(connection, {
      threadId,
      newcomerId,
      installationId,
      mentorLogin: choice.login,
      area: choice.area,
      offer: "first-pull",
      startedAt: askedAt,
    });
    const closedAt = await firstClosing(connection, ask);
    if (closedAt !== null) await endPairings(connection, { threadId, at: closedAt });
  }
  return true;
}

async function choose({ connection, config }: Context, ask: Ask) {
  const { threadId, newcomerId, installationId, askedAt, work } = ask;
  const scope = await readerScope(connection, { id: ask.repositoryId, installationId });
  const first = { ...scope, personId: newcomerId, before: askedAt, exceptThreadId: threadId };
  if (await hasEarlierPull(connection, first)) return undefined;
  const active = await countActive(connection, { installationId, at: askedAt, beforeThreadId: threadId });
  const newcomer = (await findPeople(connection, [newcomerId])).get(newcomerId)?.login ?? "";
  const mentors = await withoutForgotten(connection, config.mentors);
  return chooseMentor(mentors, { work, newcomer, active, now: askedAt });
}

/** When the thread was first closed since it was opened; its delivery may have overtaken the opening's. */
async function firstClosing(
  connection: Connection,
  { threadId, repositoryId, askedAt }: Ask,
): Promise<number | null> {
  const { activities } = connection.tables;
  const rows = await connection.db
    .select({ at: min(activities.at) })
    .from(activities)
    .where(
      and(
        eq(activities.repositoryId, repositoryId),
        gte(activities.day, dayOf(askedAt)),
        gte(activities.at, askedAt),
        eq(activities.threadId, threadId),
        inArray(activities.kind, ["thread.closed", "thread.merged", "thread.deleted"]),
      ),
    );
  return rows[0]?.at ?? null;
}

/** What stands in the ask's thread now; "" when nobody is paired there. */
async function sectionOf(
  context: Context,
  ask: Ask,
  activity: ThreadActivity | RemarkActivity,
): Promise<SectionEffect> {
  const { threadId, newcomerId, installationId, repositoryId, work } = ask;
  const isOwn = activity.kind === "thread.opened" && activity.thread.id === threadId;
  const pairings = await listThreadPairings(context.connection, threadId, newcomerId);
  const place = { repository: { id: repositoryId, installationId }, thread: { id: threadId, ...work } };
  return {
    kind: "section",
    key: isOwn ? `${threadId}:welcome` : `${threadId}:welcome:${activity.key}`,
    repositoryId,
    audience: "community",
    threadId,
    section: "mentoring",
    markdown: await showPairings(context, place, pairings),
  };
}
