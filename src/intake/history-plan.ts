// What reading a history will cost, said before it begins: items by GitHub's own counts, points by its formula.

import { HOUR, MINUTE } from "../core/clock.ts";
import type { HistoryPlan } from "../db/tables/history.ts";
import { HISTORY_PARTS, pagePoints, pageSize, type HistoryPart } from "../github/history.ts";

type Counts = Readonly<Record<HistoryPart, number>>;

/** How many threads are long nobody knows before: this share of the pages' cost is set aside for them … */
const LONG_THREADS_SHARE = 0.25;
/** … and this much at least in a repository. */
const LONG_THREADS_POINTS = 10;
/** About what a page takes GitHub. */
const PAGE_MS = 1_000;

/** The plan for a repository that has so much to read; an empty one costs nothing. */
export function planOf(counts: Counts): HistoryPlan {
  let points = 0;
  let requests = 0;
  for (const part of HISTORY_PARTS) {
    const pages = Math.ceil(counts[part] / pageSize(part));
    requests += pages;
    points += pages * pagePoints(part);
  }
  // One more page of a long thread is one request of one point.
  const long = points === 0 ? 0 : Math.max(LONG_THREADS_POINTS, Math.ceil(points * LONG_THREADS_SHARE));
  const { issues, pulls, discussions, releases } = counts;
  return { issues, pulls, discussions, releases, points: points + long, requests: requests + long };
}

export function sumPlans(plans: readonly HistoryPlan[]): HistoryPlan {
  const sum = { issues: 0, pulls: 0, discussions: 0, releases: 0, points: 0, requests: 0 };
  for (const plan of plans) {
    for (const key of Object.keys(sum) as (keyof HistoryPlan)[]) sum[key] += plan[key];
  }
  return sum;
}

/** How long it takes in whole minutes: a second a request, and what the first hour's points do not pay for waits. */
export function minutesOf({ points, requests }: HistoryPlan, pointsPerHour: number): number {
  return Math.ceil(Math.max(requests * PAGE_MS, (points / pointsPerHour - 1) * HOUR) / MINUTE);
}

/** "1,204 issues, 2,310 pull requests, 12 discussions, 40 releases: at most 380 points in 412 requests, about 7 minutes". */
export function describePlan(plan: HistoryPlan, pointsPerHour: number): string {
  const items = [
    counted(plan.issues, "issue"),
    counted(plan.pulls, "pull request"),
    counted(plan.discussions, "discussion"),
    counted(plan.releases, "release"),
  ];
  const minutes = counted(minutesOf(plan, pointsPerHour), "minute");
  const cost = `${counted(plan.points, "point")} in ${counted(plan.requests, "request")}, about ${minutes}`;
  return `${items.join(", ")}: at most ${cost}`;
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
