// What mentoring keeps: who asks, who helps whom, who can, and who was welcomed.

import type { ThreadKind } from "../../core/words.ts";
import type { Kit } from "../dialects.ts";

/** Unasked, at a first pull request; or because a person asked with /mentor me. */
export type PairingOffer = "first-pull" | "on-request";

/** active, declined (the newcomer said no) or ended (the thread is closed). */
export type PairingState = "active" | "declined" | "ended";

/** Why a mentor gave way to the next one. */
export type TurnOutcome = "silent" | "declined" | "released";

/** Why a mentor was chosen, as it was known then: what the newcomer reads of it. */
export interface PairingReason {
  /** The mentor's merged changes in the area; 0 when none is known. */
  readonly changes: number;
  /** How soon the mentor usually replies, in hours; null when too little is known. */
  readonly replyHours: number | null;
  /** What the pairing cost in the matching, see docs/mentoring.md. */
  readonly cost: number;
}

/** A thread as it was when somebody asked for a mentor in it, or was welcomed. */
export interface AskedWork {
  readonly title: string;
  readonly labels: readonly string[];
  readonly paths: readonly string[] | null;
  readonly url: string;
  /** Numbers of the issues that it closes. */
  readonly closes?: readonly number[];
}

export function mentoringTables(kit: Kit) {
  const { table, index, primaryKey, text, integer, boolean, instant, json } = kit;

  const pairings = table(
    "pairings",
    {
      threadId: text().notNull(),
      newcomerId: integer().notNull(),
      installationId: integer().notNull(),
      /** As it is written in stoa.yml. */
      mentorLogin: text().notNull(),
      /** The mentor's area that matched; null when none did. */
      area: text(),
      offer: text().$type<PairingOffer>().notNull(),
      state: text().$type<PairingState>().notNull(),
      startedAt: instant().notNull(),
      endedAt: instant(),
      /** null where the pairing is older than reasons are. */
      reason: json<PairingReason>(),
      /** How many mentors gave way before this one. */
      turn: integer().notNull().default(0),
      /** When the mentor typed /mentor accept. */
      acceptedAt: instant(),
      /** When the mentor's silence was noticed. */
      nudgedAt: instant(),
      /** When the newcomer was asked whether they go on. */
      questionedAt: instant(),
      /** When either typed /mentor done. */
      doneAt: instant(),
      /** When mentoring was complete: merged, and done or seven days old. */
      completedAt: instant(),
    },
    (t) => [
      primaryKey({ columns: [t.threadId, t.newcomerId] }),
      index("pairings_by_installation_state").on(t.installationId, t.state),
    ],
  );

  /** Mentors whom a newcomer had in a thread before the one of the pairing. */
  const pairingTurns = table(
    "pairing_turns",
    {
      threadId: text().notNull(),
      newcomerId: integer().notNull(),
      /** 0 for the first. */
      turn: integer().notNull(),
      mentorLogin: text().notNull(),
      startedAt: instant().notNull(),
      endedAt: instant().notNull(),
      outcome: text().$type<TurnOutcome>().notNull(),
    },
    (t) => [primaryKey({ columns: [t.threadId, t.newcomerId, t.turn] })],
  );

  /** Who asked for a mentor, or may get one unasked: what each pairing was decided on, so that it can be decided again. */
  const mentoringAsks = table(
    "mentor_asks",
    {
      threadId: text().notNull(),
      newcomerId: integer().notNull(),
      installationId: integer().notNull(),
      repositoryId: integer().notNull(),
      offer: text().$type<PairingOffer>().notNull(),
      /** What was asked for with /mentor me; "" for nothing. */
      area: text().notNull(),
      askedAt: instant().notNull(),
      /** The thread as it was then. */
      work: json<AskedWork>().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.threadId, t.newcomerId] }),
      index("mentor_asks_by_asked").on(t.installationId, t.askedAt),
    ],
  );

  /** Who offered themselves as a mentor, or said that they are away; the newest word of each. */
  const mentors = table(
    "mentors",
    {
      installationId: integer().notNull(),
      personId: integer().notNull(),
      /** How many newcomers at a time; null when they did not say. */
      capacity: integer(),
      /** null when they did not say. */
      areas: json<readonly string[]>(),
      /** The first moment they are back; null when they are there. */
      pausedUntil: instant(),
      /** Whether they ever typed /mentor available, so are mentors without stoa.yml. */
      isVolunteer: boolean().notNull(),
      saidAt: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.installationId, t.personId] })],
  );

  /** Threads that were opened by somebody who may have been new; whether they were is read from the facts. */
  const welcomes = table(
    "welcomes",
    {
      threadId: text().primaryKey(),
      newcomerId: integer().notNull(),
      installationId: integer().notNull(),
      repositoryId: integer().notNull(),
      kind: text().$type<ThreadKind>().notNull(),
      openedAt: instant().notNull(),
      work: json<AskedWork>().notNull(),
    },
    (t) => [index("welcomes_by_newcomer").on(t.newcomerId, t.openedAt)],
  );

  return { pairings, pairingTurns, mentoringAsks, mentors, welcomes };
}
