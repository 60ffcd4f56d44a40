// What a replay ended in, as lines that can be compared: the facts and all that features made of them, and what Stoa wrote
// on GitHub. Left out is only what tells of Stoa's own pace, or of a run and not of the community; each with its reason.

import { getTableName } from "drizzle-orm";
import type { Database } from "../../src/db/connection.ts";
import { openDatabase } from "../../src/db/open.ts";
import type { LocalGitHub } from "../local-github/index.ts";
import type { Thread } from "../local-github/entities.ts";

/** Lines by what they are about: "threads", "badge_evidence", "GitHub: comments", … */
export type EndState = ReadonlyMap<string, readonly string[]>;

/** Columns that differ between two runs that end alike. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  // How new what is known of an account is: history read later has seen more.
  people: ["seenAt"],
  // When Stoa learnt of it.
  installations: ["createdAt", "updatedAt"],
  repositories: ["backfilledAt", "updatedAt"],
  themes: ["id", "refittedAt"],
  // A theme's name is drawn when it is born; which threads it has is compared by `themes`.
  themeThreads: ["themeId"],
  requestBoards: ["updatedAt"],
  digestRuns: ["createdAt", "firstAt", "attempts"],
  configFiles: ["updatedAt", "seenSha"],
  // GitHub moves a thread's time on when Stoa comments there, which it does at its own pace.
  threads: ["updatedAt"],
  // What history told first is live only when its delivery comes after it.
  activities: ["isLive"],
  // Counted from when the delivery was processed.
  pairings: ["startedAt", "endedAt"],
};

/** Tables of facts and of what features made of them; the rest is work in hand. */
const COMPARED = [
  "installations",
  "repositories",
  "people",
  "threads",
  "remarks",
  "releases",
  "reactions",
  "activities",
  "labelChanges",
  "sentimentScores",
  "themes",
  "themeThreads",
  "badgeEvidence",
  "badgeCloses",
  "badgeReverts",
  "badgeAnnouncements",
  "champions",
  "spotlights",
  "pairings",
  "pairingTurns",
  "mentoringAsks",
  "mentors",
  "welcomes",
  "requestThreads",
  "requestVotes",
  "requestDuplicates",
  "requestOwners",
  "requestRanks",
  "requestBoards",
  "digestRuns",
  "configFiles",
] as const;

/** Reads the end state. */
export async function endStateOf(databaseUrl: string, github: LocalGitHub): Promise<EndState> {
  const database = await openDatabase(databaseUrl);
  try {
    const state = new Map<string, readonly string[]>();
    const own = await ownRows(database);
    for (const name of COMPARED) {
      const table = database.reader.tables[name];
      const rows = (await database.reader.db.select().from(table as never)) as Record<string, unknown>[];
      const kept = rows.filter((row) => !isOwn(row, own)).map((row) => lineOf(name, row, github.url));
      state.set(getTableName(table as never), kept.toSorted());
    }
    state.set("work that is not done", await unfinished(database));
    for (const [name, lines] of writtenOn(github)) state.set(name, lines.toSorted());
    return state;
  } finally {
    await database.close();
  }
}

interface Own {
  readonly personId: number | undefined;
  readonly threadIds: ReadonlySet<string>;
}

/** Stoa's own account and the threads it opened: when and under which number depends on its pace. They are compared as GitHub shows them. */
async function ownRows({ reader }: Database): Promise<Own> {
  const people = await reader.db.select().from(reader.tables.people);
  const personId = people.find(({ login }) => /^stoa(?:\[bot\])?$/.test(login))?.id;
  const threads = await reader.db.select().from(reader.tables.threads);
  const opened = threads.filter(({ authorId }) => authorId !== null && authorId === personId);
  return { personId, threadIds: new Set(opened.map(({ id }) => id)) };
}

function isOwn(row: Record<string, unknown>, { personId, threadIds }: Own): boolean {
  const person = row["personId"] ?? row["authorId"] ?? (row["login"] === undefined ? undefined : row["id"]);
  if (personId !== undefined && person === personId) return true;
  return threadIds.has(String(row["threadId"] ?? row["id"]));
}

