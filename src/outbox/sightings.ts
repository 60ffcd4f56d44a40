// Stoa's own texts, as deliveries and histories show them. They tell what a process that died could not write down: that
// its comment was posted, and whether a person has deleted it since. So it is neither written twice nor brought back.

import { and, eq, sql } from "drizzle-orm";
import type { Activity } from "../core/activity.ts";
import type { Connection } from "../db/connection.ts";
import { findMarkers, marker } from "../text/markers.ts";

/** What identifies a text of Stoa's on GitHub. */
export interface Sighting {
  readonly externalId: string;
  readonly url: string;
  readonly deletedAt: number | null;
}

interface MarkedText extends Omit<Sighting, "deletedAt"> {
  readonly body: string;
  readonly authorLogin: string;
}

/** Remembers the marked texts of an activity: that they stand there, or that they were deleted. */
export async function recordSightings(connection: Connection, activity: Activity): Promise<void> {
  const text = markedText(activity);
  if (!text) return;
  const isDeleted = activity.kind === "remark.deleted" || activity.kind === "thread.deleted";
  const deletedAt = isDeleted ? activity.at : null;
  const { sightings } = connection.tables;
  const { externalId, url } = text;
  const repositoryId = activity.repository.id;
  const authorLogin = bareLogin(text.authorLogin);
  for (const { kind, key } of findMarkers(text.body)) {
    const row = { marker: marker(kind, key), authorLogin, repositoryId, externalId, url, deletedAt };
    const insert = connection.db.insert(sightings).values(row);
    await (isDeleted
      ? insert.onConflictDoUpdate({ target: [sightings.marker, sightings.authorLogin], set: row })
      : insert.onConflictDoNothing());
  }
}

/** Only a bot's text can be Stoa's: people's, which anybody can write markers into, are left out. */
function markedText(activity: Activity): MarkedText | undefined {
  if ("remark" in activity) {
    const { remark } = activity;
    if (!remark.author?.isBot) return undefined;
    // Comments of issues and pull requests are addressed by number, those of discussions by node id.
    const externalId = remark.kind === "discussion_comment" ? remark.id : String(remark.databaseId);
    return { body: remark.body, authorLogin: remark.author.login, externalId, url: remark.url };
  }
  if ("thread" in activity) {
    const { thread } = activity;
    if (!thread.author?.isBot) return undefined;
    return {
      body: thread.body,
      authorLogin: thread.author.login,
      externalId: thread.nodeId,
      url: thread.url,
    };
  }
  return undefined;
}

/** What has been seen of a text of Stoa's; undefined when nothing has. */
export async function findSighting(
  connection: Connection,
  query: { readonly marker: string; readonly ownLogin: string },
): Promise<Sighting | undefined> {
  const { sightings } = connection.tables;
  const rows = await connection.db
    .select({ externalId: sightings.externalId, url: sightings.url, deletedAt: sightings.deletedAt })
    .from(sightings)
    .where(and(eq(sightings.marker, query.marker), eq(sightings.authorLogin, bareLogin(query.ownLogin))));
  return rows[0];
}

/**
 * Whether deliveries about a repository are still to be processed. They may tell that what seems never to have been
 * written was written, and deleted.
 */
export async function isInboxBehind(
  connection: Connection,
  { repositoryId }: { readonly repositoryId: number },
): Promise<boolean> {
  const { deliveries } = connection.tables;
  const rows = await connection.db
    .select({ seq: deliveries.seq })
    .from(deliveries)
    // Written out, not bound: only so can the engines use the index of what waits.
    .where(and(sql`${deliveries.state} = 'waiting'`, eq(deliveries.lane, String(repositoryId))))
    .limit(1);
  return rows.length > 0;
}

/** REST writes `stoa[bot]` where GraphQL writes `stoa`. */
function bareLogin(login: string): string {
  return login.replace(/\[bot\]$/, "").toLowerCase();
}
