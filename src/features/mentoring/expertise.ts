// What a mentor knows by what they did: changes of theirs that were merged, and others' that they reviewed, as far as they are
// like what is needed, fading with age. Pure. Looked up by folder, label and theme, because a matching asks it for every pair.

import { DAY } from "../../core/clock.ts";
import { isWithin, type Work } from "./rules.ts";

/** Work counts half after this long. */
export const HALF_LIFE_MS = 180 * DAY;
/** So much faded work of one's own makes half an expert. */
const HALF_EXPERT = 2;
/** A review says half as much as a change of one's own. */
const REVIEW_WEIGHT = 0.5;

/** Work a mentor did: a change of theirs that was merged, or one of somebody else's that they reviewed. */
export interface DoneWork extends Work {
  readonly at: number;
  readonly isReview: boolean;
}

/**
 * 0…1: faded work that is like what is needed, saturating: twice as much is less than twice as good.
 * @param needed The same object for every mentor it is asked of, as what it is made of is kept.
 */
export function expertise(done: readonly DoneWork[], needed: Work, now: number): number {
  const { weights, latest, places } = indexOf(done);
  const { likenesses, shares } = roomFor(done.length);
  for (const group of traitsOf(needed)) {
    const one = 1 / group.length;
    for (const trait of group) {
      for (const place of places.get(trait) ?? []) {
        const share = (shares[place] ?? 0) + one;
        shares[place] = share;
        if (share > (likenesses[place] ?? 0)) likenesses[place] = share;
      }
    }
    if (group.length > 0) shares.fill(0, 0, done.length);
  }
  let sum = 0;
  for (let place = 0; place < done.length; place += 1) {
    sum += (likenesses[place] ?? 0) * (weights[place] ?? 0);
  }
  likenesses.fill(0, 0, done.length);
  sum *= fadedBy(now - latest);
  return sum / (sum + HALF_EXPERT);
}

/** All zero between two questions: made once, as ten thousand pairs would leave ten thousand arrays to collect. */
let room = { likenesses: new Float64Array(0), shares: new Float64Array(0) };

function roomFor(length: number): typeof room {
  if (room.shares.length < length)
    room = { likenesses: new Float64Array(length), shares: new Float64Array(length) };
  return room;
}

/** The needed folder that the mentor worked in most; of equals the first by name; null when they worked in none. */
export function bestFolder(done: readonly DoneWork[], needed: Work): string | null {
  const { within } = indexOf(done);
  let best: { readonly folder: string; readonly weight: number } | undefined;
  for (const folder of traitsOf(needed)[0]) {
    const weight = within.get(folder) ?? 0;
    const isFirst = best !== undefined && weight === best.weight && folder < best.folder;
    if (weight > (best?.weight ?? 0) || isFirst) best = { folder, weight };
  }
  return best?.folder ?? null;
}

/** Merged changes of the mentor's in an area. */
export function changesIn(area: string | null, done: readonly DoneWork[]): number {
  return area === null ? 0 : done.filter((work) => !work.isReview && isWithin(area, work)).length;
}

interface Index {
  /** When the newest was done; weights are faded up to then. */
  readonly latest: number;
  readonly weights: Float64Array;
  /** Which work has a trait. */
  readonly places: ReadonlyMap<string, readonly number[]>;
  /** The weight of all work in a folder of the first or second level, what lies deeper included. */
  readonly within: ReadonlyMap<string, number>;
}

const indexes = new WeakMap<readonly DoneWork[], Index>();

function indexOf(done: readonly DoneWork[]): Index {
  const known = indexes.get(done) ?? makeIndex(done);
  indexes.set(done, known);
  return known;
}

function makeIndex(done: readonly DoneWork[]): Index {
  const latest = done.reduce((newest, { at }) => Math.max(newest, at), 0);
  const weights = new Float64Array(done.length);
  const places = new Map<string, number[]>();
  const within = new Map<string, number>();
  for (const [place, work] of done.entries()) {
    const weight = fadedBy(latest - work.at) * (work.isReview ? REVIEW_WEIGHT : 1);
    weights[place] = weight;
    const traits = makeTraits(work);
    for (const trait of traits.flat()) {
      const others = places.get(trait);
      if (others) others.push(place);
      else places.set(trait, [place]);
    }
    const [folders] = traits;
    const above = folders.map((folder) => folder.slice(0, folder.indexOf("/") + 1));
    for (const folder of new Set([...folders, ...above])) {
      within.set(folder, (within.get(folder) ?? 0) + weight);
    }
  }
  return { latest, weights, places, within };
}

function fadedBy(ms: number): number {
  return 0.5 ** (ms / HALF_LIFE_MS);
}

/** 0…1: the largest share of the needed folders, labels or themes that something else has, too. */
export function likeness(one: Work, needed: Work): number {
  const had = new Set(makeTraits(one).flat());
  return Math.max(
    ...traitsOf(needed).map((group) =>
      group.length === 0 ? 0 : group.filter((trait) => had.has(trait)).length / group.length,
    ),
  );
}

/** Folders, labels and themes; what is no folder has a name that no folder has, as those end in `/`. */
type Traits = readonly [folders: readonly string[], labels: readonly string[], themes: readonly string[]];

/** Of what is needed alone: of all that was ever done, the keys would cost the collector more than making them anew. */
const traits = new WeakMap<Work, Traits>();

function traitsOf(needed: Work): Traits {
  const known = traits.get(needed) ?? makeTraits(needed);
  traits.set(needed, known);
  return known;
}

function makeTraits({ paths, labels, themes = [] }: Work): Traits {
  return [
    foldersOf(paths),
    [...new Set(labels.map((label) => `${label.toLowerCase()} label`))],
    [...new Set(themes.map((theme) => `${theme} theme`))],
  ];
}

/** Folders of the first two levels: `a/b/c.go` lies in `a/b/`, `a/x.go` in `a/`; files at the top in none. */
function foldersOf(paths: readonly string[] | null): readonly string[] {
  const folders = new Set<string>();
  for (const path of paths ?? []) {
    const first = path.indexOf("/");
    if (first < 0) continue;
    const second = path.indexOf("/", first + 1);
    folders.add(path.slice(0, (second < 0 ? first : second) + 1).toLowerCase());
  }
  return [...folders];
}
