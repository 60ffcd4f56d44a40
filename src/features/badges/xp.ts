// XP: points for what badges are earned by, as a ledger that explains each. Nothing of it is stored: it follows from the
// evidence and the points in stoa.yml, so it is the same on a rebuild and in any order of arrival. Pure.
//
// What lessens points, so that one honest fix is worth more than a flood (docs/badges.md gives the reasons):
//   - the second of a kind in a day is worth half, the third a quarter, and so on;
//   - a merged pull request that nobody else reviewed in earnest is worth a quarter, and halves over a whole quarter of the
//     year; one that its own author merged besides is worth nothing;
//   - what rests on one other person (their thanks, their fix) halves over a quarter of the year for that person;
//   - a review counts once its pull request was merged; a co-author gets half.

import { dayOf } from "../../core/clock.ts";
import type { Badge } from "../../db/tables/badges.ts";
import type { Points } from "./config.ts";
import { byTime, type Evidence } from "./evidence.ts";
import { ACCEPTED } from "./help.ts";
import { quarterOf } from "./periods.ts";

/** What a person got for one contribution, and why so much. */
export interface LedgerEntry {
  readonly personId: number;
  /** UTC epoch milliseconds. */
  readonly at: number;
  readonly kind: keyof Points;
  /** Whole, 0 or more. */
  readonly points: number;
  /** "merged, reviewed; the 2nd that day". */
  readonly why: string;
  readonly evidence: Evidence;
}

/** A contribution's worth before anything is halved. */
interface Worth {
  readonly kind: keyof Points;
  readonly points: number;
  readonly why: string;
  /** What it halves with over a quarter of the year, besides others of its kind that day. */
  readonly quarterly?: string;
}

/**
 * The ledger of everybody in the evidence, oldest first. What is revoked is worth nothing and is left out.
 * @param evidence All of these people's in what the reader may see, and others' in the same threads.
 */
export function ledgerOf(evidence: readonly Evidence[], points: Points): readonly LedgerEntry[] {
  const counting = evidence.filter(({ revokedReason }) => revokedReason === null).toSorted(byTime);
  const around = surroundingsOf(counting);
  const seen = new Set<string>();
  const used = new Map<string, number>();
  const take = (key: string): number => {
    const count = (used.get(key) ?? 0) + 1;
    used.set(key, count);
    return count;
  };
  const ledger: LedgerEntry[] = [];
  for (const one of counting) {
    const unit = `${one.personId} ${one.badge} ${one.threadId}`;
    if (seen.has(unit)) continue;
    seen.add(unit);
    const worth = worthOf(one, around, points);
    if (!worth) continue;
    const { kind, quarterly } = worth;
    const { personId, earnedAt: at } = one;
    if (worth.points === 0) {
      ledger.push({ personId, at, kind, points: 0, why: worth.why, evidence: one });
      continue;
    }
    const today = take(`${personId} ${one.badge} ${dayOf(at)}`);
    const before = quarterly === undefined ? 0 : take(`${personId} ${quarterly} ${quarterOf(at).key}`);
    const nth = Math.max(today, before);
    const halved = Math.floor(worth.points / 2 ** (nth - 1));
    const when = today >= before ? "that day" : "in that quarter";
    const why = nth === 1 ? worth.why : `${worth.why}; number ${nth} ${when}`;
    ledger.push({ personId, at, kind, points: halved, why, evidence: one });
  }
  return ledger;
}

/** Everybody's points. */
export function totalsOf(ledger: readonly LedgerEntry[]): ReadonlyMap<number, number> {
  const totals = new Map<number, number>();
  for (const { personId, points } of ledger) totals.set(personId, (totals.get(personId) ?? 0) + points);
  return totals;
}

/** The level that so many points make, from 1: level n begins at 25·n·(n − 1), which is 0, 50, 150, 300, 500, … */
export function levelOf(points: number): number {
  return Math.floor((1 + Math.sqrt(1 + (4 * points) / 25)) / 2);
}

