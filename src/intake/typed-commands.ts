// The commands that a person typed in an activity: in a new remark, newly in an edited one, or in the text that a thread
// was just opened with. Bots, Stoa among them, type none.

import { DAY } from "../core/clock.ts";
import type { Activity, Person, RemarkActivity, ThreadActivity } from "../core/activity.ts";
import { newCommands, parseCommands, type ParsedCommand } from "../commands/parse.ts";

export interface TypedCommands {
  readonly activity: ThreadActivity | RemarkActivity;
  readonly author: Person;
  readonly commands: readonly ParsedCommand[];
  /** Where they stand. */
  readonly url: string;
  /** null for a thread's opening text. */
  readonly remarkId: string | null;
}

/** Commands, when there are any. History holds none: what was asked then is past. */
export function commandsIn(activity: Activity): TypedCommands | undefined {
  if (!activity.isLive || !("thread" in activity)) return undefined;
  const text = textOf(activity);
  if (!text || !text.author || text.author.isBot || !text.body.includes("/")) return undefined;
  const commands = text.before === undefined ? parseCommands(text.body) : newCommands(text.before, text.body);
  if (commands.length === 0) return undefined;
  return { activity, author: text.author, commands, url: text.url, remarkId: text.remarkId };
}

interface Text {
  readonly author: Person | null;
  readonly body: string;
  readonly before?: string | undefined;
  readonly url: string;
  readonly remarkId: string | null;
}

function textOf(activity: ThreadActivity | RemarkActivity): Text | undefined {
  if (activity.kind === "thread.opened") {
    const { author, body, url, createdAt, updatedAt } = activity.thread;
    // One that was moved here is "opened" again, and keeps its age: what its text asked for was done then.
    if (updatedAt - createdAt > DAY) return undefined;
    return { author, body, url, remarkId: null };
  }
  if (activity.kind !== "remark.created" && activity.kind !== "remark.edited") return undefined;
  const { author, body, url, id: remarkId } = activity.remark;
  if (activity.kind === "remark.created") return { author, body, url, remarkId };
  // Without the text before the edit nobody can tell what is new, so nothing runs.
  return activity.previousBody === undefined
    ? undefined
    : { author, body, before: activity.previousBody, url, remarkId };
}
