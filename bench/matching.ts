// `npm run bench -- matching`: how long the matching of 200 who wait with 50 mentors takes, the assignment alone and with the
// costs of all pairs: what has to be done while a transaction is open.

import { DAY } from "../src/core/clock.ts";
import { costOf, fitOf, type Need, type Profile } from "../src/features/mentoring/cost.ts";
import type { DoneWork } from "../src/features/mentoring/expertise.ts";
import { matchAll, type Candidate, type Waiting } from "../src/features/mentoring/matching.ts";
import { seededRandom } from "../test/local-github/ids.ts";
import { printTable } from "./print.ts";
import { median, percentile } from "./statistics.ts";

const WAITING = 200;
const MENTORS = 50;
/** What a mentor merged and reviewed in two years. */
const DONE = 200;
const RUNS = 30;
const NOW = Date.UTC(2026, 10, 2, 9);
const FOLDERS = [
  "agent",
  "cli",
  "collector",
  "docs",
  "frontend",
  "helm",
  "operator",
  "sampling",
  "sdk",
  "ui",
];

interface Question {
  readonly waiting: readonly Waiting[];
  readonly needs: ReadonlyMap<string, Need>;
  readonly mentors: readonly Candidate[];
  readonly profiles: ReadonlyMap<string, Profile>;
}

export function benchMatching(): Promise<void> {
  const runs = Array.from({ length: RUNS }, (_, seed) => measure(ask(seed + 1)));
  const assigned = runs.map(({ assignment }) => assignment);
  const costs = runs.map((run) => run.costs);
  const both = assigned.map(({ ms }, index) => ms + (costs[index]?.ms ?? 0));
  const row = (name: string, times: readonly number[]) => [
    name,
    median(times).toFixed(1),
    percentile(times, 95).toFixed(1),
    Math.max(...times).toFixed(1),
  ];
  const assignedMs = assigned.map(({ ms }) => ms);
  printTable(
    [`${WAITING} waiting, ${MENTORS} mentors`, "median ms (CPU)", "95 %", "slowest"],
    [
      row("assignment", assignedMs),
      row(
        "costs of all pairs",
        costs.map(({ ms }) => ms),
      ),
      row("both", both),
    ],
  );
  const pairs = assigned.map(({ result }) => result.size);
  console.log(
    JSON.stringify({
      bench: "matching",
      waiting: WAITING,
      mentors: MENTORS,
      pairs: median(pairs),
      assignmentMs: { median: median(assignedMs), slowest: Math.max(...assignedMs) },
      withCostsMs: { median: median(both), slowest: Math.max(...both) },
    }),
  );
  return Promise.resolve();
}

/** One question at a time, as a process has it: others kept beside it would be the collector's work. */
function measure(question: Question) {
  const costs = timed(() => costsOf(question));
  const assignment = timed(() =>
    matchAll(question.waiting, question.mentors, (id, key) => costs.result.get(id)?.get(key)),
  );
  return { costs: { ms: costs.ms }, assignment };
}

/** Time of the processor, which is that of the clock where nobody else works. */
function timed<T>(work: () => T): { readonly result: T; readonly ms: number } {
  const start = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(start);
  return { result, ms: (user + system) / 1000 };
}

function costsOf(question: Question): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const { waiting, needs, mentors, profiles } = question;
  const all = new Map<string, ReadonlyMap<string, number>>();
  for (const { id } of waiting) {
    const need = needs.get(id);
    if (!need) continue;
    const costs = new Map<string, number>();
    for (const { key } of mentors) {
      const profile = profiles.get(key);
      if (profile) costs.set(key, costOf(fitOf([], profile, need), profile, need));
    }
    all.set(id, costs);
  }
  return all;
}

/** A large project in the week of a festival: everybody comes at once, and places are half as many. */
function ask(seed: number): Question {
  const random = seededRandom(seed);
  const pick = () => FOLDERS[Math.floor(random() * FOLDERS.length)] ?? "docs";
  const pathsOf = () =>
    Array.from({ length: 1 + Math.floor(random() * 5) }, () => `${pick()}/${pick()}/a.go`);
  const waiting: Waiting[] = [];
  const needs = new Map<string, Need>();
  for (let index = 0; index < WAITING; index += 1) {
    const waitedDays = random() * 7;
    const askedAt = NOW - waitedDays * DAY;
    const id = `newcomer-${index}`;
    waiting.push({ id, askedAt, waitedDays });
    const work = { title: `Change ${index}`, labels: [`area/${pick()}`], paths: pathsOf() };
    needs.set(id, { newcomerId: index, work, askedAt });
  }
  const mentors: Candidate[] = [];
  const profiles = new Map<string, Profile>();
  for (let index = 0; index < MENTORS; index += 1) {
    const key = `mentor-${index}`;
    mentors.push({ key, active: Math.floor(random() * 2), capacity: 2 + Math.floor(random() * 3) });
    const work: DoneWork[] = Array.from({ length: DONE }, () => ({
      at: NOW - random() * 720 * DAY,
      isReview: random() < 0.5,
      title: "Done",
      labels: [`area/${pick()}`],
      paths: pathsOf(),
    }));
    const replyHours = Math.floor(random() * 72);
    profiles.set(key, { work, replyHours, quarters: [0.1, 0.4, 0.4, 0.1], formerNewcomers: new Set() });
  }
  return { waiting, needs, mentors, profiles };
}
