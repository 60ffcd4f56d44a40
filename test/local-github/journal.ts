// The journal of a local GitHub: one JSON line for all that changed it and for every delivery that ended,
// written before anybody outside could know. A process killed at any moment starts again from it.

import { appendFileSync, existsSync, readFileSync, truncateSync } from "node:fs";
import type { Change } from "./change.ts";
import type { AccountSeed, Happening, RepositorySeed } from "./community.ts";

/** One line of the journal. */
export type Entry =
  | {
      readonly is: "load";
      readonly at: number;
      readonly accounts: readonly AccountSeed[];
      readonly repositories: readonly RepositorySeed[];
      /** By full name: the numbers kept for the community's own threads. */
      readonly reserved: Readonly<Record<string, readonly number[]>>;
    }
  | { readonly is: "happening"; readonly happening: Happening; readonly deliver: boolean }
  | { readonly is: "change"; readonly change: Change }
  | { readonly is: "ended"; readonly guid: string; readonly statusCode: number; readonly status: string };

/** An open journal. */
export interface Journal {
  /** What an earlier process wrote, oldest first. */
  readonly entries: readonly Entry[];
  append(entry: Entry): void;
}

/**
 * Opens the journal, and cuts off a last line that a crash left half written. Without a path nothing is
 * kept.
 */
export function openJournal(path: string | undefined): Journal {
  if (path === undefined) return { entries: [], append: () => undefined };
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const whole = bytes.lastIndexOf("\n") + 1;
  if (whole < bytes.length) truncateSync(path, whole);
  const lines = bytes.toString("utf8", 0, whole).split("\n").slice(0, -1);
  return {
    entries: lines.map((line) => JSON.parse(line) as Entry),
    append: (entry) => appendFileSync(path, `${JSON.stringify(entry)}\n`),
  };
}
