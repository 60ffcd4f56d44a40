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

/** 0…1: faded work that is like what is needed, saturating: twice as much is less than twice as good. */
export function expertise(done: readonly DoneWork[], needed: Work, now: number): number {
  const { weights, latest, places } = indexOf(done);
  const likenesses = new Float64Array(done.length);
  for (const group of traitsOf(needed)) {
    if (group.length === 0) continue;
    const shares = new Float64Array(done.length);
    for (const trait of group) {
      for (const place of places.get(trait) ?? []) {
        const share = (shares[place] ?? 0) + 1 / group.length;
        shares[place] = share;
        if (share > (likenesses[place] ?? 0)) likenesses[place] = share;
      }
    }
  }
  let sum = 0;
  for (let place = 0; place < likenesses.length; place += 1) {
    sum += (likenesses[place] ?? 0) * (weights[place] ?? 0);
  }
  sum *= fadedBy(now - latest);
  return sum / (sum + HALF_EXPERT);
}

/** The needed folder that the mentor worked in most; of equals the first by name; null when they worked in none. */
export function bestFolder(done: readonly DoneWork[], needed: Work): string | null {
  const { within } = indexOf(done);
  let best: { readonly folder: string; readonly weight: number } | undefined;
  for (const trait of traitsOf(needed)[0] ?? []) {
    const folder = trait.slice(FOLDER.length);
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
  readonly weights: readonly number[];
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
  const weights = done.map(({ at, isReview }) => fadedBy(latest - at) * (isReview ? REVIEW_WEIGHT : 1));
  const places = new Map<string, number[]>();
  const within = new Map<string, number>();
  for (const [place, work] of done.entries()) {
    for (const trait of traitsOf(work).flat()) {
      const others = places.get(trait);
      if (others) others.push(place);
      else places.set(trait, [place]);
    }
    const folders = foldersOf(work.paths);
    for (const folder of new Set(folders.flatMap((one) => [one, `${one.split("/")[0] ?? ""}/`]))) {
      within.set(folder, (within.get(folder) ?? 0) + (weights[place] ?? 0));
    }
  }
  return { latest, weights, places, within };
}

function fadedBy(ms: number): number {
  return 0.5 ** (ms / HALF_LIFE_MS);
}

/** 0…1: the largest share of the needed folders, labels or themes that something else has, too. */
export function likeness(one: Work, needed: Work): number {
  const had = new Set(traitsOf(one).flat());
  return Math.max(
    ...traitsOf(needed).map((group) =>
      group.length === 0 ? 0 : group.filter((trait) => had.has(trait)).length / group.length,
    ),
  );
}

const FOLDER = "folder ";

type Traits = readonly (readonly string[])[];
const traits = new WeakMap<Work, Traits>();

/** Folders, labels and themes, each under a name that tells them apart. */
function traitsOf(work: Work): Traits {
  const known = traits.get(work) ?? makeTraits(work);
  traits.set(work, known);
  return known;
}

function makeTraits({ paths, labels, themes = [] }: Work): Traits {
  return [
    foldersOf(paths).map((folder) => `${FOLDER}${folder}`),
    [...new Set(labels.map((label) => `label ${label.toLowerCase()}`))],
    [...new Set(themes.map((theme) => `theme ${theme}`))],
  ];
}

/** Folders of the first two levels: `a/b/c.go` lies in `a/b/`, `a/x.go` in `a/`; files at the top in none. */
function foldersOf(paths: readonly string[] | null): readonly string[] {
  const folders = new Set<string>();
  for (const path of paths ?? []) {
    const parts = path.toLowerCase().split("/").slice(0, -1).slice(0, 2);
    if (parts.length > 0) folders.add(`${parts.join("/")}/`);
  }
  return [...folders];
}
