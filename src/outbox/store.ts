// The outbox: effects that wait to happen on GitHub. One of a key is taken in once, ever; and every section that a
// feature has to say in a thread is kept here, so that the thread's one comment can always be written anew.

import { and, asc, eq, gt, inArray, lte, notInArray, or } from "drizzle-orm";
import type { Effect } from "../core/effect.ts";
import { lockTransaction, type Connection } from "../db/connection.ts";
import type { EffectState } from "../db/tables/work.ts";

/** Answers to people go before what the clock asked for. */
export type Priority = "reply" | "scheduled";
const PRIORITY_NUMBERS: Readonly<Record<Priority, number>> = { reply: 0, scheduled: 1 };

/** A process that died while it delivered loses its claim after this long. */
export const EFFECT_CLAIM_MS = 2 * 60 * 1000;

export interface StoredEffect {
  readonly seq: number;
  readonly key: string;
  readonly installationId: number;
  readonly repositoryId: number;
  readonly threadId: string | null;
  readonly effect: Effect;
  readonly state: EffectState;
  readonly attempts: number;
}

/** Takes effects in; those whose key is known are passed over. */
export async function enqueueEffects(
  connection: Connection,
  batch: {
    readonly feature: string;
    readonly installationId: number;
    readonly priority: Priority;
    readonly effects: readonly Effect[];
    readonly now: number;
  },
): Promise<void> {
  const { effects } = connection.tables;
  for (const effect of batch.effects) {
    const inserted = await connection.db
      .insert(effects)
      .values({
        key: `${batch.feature}:${effect.key}`,
        kind: effect.kind,
        feature: batch.feature,
        installationId: batch.installationId,
        repositoryId: effect.repositoryId,
        threadId: "threadId" in effect ? effect.threadId : null,
        priority: PRIORITY_NUMBERS[batch.priority],
        effect,
        state: "waiting",
        attempts: 0,
        createdAt: batch.now,
        dueAt: batch.now,
        claimedUntil: 0,
      })
      .onConflictDoNothing()
      .returning({ seq: effects.seq });
    if (inserted.length > 0 && effect.kind === "section") await upsertSection(connection, effect, batch.now);
  }
}

async function upsertSection(
  connection: Connection,
  effect: Extract<Effect, { kind: "section" }>,
  now: number,
): Promise<void> {
  const { commentSections } = connection.tables;
  const row = {
    threadId: effect.threadId,
    section: effect.section,
    markdown: effect.markdown,
    updatedAt: now,
  };
  await connection.db
    .insert(commentSections)
    .values(row)
    .onConflictDoUpdate({ target: [commentSections.threadId, commentSections.section], set: row });
}

/** What every feature has to say in a thread, by section; empty ones are left out. */
export async function listSections(
  connection: Connection,
  threadId: string,
): Promise<ReadonlyMap<string, string>> {
  const { commentSections } = connection.tables;
  const rows = await connection.db
    .select({ section: commentSections.section, markdown: commentSections.markdown })
    .from(commentSections)
    .where(eq(commentSections.threadId, threadId));
  return new Map(rows.filter((row) => row.markdown !== "").map((row) => [row.section, row.markdown]));
}

/** Any fixed number: Postgres knows advisory locks by it. */
const CLAIM_LOCK = 7_370_198;

/**
 * Claims the next effect that is due, of an installation that may write now and for which nobody is writing. It is
 * marked as being attempted before anything is sent, so that whoever finds it so after a crash looks on GitHub before
 * writing again.
 */
