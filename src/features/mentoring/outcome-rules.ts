// The arithmetic of what mentoring does. Pure; docs/mentoring.md tells it in words.

/** Fewer on either side say nothing, and would be about somebody. */
export const LEAST_PEOPLE = 5;
/** The 97.5 % point of the normal distribution, for intervals of 95 %. */
const Z = 1.959964;

export interface Newcomer {
  readonly isPaired: boolean;
  readonly hasReturned: boolean;
}

/** How many of the paired and of the unpaired came back, and the difference of their shares with its 95 % interval. */
export interface Return {
  readonly paired: { readonly returned: number; readonly of: number };
  readonly unpaired: { readonly returned: number; readonly of: number };
  /** −1…1. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/** Compares newcomers with and without a mentor; undefined with fewer than five of either. */
export function compareReturn(newcomers: readonly Newcomer[]): Return | undefined {
  const paired = countOf(newcomers.filter(({ isPaired }) => isPaired));
  const unpaired = countOf(newcomers.filter(({ isPaired }) => !isPaired));
  if (paired.of < LEAST_PEOPLE || unpaired.of < LEAST_PEOPLE) return undefined;
  return { paired, unpaired, ...differenceOf(paired, unpaired) };
}

type Share = Return["paired"];

function countOf(newcomers: readonly Newcomer[]): Share {
  return { returned: newcomers.filter(({ hasReturned }) => hasReturned).length, of: newcomers.length };
}

/** Newcombe's interval for the difference of two shares (1998, method 10), from Wilson's of each. */
function differenceOf(a: Share, b: Share): Pick<Return, "difference" | "low" | "high"> {
  const [p, q] = [a.returned / a.of, b.returned / b.of];
  const [pLow, pHigh] = wilson(p, a.of);
  const [qLow, qHigh] = wilson(q, b.of);
  const difference = p - q;
  return {
    difference,
    low: difference - Math.hypot(p - pLow, qHigh - q),
    high: difference + Math.hypot(pHigh - p, q - qLow),
  };
}

/** Wilson's score interval of a share (1927). */
function wilson(share: number, count: number): readonly [number, number] {
  const z2 = Z * Z;
  const middle = share + z2 / (2 * count);
  const half = Z * Math.sqrt((share * (1 - share)) / count + z2 / (4 * count * count));
  return [(middle - half) / (1 + z2 / count), (middle + half) / (1 + z2 / count)];
}

/** The middle of some numbers; of two middles their mean; undefined for none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2;
}

/** What mentoring did. */
export interface Outcomes {
  readonly asked: number;
  /** Who waits for a mentor now. */
  readonly waiting: number;
  /** The median of hours from asking to having a mentor; null when nobody got one. */
  readonly waitHours: number | null;
  /** Mentors who were offered, and those of them who took it on: who said so, or wrote in the thread. */
  readonly offered: number;
  readonly accepted: number;
  /** Pairings that are over, and those that ended in a merge. */
  readonly over: number;
  readonly completed: number;
  readonly returned: Return | undefined;
}
