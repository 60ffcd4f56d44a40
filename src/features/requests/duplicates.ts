// Which thread the votes for a duplicate go to. A thread has one original at most; chains are followed to their end, and
// in a circle one thread stands for all. Pure.

/** That a thread is a duplicate, as somebody or something says. */
export interface DuplicateClaim {
  readonly threadId: string;
  /** The thread itself, when a maintainer says that it is no duplicate. */
  readonly originalId: string;
  /** A maintainer's command, GitHub's own mark, or a comment. */
  readonly by: "command" | "github" | "comment";
  readonly at: number;
  /** Tells claims of one moment apart. */
  readonly sourceId: string;
}

/** What decides which thread of a circle stands for it. */
export interface Standing {
  readonly isOpen: boolean;
  readonly createdAt: number;
}

const WEIGHT = { command: 2, github: 1, comment: 0 } as const;

/** The original of each duplicate: what a maintainer commanded goes before GitHub's mark, and that before a comment; then the newest. */
export function chooseOriginals(claims: Iterable<DuplicateClaim>): ReadonlyMap<string, string> {
  const chosen = new Map<string, DuplicateClaim>();
  for (const claim of claims) {
    const other = chosen.get(claim.threadId);
    if (!other || isStronger(claim, other)) chosen.set(claim.threadId, claim);
  }
  const originals = [...chosen.values()].filter(({ threadId, originalId }) => threadId !== originalId);
  return new Map(originals.map(({ threadId, originalId }) => [threadId, originalId]));
}

function isStronger(claim: DuplicateClaim, other: DuplicateClaim): boolean {
  const difference =
    WEIGHT[claim.by] - WEIGHT[other.by] || claim.at - other.at || (claim.sourceId > other.sourceId ? 1 : -1);
  return difference > 0;
}

/**
 * The thread that the votes for each duplicate go to, by the duplicate. Of a circle the open threads come first, then the
 * oldest, then the smallest id; that one is not in the answer, as it is no duplicate of anything else.
 */
export function findRoots(
  originals: ReadonlyMap<string, string>,
  standings: ReadonlyMap<string, Standing>,
): ReadonlyMap<string, string> {
  const roots = new Map<string, string>();
  for (const start of originals.keys()) {
    const path: string[] = [];
    const places = new Map<string, number>();
    let at = start;
    let next = originals.get(at);
    while (next !== undefined && !roots.has(at) && !places.has(at)) {
      places.set(at, path.length);
      path.push(at);
      at = next;
      next = originals.get(at);
    }
    const circleFrom = places.get(at);
    const root =
      circleFrom === undefined ? (roots.get(at) ?? at) : firstOf(path.slice(circleFrom), standings);
    for (const id of path) roots.set(id, root);
  }
  return new Map([...roots].filter(([id, root]) => id !== root));
}

function firstOf(ids: readonly string[], standings: ReadonlyMap<string, Standing>): string {
  const sorted = [...ids].sort((a, b) => {
    const one = standings.get(a);
    const other = standings.get(b);
    return (
      Number(other?.isOpen ?? false) - Number(one?.isOpen ?? false) ||
      (one?.createdAt ?? 0) - (other?.createdAt ?? 0) ||
      (a < b ? -1 : 1)
    );
  });
  return sorted[0] ?? "";
}
