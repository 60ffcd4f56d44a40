// The files that the text benches read.

import { readFileSync } from "node:fs";
import { UserError } from "../src/core/errors.ts";
import { seededRandom } from "../src/features/themes/clustering/random.ts";

/** @throws UserError when no file was named. */
export function requireFile(file: string | undefined, bench: string, format: string): string {
  if (file !== undefined && !file.startsWith("--")) return file;
  throw new UserError(`Say which file to read: npm run bench -- ${bench} FILE, where FILE has ${format}.`);
}

/** One value for each line; the caller knows what they are. */
export function readJsonLines(path: string): readonly unknown[] {
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.filter((line) => line.trim() !== "").map((line) => JSON.parse(line) as unknown);
}

/** In an order that has nothing to do with the file's, and is always the same (Fisher and Yates 1938). */
export function shuffled<Item>(items: readonly Item[]): readonly Item[] {
  const random = seededRandom(7);
  const keys = new Map(items.map((item) => [item, random()]));
  return items.toSorted((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0));
}
