// The outbox: effects that wait to happen on GitHub. One of a key is taken in once, ever; and every section that a
// feature has to say in a thread is kept here, so that the thread's one comment can always be written anew.

import { and, eq, inArray, lt, or, type SQL } from "drizzle-orm";
import { MINUTE, SECOND } from "../core/clock.ts";
import type { Effect } from "../core/effect.ts";
import type { Connection } from "../db/connection.ts";
import { findRepository } from "../db/repositories.ts";
import type { EffectState } from "../db/tables/work.ts";
import { REPLY, SCHEDULED } from "./budget.ts";

/** Answers to people go before what the clock asked for. */
export type Priority = "reply" | "scheduled";
const PRIORITY_NUMBERS: Readonly<Record<Priority, number>> = { reply: REPLY, scheduled: SCHEDULED };

/** What several features, or several activities within seconds, may want in one place waits this long to become one write. */
export const SETTLE_MS = 2 * SECOND;
const SETTLES: ReadonlySet<Effect["kind"]> = new Set(["section", "label", "board"]);

/** A process that died while it delivered loses its claim after this long. */
export const EFFECT_CLAIM_MS = 2 * MINUTE;

export interface StoredEffect {
  readonly seq: number;
  readonly key: string;
  readonly installationId: number;
  readonly repositoryId: number;
  readonly threadId: string | null;
  readonly effect: Effect;
  readonly state: EffectState;
  readonly attempts: number;
  readonly priority: number;
  /** This claim's end; nothing may be sent after it. */
  readonly claimedUntil: number;
  readonly dueAt: number;
  readonly createdAt: number;
  /** When a request was sent whose end is not known; null when none was. */
  readonly sentAt: number | null;
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
        dueAt: batch.now + (SETTLES.has(effect.kind) ? SETTLE_MS : 0),
        claimedUntil: 0,
      })
      .onConflictDoNothing()
      .returning({ seq: effects.seq });
    if (inserted.length > 0 && effect.kind === "section") await upsertSection(connection, effect, batch.now);
  }
}

/** Takes effects in whose repositories may belong to other installations than `installationId`, that of `repositoryId`. */
export async function enqueueAnywhere(
  connection: Connection,
  batch: Parameters<typeof enqueueEffects>[1] & { readonly repositoryId: number },
): Promise<void> {
  const installations = new Map([[batch.repositoryId, batch.installationId]]);
  for (const effect of batch.effects) {
    const { repositoryId } = effect;
    const installationId =
      installations.get(repositoryId) ?? (await findRepository(connection, repositoryId))?.installationId;
    if (installationId === undefined) continue;
    installations.set(repositoryId, installationId);
    await enqueueEffects(connection, { ...batch, installationId, effects: [effect] });
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
    updatedAt: effect.at ?? now,
  };
  const { updatedAt, markdown } = commentSections;
  const isNewer = or(
    lt(updatedAt, row.updatedAt),
    // Of two questions of one second the answer that sorts last stands, whichever came first.
    and(eq(updatedAt, row.updatedAt), lt(markdown, row.markdown)),
  );
  await connection.db
    .insert(commentSections)
    .values(row)
    .onConflictDoUpdate({
      target: [commentSections.threadId, commentSections.section],
      set: row,
      ...(effect.at === undefined ? {} : { setWhere: isNewer as SQL }),
    });
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
    /** When a request was sent that may have happened; null when none was. */
    readonly sentAt?: number | null;
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
      sentAt: end.sentAt ?? null,
      url: end.url ?? null,
      externalId: end.externalId ?? null,
    })
    .where(eq(effects.seq, end.seq));
}

/** Puts an effect back until `dueAt`; whoever takes it up then does so by what `sentAt` tells. */
export async function postponeEffect(
  connection: Connection,
  later: {
    readonly seq: number;
    readonly dueAt: number;
    readonly reason: string;
    /** When a request was sent that may have happened; null when none was. */
    readonly sentAt: number | null;
  },
): Promise<void> {
  const { effects } = connection.tables;
  const { dueAt, reason, sentAt } = later;
  await connection.db
    .update(effects)
    .set({ state: sentAt === null ? "waiting" : "attempting", dueAt, reason, sentAt, claimedUntil: 0 })
    .where(eq(effects.seq, later.seq));
}

/** Gives a claimed effect back as if it had not been claimed, to be looked at again at `at`. */
export async function giveBackEffect(
  connection: Connection,
  { stored, at }: { readonly stored: StoredEffect; readonly at: number },
): Promise<void> {
  const { effects } = connection.tables;
  const { state, attempts, sentAt } = stored;
  await connection.db
    .update(effects)
    .set({ state, attempts, sentAt, claimedUntil: at })
    .where(and(eq(effects.seq, stored.seq), eq(effects.claimedUntil, stored.claimedUntil)));
}

/** Marks effects that another one's request has settled as done, with where it can be seen. */
export async function finishCompanions(
  connection: Connection,
  end: { readonly seqs: readonly number[]; readonly now: number; readonly url: string | null },
): Promise<void> {
  if (end.seqs.length === 0) return;
  const { effects } = connection.tables;
  await connection.db
    .update(effects)
    .set({ state: "done", reason: null, doneAt: end.now, url: end.url, claimedUntil: 0, sentAt: null })
    .where(and(inArray(effects.seq, [...end.seqs]), inArray(effects.state, ["waiting", "attempting"])));
}

/** On SQLite there is one process: whatever was claimed belongs to one that died. */
export async function releaseEffectClaims(connection: Connection): Promise<void> {
  const { effects } = connection.tables;
  await connection.db
    .update(effects)
    .set({ claimedUntil: 0 })
    .where(inArray(effects.state, ["waiting", "attempting"]));
}
