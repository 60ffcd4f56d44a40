// What live merges tell of badges in their threads: each badge where its earliest evidence is. When a delivery that came
// late shows an earlier one, or other labels, the words move with it, in place; a day after the merge they stay as they are.

import { and, asc, eq, gte, sql } from "drizzle-orm";
import type { ThreadActivity } from "../../core/activity.ts";
import { DAY } from "../../core/clock.ts";
import type { SectionEffect } from "../../core/effect.ts";
import type { Connection } from "../../db/connection.ts";
import { readerScope } from "../../db/repositories.ts";
import { catalogueOf, tierAt } from "./catalogue.ts";
import { hidesBadges } from "./choice.ts";
import type { Judgement, Scene } from "./judge.ts";
import { announcement, type Told } from "./present.ts";
import { countEarlier, findEvidence } from "./store.ts";

/** What happened later than this after a merge changes nothing in what its thread was told. */
const SETTLED_MS = DAY;

type Announcement = Connection["tables"]["badgeAnnouncements"]["$inferSelect"];

/** Remembers that a merge may be told of: it came live, and the history was known. */
export async function expectAnnouncement(
  { connection, installationId }: Scene,
  { thread, repository, at }: ThreadActivity,
  personId: number,
): Promise<void> {
  await connection
    .prepared("badges.expectAnnouncement", ({ db, tables: { badgeAnnouncements } }) =>
      db
        .insert(badgeAnnouncements)
        .values({
          threadId: sql.placeholder("threadId"),
          installationId: sql.placeholder("installationId"),
          repositoryId: sql.placeholder("repositoryId"),
          personId: sql.placeholder("personId"),
          mergedAt: sql.placeholder("mergedAt"),
          url: sql.placeholder("url"),
          badges: [],
        })
        .onConflictDoNothing(),
    )
    .run({
      threadId: thread.id,
      installationId,
      repositoryId: repository.id,
      personId,
      mergedAt: at,
      url: thread.url,
    });
}

/**
 * Brings what these people's threads say up to date with their evidence, after something was judged. What was merged before
 * that is not touched by it, so a merge that comes in its time costs a look at itself.
 */
export async function settleAnnouncements(
  scene: Scene,
  judged: readonly Judgement[],
  activity: ThreadActivity,
): Promise<readonly SectionEffect[]> {
  const effects: SectionEffect[] = [];
  for (const personId of new Set(judged.map((one) => one.personId))) {
    const theirs = judged.filter((one) => one.personId === personId);
    const since = Math.max(activity.at - SETTLED_MS, Math.min(...theirs.map(({ mergedAt }) => mergedAt)));
    for (const told of await listUnsettled(scene, personId, since)) {
      const reached = await reachedWith(scene, told);
      const badges = reached.map(({ id, tier }) => (tier === null ? id : `${id}:${tier}`));
      if (badges.join() === told.badges.join()) continue;
      const { badgeAnnouncements } = scene.connection.tables;
      await scene.connection.db
        .update(badgeAnnouncements)
        .set({ badges })
        .where(eq(badgeAnnouncements.threadId, told.threadId));
      effects.push(sectionOf(told, reached, activity));
    }
  }
  return effects;
}

/** A person's merges since a moment, oldest first. */
async function listUnsettled(
  { connection, installationId }: Scene,
  personId: number,
  since: number,
): Promise<readonly Announcement[]> {
  return connection
    .prepared("badges.listUnsettled", ({ db, tables: { badgeAnnouncements: told } }) =>
      db
        .select()
        .from(told)
        .where(
          and(
            eq(told.installationId, sql.placeholder("installationId")),
            eq(told.personId, sql.placeholder("personId")),
            gte(told.mergedAt, sql.placeholder("since")),
          ),
        )
        .orderBy(asc(told.mergedAt), asc(told.threadId)),
    )
    .run({ installationId, personId, since });
}

/** The badges and tiers that this merge reached, by what readers of its thread may see. */
async function reachedWith(
  { connection, installationId, config, configIn }: Scene,
  told: Announcement,
): Promise<readonly Told[]> {
  const { personId, threadId, repositoryId } = told;
  if (await hidesBadges(connection, personId)) return [];
  const scope = await readerScope(connection, { id: told.repositoryId, installationId });
  const evidence = await findEvidence(connection, threadId);
  const reached: Told[] = [];
  // The badges of its own repository, which need not be that of the activity at hand.
  const { own } = configIn ? await configIn(repositoryId) : config;
  for (const definition of catalogueOf(own)) {
    const mine = evidence.find(
      (one) => one.badge === definition.id && one.personId === personId && one.threadId === threadId,
    );
    if (!mine || mine.revokedReason !== null) continue;
    const count = (await countEarlier(connection, scope, mine, Math.max(...definition.thresholds))) + 1;
    const index = definition.thresholds.indexOf(count);
    const { id, name } = definition;
    if (index >= 0) reached.push({ id, name, tier: tierAt(definition, index) });
  }
  return reached;
}

function sectionOf(told: Announcement, reached: readonly Told[], activity: ThreadActivity): SectionEffect {
  const { threadId, repositoryId, url } = told;
  const isOwn = activity.kind === "thread.merged" && activity.thread.id === threadId;
  return {
    kind: "section",
    key: isOwn ? `${threadId}:badges` : `${threadId}:badges:${activity.key}`,
    repositoryId,
    audience: "community",
    threadId,
    section: "badges",
    markdown: reached.length === 0 ? "" : announcement(reached, url),
  };
}