/** With how many points the level after this one begins. */
export function nextLevelAt(level: number): number {
  return 25 * level * (level + 1);
}

/** What happened in the threads in which people did something. */
interface Surroundings {
  /** Who made what was merged there, and of which kinds each was told to be. */
  readonly makers: ReadonlyMap<string, ReadonlyMap<number, ReadonlySet<Badge>>>;
  readonly reviewers: ReadonlyMap<string, ReadonlySet<number>>;
}

const OF_PULLS: ReadonlySet<Badge> = new Set<Badge>([
  "first-contribution",
  "bug-fixer",
  "feature-builder",
  "docs-writer",
]);

function surroundingsOf(counting: readonly Evidence[]): Surroundings {
  const makers = new Map<string, Map<number, Set<Badge>>>();
  const reviewers = new Map<string, Set<number>>();
  for (const { badge, threadId, personId } of counting) {
    if (badge === "reviewer") {
      reviewers.set(threadId, (reviewers.get(threadId) ?? new Set()).add(personId));
    } else if (OF_PULLS.has(badge)) {
      const people = makers.get(threadId) ?? new Map<number, Set<Badge>>();
      people.set(personId, (people.get(personId) ?? new Set()).add(badge));
      makers.set(threadId, people);
    }
  }
  return { makers, reviewers };
}

function worthOf(one: Evidence, around: Surroundings, points: Points): Worth | undefined {
  const { counterpartId } = one;
  const quarterly = `${one.badge} ${counterpartId}`;
  switch (one.badge) {
    case "first-contribution":
      return worthOfPull(one, around, points);
    case "reviewer":
      return around.makers.has(one.threadId)
        ? { kind: "review", points: points.review, why: "reviewed what was merged" }
        : { kind: "review", points: 0, why: "reviewed what was not merged" };
    case "helper":
      return one.reason === ACCEPTED
        ? { kind: "answer", points: points.answer, why: ACCEPTED, quarterly }
        : { kind: "thanks", points: points.thanks, why: one.reason, quarterly };
    case "reporter":
      return { kind: "report", points: points.report, why: one.reason, quarterly };
    case "idea-maker":
      return { kind: "idea", points: points.idea, why: one.reason, quarterly };
    case "tester":
      return { kind: "feedback", points: points.feedback, why: one.reason };
    case "mentor":
      return { kind: "mentoring", points: points.mentoring, why: one.reason, quarterly };
    default:
      // What a pull request is called is in its points already; own badges and times are no work of their own.
      return undefined;
  }
}

function worthOfPull(one: Evidence, { makers, reviewers }: Surroundings, points: Points): Worth {
  const made = makers.get(one.threadId);
  const kind = kindOf(made?.get(one.personId) ?? new Set(), points);
  const full = one.isCoAuthor ? Math.floor(points[kind] / 2) : points[kind];
  const as = one.isCoAuthor ? ", as co-author" : "";
  const isReviewed = [...(reviewers.get(one.threadId) ?? [])].some((id) => !made?.has(id));
  if (isReviewed) return { kind, points: full, why: `merged, reviewed${as}` };
  if (one.counterpartId !== null && made?.has(one.counterpartId)) {
    return { kind, points: 0, why: "merged by its own author, and nobody else reviewed it" };
  }
  const why = `merged, and nobody else reviewed it${as}`;
  return { kind, points: Math.floor(full / 4), why, quarterly: "unreviewed" };
}

/** Of several kinds the one that is worth most; the first among equals. */
function kindOf(badges: ReadonlySet<Badge>, points: Points): "fix" | "feature" | "docs" | "change" {
  const kinds = [
    ...(badges.has("bug-fixer") ? (["fix"] as const) : []),
    ...(badges.has("feature-builder") ? (["feature"] as const) : []),
    ...(badges.has("docs-writer") ? (["docs"] as const) : []),
  ];
  return kinds.toSorted((a, b) => points[b] - points[a])[0] ?? "change";
}
