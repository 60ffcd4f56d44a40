// The long texts that open threads stand in openings/*.txt, each under a line with "=== " and the thread's title: as
// plain text they need no escapes, and read as they will on GitHub.

import { readdirSync, readFileSync } from "node:fs";

const FOLDER = new URL("./openings/", import.meta.url);
const HEADING = /^=== (.+)\n/gm;

/** All of them by title. Throws when two threads would be opened by one. */
export function readOpenings(): Map<string, string> {
  const openings = new Map<string, string>();
  for (const file of readdirSync(FOLDER).toSorted()) {
    const [, ...parts] = readFileSync(new URL(file, FOLDER), "utf8").split(HEADING);
    for (let index = 0; index < parts.length; index += 2) {
      const title = parts[index] ?? "";
      if (openings.has(title)) throw new Error(`${title} stands twice in openings/*.txt`);
      openings.set(title, (parts[index + 1] ?? "").trim());
    }
  }
  return openings;
}
