// What a replay came to, in the terminal: a short table, and what to look at.

import { DELIVERY_DAYS } from "../src/db/retention.ts";
import type { Replayed } from "./replay.ts";
import type { Report } from "./report.ts";

/** Prints what happened as a short table. */
export function printSummary(report: Report, folder: string): void {
  const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);
  const told = report.sentiment.filter(({ index }) => index !== null);
  const latest = told.at(-1);
  const rows: [string, string][] = [
    [
      "Deliveries",
      `${report.deliveries.received} received in the last ${DELIVERY_DAYS} days, ${report.deliveries.processed} processed, ${report.deliveries.ignored} ignored, ${report.deliveries.failed} failed`,
    ],
    [
      "Activities",
      `${sum(report.activities)} of ${report.people.humans} people and ${counted(report.people.bots, "bot")}`,
    ],
    ["Badges", listed(report.badges)],
    ["Pairings", `${counted(report.pairings, "newcomer")} got a mentor`],
    [
      "Most wanted",
      report.requests
        .filter(({ votes }) => votes > 0)
        .slice(0, 3)
        .map(({ title, votes }) => `${title} (${votes})`)
        .join(" · ") || "no votes",
    ],
    [
      "Themes",
      report.themes
        .slice(0, 3)
        .map(({ terms, threads }) => `${terms.join(", ")} (${threads})`)
        .join(" · ") || "too little to say",
    ],
    [
      "Mood",
      latest
        ? `${Math.round(latest.index ?? 0)} (${Math.round(latest.low ?? 0)} to ${Math.round(latest.high ?? 0)}, ${latest.people} people, week of ${latest.week})`
        : "too little to say",
    ],
    ["Digests", `${report.digests.length}`],
    ["Written", `${report.contentWrites} times on GitHub`],
    ["Time", `${report.seconds} s`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  console.log(`\n${lines.join("\n")}\n\n  ${folder}/report.json and digests/*.md hold it all.`);
}

function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}

function listed(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
}

/** Prints where the pages are, and which of them tell most. */
export function printWhereToLook({ github, stoa }: Replayed): void {
  const { state } = github;
  const repositories = [...state.repositories.values()].filter(({ isPrivate }) => !isPrivate);
  const lines = repositories.map(({ owner, name }) => `  ${github.url}/${owner.login}/${name}`);
  const stoaUrl = `http://127.0.0.1:${stoa.port}`;
  const pages = [...new Set(repositories.map(({ owner }) => owner.login))].flatMap((owner) => [
    `  ${stoaUrl}/community/${owner}   who contributed`,
    `  ${stoaUrl}/roadmap/${owner}     what people ask for`,
  ]);
  console.log(`
The community's GitHub is at ${github.url}
${lines.join("\n")}
Look at the Announcements among the discussions for the digests, and at merged pull requests of newcomers for mentors and badges.
Stoa itself is at ${stoaUrl} (/healthz, /readyz, /metrics)
${pages.join("\n")}
Ctrl+C ends both.`);
}
