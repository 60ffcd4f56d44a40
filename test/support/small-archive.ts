// A small community in the archive format, invented: enough for digests, badges, pairings and themes, and small enough to
// be replayed many times.

import { DAY, HOUR } from "../../src/core/clock.ts";

const START = Date.UTC(2025, 0, 6, 9);
const PEOPLE = ["ada-q", "bo-q", "cy-q", "di-q", "ed-q", "fi-q", "gus-q", "hal-q"] as const;
const TOPICS = [
  "The exporter drops spans when the queue is full",
  "Queue of the exporter grows without bound",
  "Exporter queue should spill to disk",
  "Span batches are lost at shutdown of the exporter",
  "Dashboards load slowly with many services",
  "Slow dashboards after the upgrade",
  "Dashboard query runs twice",
  "Helm values for the gateway are not documented",
] as const;
const TALK = [
  "Thanks, this is great work!",
  "I am afraid this breaks the upgrade, and it is really annoying.",
  "Nice catch, thank you.",
  "Could you add a test for it?",
  "This is horrible to debug, I wasted a whole day.",
  "Looks good to me.",
  "I love how simple this became.",
] as const;

/** The archive as an object, `weeks` long. */
export function smallArchive(weeks: number): object {
  const issues: object[] = [];
  const pulls: object[] = [];
  const when = (day: number, hour: number) => new Date(START + day * DAY + hour * HOUR).toISOString();
  for (let index = 0; index < weeks * 3; index += 1) {
    const day = Math.floor((index * 7) / 3);
    const author = PEOPLE[index % PEOPLE.length];
    const other = PEOPLE[(index + 3) % PEOPLE.length];
    const comments = [0, 1, 2].map((step) => ({
      author: PEOPLE[(index + step + 1) % PEOPLE.length],
      body: TALK[(index * 3 + step) % TALK.length],
      createdAt: when(day, step + 1),
      updatedAt: when(day, step + 1),
    }));
    const number = index + 1;
    const base = {
      number,
      id: `X${number}`,
      author,
      assignees: [],
      createdAt: when(day, 0),
      updatedAt: when(day, 8),
    };
    if (index % 3 === 0) {
      const title = `${TOPICS[(index / 3) % TOPICS.length]} (${number})`;
      issues.push({
        ...base,
        title,
        body: title,
        labels: ["enhancement"],
        state: "OPEN",
        closedAt: null,
        comments,
      });
      continue;
    }
    pulls.push({
      ...base,
      title: index % 2 === 0 ? `fix: mend case ${number}` : `docs: explain case ${number}`,
      body: `Fixes #${Math.max(1, number - 1)}`,
      labels: [],
      state: "MERGED",
      closedAt: when(day, 8),
      mergedAt: when(day, 8),
      mergedBy: other,
      comments,
      reviews: [
        {
          id: `R${number}`,
          author: other,
          state: "APPROVED",
          body: "Good.",
          createdAt: when(day, 5),
          updatedAt: when(day, 5),
          comments: [],
        },
      ],
    });
  }
  return {
    magic: "E!vIA5L86J2I",
    timestamp: when(weeks * 7, 0),
    repo: "example-q/tracer",
    labels: [{ name: "enhancement" }],
    issues,
    pulls,
  };
}
