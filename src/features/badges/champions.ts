// Whom maintainers may want to thank in public: champions of a quarter, who kept supporting others, and a person for the
// month's spotlight. Stoa proposes with evidence; people decide. Pure.

import { dayOf } from "../../core/clock.ts";
import type { Period } from "../../core/scope.ts";
import type { Evidence } from "./evidence.ts";
import type { LedgerEntry } from "./xp.ts";

/** What a champion has done in a quarter, at least. */
export const CHAMPION = {
  /** Different ways of contributing, of the five below. */
  ways: 3,
  /** Weeks of the quarter's thirteen with a contribution. */
  weeks: 6,
  /** Threads in which they helped others: reviews, answers, newcomers seen through … */
  helped: 5,
  /** … of so many different people. */
  people: 2,
} as const;

type Way = "building" | "reviewing" | "answering" | "reporting" | "mentoring";

const WAYS: Readonly<Record<LedgerEntry["kind"], Way>> = {
  fix: "building",
  feature: "building",
  docs: "building",
  change: "building",
  review: "reviewing",
  answer: "answering",
  thanks: "answering",
  report: "reporting",
  idea: "reporting",
  feedback: "reporting",
  mentoring: "mentoring",
};

const HELPING: ReadonlySet<Way> = new Set<Way>(["reviewing", "answering", "mentoring"]);

/** A person with what they did in a period. */
export interface Candidate {
  readonly personId: number;
  readonly points: number;
  readonly ways: readonly Way[];
  /** Different ISO weeks. */
  readonly weeks: number;
  /** Threads in which they helped others. */
  readonly helped: number;
  /** Whom they helped. */
  readonly people: number;
  /** Their best known deeds, three at most: those that helped first, then the newest. */
  readonly evidence: readonly Evidence[];
}

/** Everybody who got points in a period, most points first. */
export function candidatesOf(
  ledger: readonly LedgerEntry[],
  { startsAt, endsAt }: Period,
): readonly Candidate[] {
  const people = new Map<number, LedgerEntry[]>();
  for (const entry of ledger) {
    if (entry.at < startsAt || entry.at >= endsAt || entry.points === 0) continue;
    const mine = people.get(entry.personId);
    if (mine) mine.push(entry);
    else people.set(entry.personId, [entry]);
  }
  return [...people]
    .map(([personId, mine]) => candidateOf(personId, mine))
    .toSorted((a, b) => b.points - a.points || a.personId - b.personId);
}

function candidateOf(personId: number, mine: readonly LedgerEntry[]): Candidate {
  const helping = mine.filter(({ kind }) => HELPING.has(WAYS[kind]));
  const others = helping.flatMap(({ evidence }) => evidence.counterpartId ?? []);
  const byWorth = mine.toSorted(
    (a, b) => Number(HELPING.has(WAYS[b.kind])) - Number(HELPING.has(WAYS[a.kind])) || b.at - a.at,
  );
  return {
    personId,
    points: mine.reduce((sum, { points }) => sum + points, 0),
    ways: [...new Set(mine.map(({ kind }) => WAYS[kind]))].toSorted(),
    weeks: new Set(mine.map(({ at }) => Math.floor((dayOf(at) - 4) / 7))).size,
    helped: new Set(helping.map(({ evidence }) => evidence.threadId)).size,
    people: new Set(others).size,
    evidence: byWorth.slice(0, 3).map(({ evidence }) => evidence),
  };
}

/** Those who kept supporting others, who helped most first. */
export function championsAmong(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates
    .filter(
      ({ ways, weeks, helped, people }) =>
        ways.length >= CHAMPION.ways &&
        weeks >= CHAMPION.weeks &&
        helped >= CHAMPION.helped &&
        people >= CHAMPION.people,
    )
    .toSorted((a, b) => b.helped - a.helped || b.points - a.points || a.personId - b.personId);
}
