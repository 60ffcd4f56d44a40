// Rewrites what Stoa wrote and keeps: sections of comments, boards, digests, and the effects that carried them. What
// stands on GitHub follows by new effects, which are returned.

import { and, asc, eq, gt, inArray, ne } from "drizzle-orm";
import type { BoardEffect, DiscussionEffect, Effect, SectionEffect } from "../core/effect.ts";
import type { Connection } from "./connection.ts";

export interface Rewriting {
  /** Part of the new effects' keys: says why, and is used once. */
  readonly occasion: string;
  /** Any text of Stoa's; the same text when there is nothing to change. */
  readonly rewrite: (markdown: string) => string;
  /** Whether a section goes altogether. */
  readonly isWithdrawn: (section: {
    readonly threadId: string;
    readonly section: string;
    readonly markdown: string;
  }) => boolean;
}

/** Rows looked at together. */
const PAGE = 500;

/** Rewrites all that is stored. @returns what must be written anew on GitHub */
export async function rewriteStored(
  connection: Connection,
  rewriting: Rewriting,
): Promise<readonly Effect[]> {
  await rewriteEffects(connection, rewriting);
  await renewDrafts(connection);
  return [
    ...(await rewriteSections(connection, rewriting)),
    ...(await rewriteBoards(connection, rewriting)),
    ...(await rewriteDigests(connection, rewriting)),
  ];
}

async function rewriteEffects(connection: Connection, rewriting: Rewriting): Promise<void> {
  const { effects } = connection.tables;
  for (let after = 0; ;) {
    const rows = await connection.db
      .select({ seq: effects.seq, effect: effects.effect })
      .from(effects)
      .where(and(gt(effects.seq, after), inArray(effects.kind, ["section", "board", "discussion"])))
      .orderBy(asc(effects.seq))
      .limit(PAGE);
    for (const { seq, effect } of rows) {
      after = seq;
      const rewritten = rewriteEffect(effect, rewriting);
      if (rewritten === effect) continue;
      await connection.db.update(effects).set({ effect: rewritten }).where(eq(effects.seq, seq));
    }
    if (rows.length < PAGE) return;
  }
}

function rewriteEffect(effect: Effect, { rewrite, isWithdrawn }: Rewriting): Effect {
  if (effect.kind === "section" && effect.markdown !== "" && isWithdrawn(effect)) {
    return { ...effect, markdown: "" };
  }
  if (effect.kind === "section" || effect.kind === "board") {
    const markdown = rewrite(effect.markdown);
    return markdown === effect.markdown ? effect : { ...effect, markdown };
  }
  if (effect.kind !== "discussion") return effect;
  const title = rewrite(effect.title);
  const body = rewrite(effect.body);
  return title === effect.title && body === effect.body ? effect : { ...effect, title, body };
}

async function rewriteSections(
  connection: Connection,
  { occasion, rewrite, isWithdrawn }: Rewriting,
): Promise<readonly SectionEffect[]> {
  const { commentSections, threads } = connection.tables;
  const found: SectionEffect[] = [];
  for (let after = ""; ;) {
    const ids = await connection.db
      .selectDistinct({ threadId: commentSections.threadId })
      .from(commentSections)
      .where(and(gt(commentSections.threadId, after), ne(commentSections.markdown, "")))
      .orderBy(asc(commentSections.threadId))
      .limit(PAGE);
    if (ids.length === 0) return found;
    const rows = await connection.db
      .select({
        threadId: commentSections.threadId,
        section: commentSections.section,
        markdown: commentSections.markdown,
        repositoryId: threads.repositoryId,
      })
      .from(commentSections)
      .innerJoin(threads, eq(threads.id, commentSections.threadId))
      .where(
        inArray(
          commentSections.threadId,
          ids.map(({ threadId }) => threadId),
        ),
      )
      .orderBy(asc(commentSections.threadId), asc(commentSections.section));
    for (const row of rows) {
      const markdown = row.markdown === "" || isWithdrawn(row) ? "" : rewrite(row.markdown);
      if (markdown === row.markdown) continue;
      const { threadId, section, repositoryId } = row;
      const key = `${occasion}:${threadId}:${section}`;
      found.push({
        kind: "section",
        key,
        repositoryId,
        audience: "community",
        threadId,
        section,
        markdown,
      });
    }
    after = ids.at(-1)?.threadId ?? after;
  }
}

async function rewriteBoards(
  connection: Connection,
  { occasion, rewrite }: Rewriting,
): Promise<readonly BoardEffect[]> {
  const { requestBoards, threads } = connection.tables;
  const rows = await connection.db
    .select({
      threadId: requestBoards.threadId,
      markdown: requestBoards.markdown,
      repositoryId: threads.repositoryId,
    })
    .from(requestBoards)
    .innerJoin(threads, eq(threads.id, requestBoards.threadId))
    .orderBy(asc(requestBoards.threadId));
  const found: BoardEffect[] = [];
  for (const { threadId, repositoryId, markdown: before } of rows) {
    const markdown = rewrite(before);
    if (markdown === before) continue;
    await connection.db.update(requestBoards).set({ markdown }).where(eq(requestBoards.threadId, threadId));
    const key = `${occasion}:${threadId}:board`;
    found.push({
      kind: "board",
      key,
      repositoryId,
      audience: "community",
      threadId,
      board: "requests",
      markdown,
    });
  }
  return found;
}

async function rewriteDigests(
  connection: Connection,
  { occasion, rewrite }: Rewriting,
): Promise<readonly (DiscussionEffect | BoardEffect)[]> {
  const { digestRuns, effects } = connection.tables;
  const rows = await connection.db
    .select({
      installationId: digestRuns.installationId,
      audience: digestRuns.audience,
      place: digestRuns.place,
      period: digestRuns.period,
      body: digestRuns.body,
      effectKey: digestRuns.effectKey,
      state: effects.state,
      effect: effects.effect,
    })
    .from(digestRuns)
    .leftJoin(effects, eq(effects.key, digestRuns.effectKey))
    .orderBy(
      asc(digestRuns.installationId),
      asc(digestRuns.audience),
      asc(digestRuns.period),
      asc(digestRuns.place),
    );
  const found: (DiscussionEffect | BoardEffect)[] = [];
  for (const { body: before, effectKey, state, effect, ...run } of rows) {
    const body = rewrite(before);
    if (body === before) continue;
    await connection.db
      .update(digestRuns)
      .set({ body })
      .where(
        and(
          eq(digestRuns.installationId, run.installationId),
          eq(digestRuns.audience, run.audience),
          eq(digestRuns.place, run.place),
          eq(digestRuns.period, run.period),
        ),
      );
    // One that waits was rewritten where it waits; one in the middle of being posted may be there already.
    const isPosted = state === "done" || state === "attempting";
    const key = `${occasion}:${effectKey}`;
    if (isPosted && effect?.kind === "discussion") found.push({ ...effect, key, body, update: true });
    // A later week's text may stand there by now; then it is left as it is.
    if (isPosted && effect?.kind === "board")
      found.push({ ...effect, key, markdown: body, basedOn: effect.markdown });
  }
  return found;
}

/** The draft of a digest stands on GitHub alone: it is made anew, without what has to go. */
async function renewDrafts({ db, tables: { schedules } }: Connection): Promise<void> {
  await db.update(schedules).set({ nextAt: 0 }).where(eq(schedules.job, "digest-draft"));
}
