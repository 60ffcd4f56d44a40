// `npm run bench -- github-cost`: what Stoa asks of GitHub. The real app, with nothing but its defaults, gets the deliveries of
// some months of a made-up community from the local GitHub, which counts the calls; then it reads the votes on 5,000 open
// requests, as it does every hour and every night.

import { count } from "drizzle-orm";
import { DAY, HOUR, MINUTE } from "../src/core/clock.ts";
import type { Refresh } from "../src/features/feature.ts";
import { LOOK_EVERY_MS } from "../src/intake/missed-deliveries.ts";
import { START } from "../test/local-github/fixture.ts";
import type { Happening } from "../test/local-github/community.ts";
import type { Calls } from "../test/local-github/index.ts";
import { startStoa, type TestStoa } from "../test/support/stoa.ts";
import { printTable } from "./print.ts";

const THREADS = 120;
/** One thread of so many is a pull request. */
const PULL_EVERY = 3;
const PEOPLE = 40;
const REQUESTS = 5_000;
/** Of the open requests, one in so many has votes. */
const VOTED = 3;
const REPOSITORY = "acme/rocket";
const LIFE = { owner: "acme", name: "rocket", maintainers: ["ada"] };

/** Counts and prints. */
export async function benchGitHubCost(): Promise<void> {
  // In the first nothing is said; in the second every pull request is somebody's first, and everybody gets a badge.
  const talk = await countStream((number) => number % PULL_EVERY !== 0);
  const stream = await countStream(() => true);
  const sweeps = await countSweeps();
  const rows: readonly (readonly [string, Calls])[] = [
    ["1,000 deliveries of issues and talk", talk.per1000],
    ["1,000 deliveries, pull requests of newcomers too", stream.per1000],
    [`first sweep of ${REQUESTS} requests`, sweeps.first],
    ["an hour's sweep, nothing changed", sweeps.unchanged],
    ["a night's, everybody's votes anew", sweeps.night],
    ["a day on which nothing happens", sweeps.quietDay],
  ];
  printTable(
    ["what", "REST reads", "REST writes", "GraphQL reads", "GraphQL writes", "points", "as the app"],
    rows.map(([what, calls]) => [
      what,
      ...[
        calls.restReads,
        calls.restWrites,
        calls.graphqlReads,
        calls.graphqlWrites,
        calls.graphqlPoints,
        calls.asApp,
      ].map((value) => String(Math.round(value))),
    ]),
  );
  console.log(
    `Of the latter ${stream.pulls} of ${stream.deliveries} opened or merged a pull request: its files are read.`,
  );
  console.log(JSON.stringify({ talk, ...stream, ...sweeps, requests: REQUESTS }));
}

/** Deliveries minutes apart, as they come in life; what the clock makes Stoa do meanwhile is counted too. */
async function countStream(isWanted: (number: number) => boolean) {
  const numbers = Array.from({ length: THREADS }, (_, index) => index + 1).filter(isWanted);
  const happenings = numbers.flatMap(lifeOf);
  const stoa = await startStoa({ repositories: [LIFE], lookEveryMs: LOOK_EVERY_MS });
  try {
    addPeople(stoa);
    const before = stoa.github.calls;
    await stoa.perform(...happenings.toSorted((a, b) => a.at - b.at));
    const calls = since(before, stoa.github.calls);
    const deliveries = await countDeliveries(stoa);
    const pulls = happenings.filter((happening) => ["open-pull", "merge"].includes(happening.do)).length;
    const per1000 = mapCalls(calls, (value) => (value * 1_000) / deliveries);
    return { deliveries, pulls, calls, per1000 };
  } finally {
    await stoa.stop();
  }
}

/** An issue that is talked about and closed; of every three threads one is a pull request, reviewed and merged. */
function lifeOf(number: number): Happening[] {
  const opened = START + number * 2 * HOUR;
  const by = (offset: number) => `person-${(number * 7 + offset) % PEOPLE}`;
  const base = { repository: REPOSITORY, number };
  const talk = [1, 2, 3, 4].map((offset) => ({
    ...base,
    do: "comment" as const,
    at: opened + offset * 11 * MINUTE,
    by: by(offset),
    body: "I see the same with the newest version, and the log says nothing of it.",
  }));
  const body = "It stops after an hour, and starts again by itself.";
  if (number % PULL_EVERY !== 0) {
    return [
      { ...base, do: "open-issue", at: opened, by: by(0), title: `Stops ${number}`, body },
      ...talk,
      { ...base, do: "label", at: opened + HOUR, by: "ada", label: "bug" },
      { ...base, do: "close", at: opened + 3 * HOUR, by: "ada", reason: "completed" },
    ];
  }
  const review = { do: "review" as const, state: "APPROVED" as const, body: "Well done." };
  return [
    {
      ...base,
      do: "open-pull",
      at: opened,
      by: by(0),
      title: `Do not stop ${number}`,
      body,
      files: [{ path: `src/part-${number}.ts`, additions: 3, deletions: 1 }],
    },
    ...talk,
    { ...base, ...review, at: opened + HOUR, by: "ada" },
    { ...base, do: "merge", at: opened + 3 * HOUR, by: "ada" },
  ];
}

async function countSweeps() {
  const stoa = await startStoa({ repositories: [LIFE], lookEveryMs: LOOK_EVERY_MS });
  try {
    const { github } = stoa;
    addPeople(stoa);
    for (let number = 1; number <= REQUESTS; number += 1) {
      for (const happening of requestOf(number)) await github.perform(happening, { deliver: true });
    }
    await stoa.settle();
    const sweep = async (what: Refresh) => {
      const before = github.calls;
      await stoa.stoa.sweepReactions(stoa.installationId, what);
      return since(before, github.calls);
    };
    const first = await sweep("reactions");
    const unchanged = await sweep("reactions");
    const night = await sweep("all-reactions");
    const before = github.calls;
    await stoa.pass(DAY);
    const idle = since(before, github.calls);
    return { first, unchanged, night, quietDay: idle };
  } finally {
    await stoa.stop();
  }
}

/** An open request, with three votes or with none. */
function requestOf(number: number): Happening[] {
  const base = { repository: REPOSITORY, number, at: START };
  const by = (offset: number) => `person-${(number * 7 + offset) % PEOPLE}`;
  const votes = number % VOTED === 0 ? [1, 2, 3] : [];
  return [
    {
      ...base,
      do: "open-issue",
      by: by(0),
      title: `Please add ${number}`,
      body: "",
      labels: ["enhancement"],
    },
    ...votes.map((offset) => ({ ...base, do: "react" as const, by: by(offset), content: "+1" as const })),
  ];
}

function addPeople({ github }: TestStoa): void {
  const accounts = Array.from({ length: PEOPLE }, (_, index) => ({
    login: `person-${index}`,
    type: "User" as const,
  }));
  github.load({ accounts, repositories: [] });
}

async function countDeliveries({ database }: TestStoa): Promise<number> {
  const { db, tables } = database.reader;
  const rows = await db.select({ value: count() }).from(tables.deliveries);
  return rows[0]?.value ?? 0;
}

function since(before: Readonly<Calls>, after: Readonly<Calls>): Calls {
  return mapCalls(after, (value, kind) => value - before[kind]);
}

function mapCalls(calls: Readonly<Calls>, change: (value: number, kind: keyof Calls) => number): Calls {
  const changed = { ...calls };
  for (const kind of Object.keys(changed) as (keyof Calls)[]) changed[kind] = change(changed[kind], kind);
  return changed;
}
