// Which new theme is which old one: a theme keeps its id for as long as it keeps most of its threads.

/** A theme as a group of threads. */
export interface ThreadGroup {
  readonly threadIds: readonly string[];
}

/**
 * Gives every new group the id of the old one that it shares most threads with, the largest overlap first, each id to
 * one group only; what shares none with any is new, and named after its first thread.
 * @param prefix of new ids, such as the installation's
 * @returns ids in the order of `groups`
 */
export function keepIds(
  groups: readonly ThreadGroup[],
  known: { readonly themeByThread: ReadonlyMap<string, string>; readonly prefix: string },
): readonly string[] {
  const overlaps = groups.flatMap((group, index) => overlapsOf(group, index, known.themeByThread));
  overlaps.sort((a, b) => b.shared - a.shared || a.index - b.index || (a.id < b.id ? -1 : 1));
  const ids: (string | undefined)[] = groups.map(() => undefined);
  const taken = new Set<string>();
  for (const { index, id } of overlaps) {
    if (ids[index] !== undefined || taken.has(id)) continue;
    ids[index] = id;
    taken.add(id);
  }
  // An old id stays its theme's own, even when that theme is gone.
  for (const id of known.themeByThread.values()) taken.add(id);
  return groups.map(({ threadIds }, index) => ids[index] ?? newId(threadIds, known.prefix, taken));
}

function overlapsOf({ threadIds }: ThreadGroup, index: number, themeByThread: ReadonlyMap<string, string>) {
  const shared = new Map<string, number>();
  for (const threadId of threadIds) {
    const id = themeByThread.get(threadId);
    if (id !== undefined) shared.set(id, (shared.get(id) ?? 0) + 1);
  }
  return [...shared].map(([id, count]) => ({ index, id, shared: count }));
}

function newId(threadIds: readonly string[], prefix: string, taken: Set<string>): string {
  const base = `${prefix}-${(threadIds[0] ?? "").replace("#", "-")}`;
  let id = base;
  for (let copy = 2; taken.has(id); copy += 1) id = `${base}-${copy}`;
  taken.add(id);
  return id;
}
