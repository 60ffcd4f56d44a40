// The one gate between what GitHub tells and what is stored: whoever asked to be forgotten is taken out of every activity
// here, whether a delivery, a redelivery or the backfill brought it. Only `/stoa remember me` opens it.

import { eq } from "drizzle-orm";
import type { Activity } from "../core/activity.ts";
import { peopleOf, withoutOwnWords, withoutPeople } from "../core/erase.ts";
import { deleteChoice, findChoice, forgottenAmong } from "../db/choices.ts";
import type { Connection } from "../db/connection.ts";
import { parseCommands } from "../commands/parse.ts";

/** What may be stored of an activity. */
export async function withoutForgotten(
  connection: Connection,
  told: Activity,
): Promise<{ readonly activity: Activity; readonly wasForgotten: boolean }> {
  const activity = withoutOwnWords(told);
  const ids = [...new Set(peopleOf(activity).map(({ id }) => id))];
  const forgotten = new Set(await forgottenAmong(connection, ids));
  if (forgotten.size === 0) return { activity, wasForgotten: false };
  const returning = await findReturning(connection, activity, forgotten);
  if (returning !== undefined) {
    await deleteChoice(connection, { personId: returning, choice: "forgotten" });
    forgotten.delete(returning);
  }
  return { activity: withoutPeople(activity, forgotten), wasForgotten: returning !== undefined };
}

/** The forgotten person who asks, in a remark that is new and younger than their wish, to be remembered. */
async function findReturning(
  connection: Connection,
  activity: Activity,
  forgotten: ReadonlySet<number>,
): Promise<number | undefined> {
  if (!activity.isLive || activity.kind !== "remark.created") return undefined;
  const personId = activity.remark.author?.id;
  if (personId === undefined || !forgotten.has(personId)) return undefined;
  const asks = parseCommands(activity.remark.body).some(
    (command) => command.ok && command.family === "stoa" && command.name === "remember me",
  );
  if (!asks) return undefined;
  const wishedAt = await findChoice(connection, { personId, choice: "forgotten" });
  if (wishedAt === undefined || activity.at <= wishedAt) return undefined;
  return (await isKnown(connection, activity.key)) ? undefined : personId;
}

/** A delivery that is repeated brings back nobody who was forgotten after it. */
async function isKnown(connection: Connection, key: string): Promise<boolean> {
  const { activities } = connection.tables;
  const rows = await connection.db
    .select({ key: activities.key })
    .from(activities)
    .where(eq(activities.key, key));
  return rows.length > 0;
}