function lineOf(name: string, row: Record<string, unknown>, url: string): string {
  const left = LEFT_OUT[name] ?? [];
  const kept = Object.entries(row).filter(([column]) => !left.includes(column));
  return JSON.stringify(Object.fromEntries(kept)).replaceAll(url, "https://github.test");
}

/** What waits or is parked: at the end of a replay there should be neither. */
async function unfinished({ reader }: Database): Promise<readonly string[]> {
  const { deliveries, effects, featureRetries, missedDeliveries } = reader.tables;
  const lines: string[] = [];
  for (const { guid, event, state, reason } of await reader.db.select().from(deliveries)) {
    if (state === "waiting" || state === "parked")
      lines.push(`delivery ${event} ${guid} ${state}: ${reason}`);
  }
  for (const { key, state, reason } of await reader.db.select().from(effects)) {
    if (["waiting", "attempting", "parked"].includes(state)) lines.push(`effect ${key} ${state}: ${reason}`);
  }
  for (const { activityKey, feature, reason } of await reader.db.select().from(featureRetries)) {
    lines.push(`${feature} on ${activityKey}: ${reason}`);
  }
  for (const { guid, event } of await reader.db.select().from(missedDeliveries)) {
    lines.push(`missed ${event} ${guid}`);
  }
  return lines.toSorted();
}

/** All that a comment of Stoa's says that has nothing left to say. */
const TAKEN_BACK = "\nNothing to say here any more.\n";

/** What readers see of Stoa on GitHub. */
function writtenOn({ state, url }: LocalGitHub): ReadonlyMap<string, readonly string[]> {
  const comments: string[] = [];
  const reactions: string[] = [];
  const posts: string[] = [];
  const labels: string[] = [];
  for (const repository of state.repositories.values()) {
    for (const thread of repository.threads.values()) {
      const place = `${repository.name}#${thread.number}`;
      if (isStoas(thread)) {
        posts.push(`${thread.title}: ${thread.body}`);
        continue;
      }
      if (thread.body.includes("<!-- stoa:")) posts.push(`${place}: ${thread.body}`);
      labels.push(
        `${place}: ${thread.labels
          .map(({ name }) => name)
          .toSorted()
          .join(", ")}`,
      );
      for (const remark of thread.remarks) {
        // Said on ground that a late delivery took away, and taken back: see docs/decisions/018-any-order.md.
        if (remark.body.includes(TAKEN_BACK)) continue;
        if (isStoas(remark)) comments.push(`${place}: ${remark.body}`);
      }
      for (const { reactions: list, nodeId } of [thread, ...thread.remarks]) {
        for (const { by, content } of list)
          if (by.login === "stoa[bot]") reactions.push(`${nodeId} ${content}`);
      }
    }
  }
  const lists = { comments, reactions, posts, labels };
  return new Map(
    Object.entries(lists).map(([name, lines]) => [
      `GitHub: ${name}`,
      lines.map((line) => line.replaceAll(url, "https://github.test")),
    ]),
  );
}

function isStoas({ author }: Pick<Thread, "author">): boolean {
  return author?.login === "stoa[bot]";
}

export interface Difference {
  readonly about: string;
  /** In the undisturbed replay alone. */
  readonly lost: readonly string[];
  /** In the chaotic one alone. */
  readonly gained: readonly string[];
}

/** What differs; each line counts as often as it occurs. */
export function differences(calm: EndState, chaotic: EndState): readonly Difference[] {
  return [...calm.keys()].flatMap((about) => {
    const lost = without(calm.get(about) ?? [], chaotic.get(about) ?? []);
    const gained = without(chaotic.get(about) ?? [], calm.get(about) ?? []);
    return lost.length + gained.length > 0 ? [{ about, lost, gained }] : [];
  });
}

function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const line of others) counts.set(line, (counts.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = counts.get(line) ?? 0;
    counts.set(line, count - 1);
    return count <= 0;
  });
}