export async function claimEffect(
  connection: Connection,
  query: { readonly now: number; readonly except: readonly number[] },
): Promise<StoredEffect | undefined> {
  // Two processes must not pick two effects of one installation at once: they could start a thread's comment twice.
  await lockTransaction(connection, CLAIM_LOCK);
  const { effects } = connection.tables;
  const busy = connection.db
    .select({ id: effects.installationId })
    .from(effects)
    .where(and(eq(effects.state, "attempting"), gt(effects.claimedUntil, query.now)));
  const rows = await connection.db
    .select({
      seq: effects.seq,
      key: effects.key,
      installationId: effects.installationId,
      repositoryId: effects.repositoryId,
      threadId: effects.threadId,
      effect: effects.effect,
      state: effects.state,
      attempts: effects.attempts,
    })
    .from(effects)
    .where(
      and(
        inArray(effects.state, ["waiting", "attempting"]),
        lte(effects.dueAt, query.now),
        notInArray(effects.installationId, busy),
        query.except.length > 0 ? notInArray(effects.installationId, [...query.except]) : undefined,
      ),
    )
    .orderBy(asc(effects.priority), asc(effects.seq))
    .limit(1);
  const found = rows[0];
  if (!found) return undefined;
  await connection.db
    .update(effects)
    .set({
      state: "attempting",
      attempts: found.attempts + 1,
      claimedUntil: query.now + EFFECT_CLAIM_MS,
    })
    .where(eq(effects.seq, found.seq));
  return found;
}

/** The moment the next waiting effect can be claimed; undefined when none waits. */
export async function nextEffectAt(connection: Connection): Promise<number | undefined> {
  const { effects } = connection.tables;
  const rows = await connection.db
    .select({ dueAt: effects.dueAt, claimedUntil: effects.claimedUntil })
    .from(effects)
    .where(inArray(effects.state, ["waiting", "attempting"]))
    .orderBy(asc(effects.priority), asc(effects.seq))
    .limit(500);
  const moments = rows.map((row) => Math.max(row.dueAt, row.claimedUntil));
  return moments.length > 0 ? Math.min(...moments) : undefined;
}

/** Ends an effect. */
export async function finishEffect(
  connection: Connection,
  end: {
    readonly seq: number;
    readonly state: "done" | "parked" | "dropped" | "dry";
    readonly now: number;
    readonly reason?: string;
    readonly url?: string | null;
    readonly externalId?: string | null;
  },
): Promise<void> {
  const { effects } = connection.tables;
  await connection.db
    .update(effects)
    .set({
      state: end.state,
      reason: end.reason ?? null,
      doneAt: end.now,
      claimedUntil: 0,
      url: end.url ?? null,
      externalId: end.externalId ?? null,
    })
    .where(eq(effects.seq, end.seq));
}

/** Puts an effect back until `dueAt`. It stays "attempting" when what was sent may have happened. */
export async function postponeEffect(
  connection: Connection,
  later: {
    readonly seq: number;
    readonly dueAt: number;
    readonly reason: string;
    readonly isUncertain: boolean;
  },
): Promise<void> {
  const { effects } = connection.tables;
  await connection.db
    .update(effects)
    .set({
      state: later.isUncertain ? "attempting" : "waiting",
      dueAt: later.dueAt,
      reason: later.reason,
      claimedUntil: 0,
    })
    .where(eq(effects.seq, later.seq));
}

/** Marks every waiting section of a thread done: one writing of its comment has said them all. */
export async function finishSections(
  connection: Connection,
  end: {
    readonly threadId: string;
    readonly upTo: number;
    readonly now: number;
    readonly url: string | null;
  },
): Promise<void> {
  const { effects } = connection.tables;
  await connection.db
    .update(effects)
    .set({ state: "done", doneAt: end.now, url: end.url, claimedUntil: 0 })
    .where(
      and(
        eq(effects.kind, "section"),
        eq(effects.threadId, end.threadId),
        lte(effects.seq, end.upTo),
        or(eq(effects.state, "waiting"), eq(effects.state, "attempting")),
      ),
    );
}

/** On SQLite there is one process: whatever was claimed belongs to one that died. */
export async function releaseEffectClaims(connection: Connection): Promise<void> {
  const { effects } = connection.tables;
  await connection.db
    .update(effects)
    .set({ claimedUntil: 0 })
    .where(inArray(effects.state, ["waiting", "attempting"]));
}
