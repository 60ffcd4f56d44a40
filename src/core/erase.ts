// Takes forgotten people out of an activity before anything is stored of it. What is left are bare facts: that a thread or
// a remark is there, its number, address, times, state and labels. Pure.

import type { Activity, Person, Release, Remark, Thread } from "./activity.ts";

/** The accounts that an activity is about: who did it, and who wrote what it carries. */
export function peopleOf(activity: Activity): readonly Person[] {
  const authors = [
    "thread" in activity ? activity.thread.author : null,
    "remark" in activity ? activity.remark.author : null,
    "release" in activity ? activity.release.author : null,
  ];
  return [activity.actor, ...authors].filter((person) => person !== null);
}

/** The activity without these accounts and without every word of theirs. */
export function withoutPeople(activity: Activity, ids: ReadonlySet<number>): Activity {
  if (ids.size === 0) return activity;
  const actor = keptPerson(activity.actor, ids);
  switch (activity.kind) {
    case "labels.changed":
      return { ...activity, actor };
    case "release.published":
    case "release.removed":
      return { ...activity, actor, release: keptRelease(activity.release, ids) };
    case "remark.created":
    case "remark.edited":
    case "remark.deleted": {
      const { previousBody, ...rest } = activity;
      const remark = keptRemark(activity.remark, ids);
      const isTheirs = remark !== activity.remark;
      const before = previousBody === undefined || isTheirs ? {} : { previousBody };
      return { ...rest, ...before, actor, remark, thread: keptThread(activity.thread, ids) };
    }
    default:
      return { ...activity, actor, thread: keptThread(activity.thread, ids) };
  }
}

const OWN_MARK = "<!-- stoa:";
const BOARD = /<!-- stoa:board:[\s\S]*?<!-- stoa:board-end:[^>]*-->/g;

/**
 * The activity without what Stoa wrote itself, which comes back from GitHub like everybody's words. It is kept where it was
 * made and can be rewritten there; a second copy would outlive the people it names.
 */
export function withoutOwnWords(activity: Activity): Activity {
  if (!("thread" in activity)) return activity;
  const { thread } = activity;
  const kept = thread.body.includes(OWN_MARK)
    ? { ...activity, thread: { ...thread, body: withoutOwn(thread.body, thread.author) } }
    : activity;
  if (!("remark" in kept) || !kept.remark.body.includes(OWN_MARK)) return kept;
  const { previousBody: _, ...rest } = kept;
  return { ...rest, remark: { ...kept.remark, body: withoutOwn(kept.remark.body, kept.remark.author) } };
}

/** A whole post of the App's, or the board in somebody else's issue. */
function withoutOwn(body: string, author: Person | null): string {
  return author?.isBot === true ? "" : body.replace(BOARD, "").trimEnd();
}

/** What stands in a title's place, here and in db/forget.ts: lists still lead to the thread by it. */
function numberAsTitle(number: number): string {
  return `#${number}`;
}

function isForgotten(person: Person | null, ids: ReadonlySet<number>): boolean {
  return person !== null && ids.has(person.id);
}

function keptPerson(person: Person | null, ids: ReadonlySet<number>): Person | null {
  return isForgotten(person, ids) ? null : person;
}

function keptThread(thread: Thread, ids: ReadonlySet<number>): Thread {
  if (!isForgotten(thread.author, ids)) return thread;
  return { ...thread, author: null, title: numberAsTitle(thread.number), body: "", paths: null };
}

function keptRemark(remark: Remark, ids: ReadonlySet<number>): Remark {
  return isForgotten(remark.author, ids) ? { ...remark, author: null, body: "" } : remark;
}

function keptRelease(release: Release, ids: ReadonlySet<number>): Release {
  return isForgotten(release.author, ids)
    ? { ...release, author: null, name: release.tag, body: "" }
    : release;
}
