// Whether a person wants their badges shown. Nobody loses a badge by it: the facts stay, and so does what they earned.

import { and, asc, eq, ne } from "drizzle-orm";
import type { SectionEffect } from "../../core/effect.ts";
import { deleteChoice, findChoice, insertChoice } from "../../db/choices.ts";
import type { Connection } from "../../db/connection.ts";
import type { CommandAnswer, CommandCall, FeatureContext } from "../feature.ts";

export const BADGES_ARE_OFF =
  "Your badges are shown to nobody, as you asked. `/stoa badges on` shows them again.";

/** Whether a person switched their badges off. */
export async function hidesBadges(connection: Connection, personId: number): Promise<boolean> {
  return (await findChoice(connection, { personId, choice: "no-badges" })) !== undefined;
}

/** /stoa badges off: what threads say of them is withdrawn, in all repositories. */
export async function switchOff(
  { activity }: CommandCall,
  { connection }: FeatureContext<unknown>,
): Promise<CommandAnswer> {
  const { actor, at, key } = activity;
  if (!actor || actor.isBot) return {};
  await insertChoice(connection, { personId: actor.id, choice: "no-badges", now: at });
  const shown = await listShown(connection, actor.id);
  const effects = shown.map(({ threadId, repositoryId }): SectionEffect => ({
    kind: "section",
    key: `off:${key}:${threadId}`,
    repositoryId,
    audience: "community",
    threadId,
    section: "badges",
    markdown: "",
  }));
  return { reply: BADGES_ARE_OFF, effects };
}

/** /stoa badges on */
export async function switchOn(
  { activity }: CommandCall,
  { connection }: FeatureContext<unknown>,
): Promise<CommandAnswer> {
  const { actor } = activity;
  if (!actor || actor.isBot) return {};
  const wasOff = await deleteChoice(connection, { personId: actor.id, choice: "no-badges" });
  const reply = wasOff ? "Your badges are shown again, from now on." : "Your badges are shown already.";
  return { reply: `${reply} \`/stoa badges\` lists them.` };
}

/** Threads of a person whose comment tells of a badge. */
async function listShown(
  connection: Connection,
  personId: number,
): Promise<readonly { readonly threadId: string; readonly repositoryId: number }[]> {
  const { commentSections, threads } = connection.tables;
  return connection.db
    .select({ threadId: threads.id, repositoryId: threads.repositoryId })
    .from(threads)
    .innerJoin(commentSections, eq(commentSections.threadId, threads.id))
    .where(
      and(
        eq(threads.authorId, personId),
        eq(commentSections.section, "badges"),
        ne(commentSections.markdown, ""),
      ),
    )
    .orderBy(asc(threads.id));
}
