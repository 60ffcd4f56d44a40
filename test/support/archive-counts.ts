// Counts taken straight from an archive, by a short script that shares nothing with Stoa or the local GitHub, so that a
// replay's report can be held against it.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Said {
  readonly author: string | null;
  readonly createdAt: string;
}
interface Thread extends Said {
  readonly closedAt: string | null;
  readonly mergedAt?: string | null;
  readonly mergedBy?: string | null;
  readonly comments: readonly Said[];
  readonly reviews?: readonly (Said & {
    readonly state: string;
    readonly body: string;
    readonly comments: readonly Said[];
  })[];
}
interface Archive {
  readonly issues: readonly Thread[];
  readonly pulls: readonly Thread[];
}

/** Where the archives lie, or undefined when this machine has none. */
export function archivesFolder(): string | undefined {
  const folder = join(process.env["STOA_DATA"] ?? "../shared/data", "communities");
  return existsSync(folder) ? folder : undefined;
}

const FORTNIGHT_MS = 14 * 24 * 3600 * 1000;
const ANCHOR = Date.UTC(2024, 0, 1);
const DIGEST_HOUR_MS = 9 * 3600 * 1000;

export function countArchive(path: string, since: string) {
  const archive = JSON.parse(readFileSync(path, "utf8")) as Archive;
  const threads = [...archive.issues, ...archive.pulls];
  const people = new Set<string | null>();
  const remarks: string[] = [];
  const moments: string[] = [];
  for (const thread of threads) {
    people.add(thread.author).add(thread.mergedBy ?? thread.author);
    moments.push(thread.createdAt, ...(thread.closedAt ? [thread.closedAt] : []));
    for (const comment of thread.comments) {
      people.add(comment.author);
      remarks.push(comment.createdAt);
    }
    for (const review of thread.reviews ?? []) {
      people.add(review.author);
      remarks.push(review.createdAt, ...review.comments.map(({ createdAt }) => createdAt));
    }
  }
  people.delete(null);
  moments.push(...remarks);
  const merged = archive.pulls.filter(({ mergedAt }) => mergedAt);
  const isLive = (moment: string) => Date.parse(moment) >= Date.parse(since);
  return {
    humans: people.size,
    threads: threads.length,
    remarks: remarks.length,
    merged: merged.length,
    closed: threads.filter(({ closedAt, mergedAt }) => closedAt && !mergedAt).length,
    liveRemarks: remarks.filter(isLive).length,
    digestPeriods: periodsOf(moments.filter(isLive).map((moment) => Date.parse(moment))),
  };
}

/** First days of the fortnights in which something happened, and that were over (told at 9) at the last event. */
function periodsOf(moments: readonly number[]): string[] {
  const last = Math.max(...moments);
  const periods = new Set(moments.map((moment) => Math.floor((moment - ANCHOR) / FORTNIGHT_MS)));
  return [...periods]
    .map((index) => ANCHOR + index * FORTNIGHT_MS)
    .filter((start) => start + FORTNIGHT_MS + DIGEST_HOUR_MS <= last)
    .sort((a, b) => a - b)
    .map((start) => new Date(start).toISOString().slice(0, 10));
}
