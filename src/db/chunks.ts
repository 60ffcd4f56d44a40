// Long lists go to the database in parts: neither engine takes a statement of any length.

/** Ids in one IN list, and rows in one insert. */
const CHUNK = 500;

/** The items, 500 at a time. */
export function* inChunks<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += CHUNK) yield items.slice(start, start + CHUNK);
}
