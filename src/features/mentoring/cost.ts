// What a pairing costs: how far the mentor is from the newcomer's work, how slow they usually are, how little their days
// overlap. Lower is better. Pure; docs/mentoring.md tells it in words.

import { DAY, HOUR } from "../../core/clock.ts";
import { areaFit, isWithin, type Work } from "./rules.ts";

/** Points at most, besides LOAD_POINTS for a mentor's load. */
export const POINTS = { expertise: 500, reply: 150, hours: 100, past: 50 } as const;

/** Work counts half after this long. */
export const HALF_LIFE_MS = 180 * DAY;
/** What is declared as an area is believed this far; work done makes up the rest. */
const DECLARED_TRUST = 0.7;
/** So much faded work of one's own makes half an expert. */
const HALF_EXPERT = 2;
/** A review says half as much as a change of one's own. */
const REVIEW_WEIGHT = 0.5;
/** From this median on a mentor counts as slow as can be. */
const SLOWEST_HOURS = 72;
/** Where nothing is known. */
const UNKNOWN = 0.5;

/** Work a mentor did: a change of theirs that was merged, or one of somebody else's that they reviewed. */
export interface DoneWork extends Work {
  readonly at: number;
  readonly isReview: boolean;
}

/** What is known of a mentor, as far as it had settled at some moment. */
export interface Profile {
  readonly work: readonly DoneWork[];
  /** The median of hours to their first reply in others' threads; null when too few are known. */
  readonly replyHours: number | null;
  /** Shares of their activity by quarter of the UTC day, which sum to 1; null when too little is known. Shown to nobody. */
  readonly quarters: readonly number[] | null;
  /** People they saw through to a merge before. */
  readonly formerNewcomers: ReadonlySet<number>;
}

export const NO_PROFILE: Profile = {
  work: [],
  replyHours: null,
  quarters: null,
  formerNewcomers: new Set(),
};

/** What a newcomer needs, and when they asked. */
export interface Need {
  readonly newcomerId: number;
  readonly work: Work;
  readonly askedAt: number;
}

/** How well a mentor knows what a newcomer works on, and by what. */
export interface Fit {
  /** 0…1. */
  readonly share: number;
  /** The area that says so best: a declared one, else a folder of the newcomer's that the mentor works in; null when none does. */
  readonly area: string | null;
  /** Merged changes of the mentor's in that area. */
  readonly changes: number;
}

/** Points of a pair without the mentor's load, 0…800, whole. */
export function costOf(fit: Fit, profile: Profile, need: Need): number {
  const { expertise, reply, hours, past } = POINTS;
  const slowness =
    profile.replyHours === null ? UNKNOWN : Math.min(profile.replyHours, SLOWEST_HOURS) / SLOWEST_HOURS;
  const isApart = 1 - overlapOf(profile.quarters, need.askedAt);
  const isStrange = profile.formerNewcomers.has(need.newcomerId) ? 0 : 1;
  return Math.round(expertise * (1 - fit.share) + reply * slowness + hours * isApart + past * isStrange);
}

/** How well a mentor fits: declared areas and work done, each making up for the other (a noisy or). */
export function fitOf(areas: readonly string[], profile: Profile, need: Need): Fit {
  const declared = bestArea(areas, need.work);
  const folder = bestFolder(profile.work, need);
  const done = expertise(profile.work, need);
  const share = 1 - (1 - DECLARED_TRUST * declared.fit) * (1 - done);
  const area = declared.area ?? folder;
  return { share, area, changes: area === null ? 0 : countChanges(area, profile.work) };
}

/** 3 by a label, 2 by a path, 1 by words: see areaFit. */
const FIT_SHARES = [0, 0.5, 0.8, 1] as const;

function bestArea(
  areas: readonly string[],
  work: Work,
): { readonly area: string | null; readonly fit: number } {
  let best: { area: string | null; fit: number } = { area: null, fit: 0 };
  for (const area of areas) {
    const fit = FIT_SHARES[areaFit(area, work)] ?? 0;
    if (fit > best.fit) best = { area, fit };
  }
  return best;
}

/** 0…1: faded work that is like what is needed, saturating: twice as much is less than twice as good. */
function expertise(done: readonly DoneWork[], need: Need): number {
  let sum = 0;
  for (const work of done) sum += weightOf(work, need.askedAt) * likeness(work, need.work);
  return sum / (sum + HALF_EXPERT);
}

function weightOf({ at, isReview }: DoneWork, now: number): number {
  const faded = 0.5 ** (Math.max(now - at, 0) / HALF_LIFE_MS);
  return isReview ? REVIEW_WEIGHT * faded : faded;
}

/** 0…1: the largest share of the needed folders, labels or themes that a piece of work has too. */
export function likeness(done: Work, needed: Work): number {
  return Math.max(
    shareOf(foldersOf(needed.paths), foldersOf(done.paths)),
    shareOf(lower(needed.labels), lower(done.labels)),
    shareOf(new Set(needed.themes), new Set(done.themes)),
  );
}

function shareOf(needed: ReadonlySet<string>, had: ReadonlySet<string>): number {
  if (needed.size === 0) return 0;
  let common = 0;
  for (const one of needed) if (had.has(one)) common += 1;
  return common / needed.size;
}

function lower(words: readonly string[]): ReadonlySet<string> {
  return new Set(words.map((word) => word.toLowerCase()));
}

/** Folders of the first two levels: `a/b/c.go` lies in `a/b/`, `a/x.go` in `a/`; files at the top in none. */
function foldersOf(paths: readonly string[] | null): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of paths ?? []) {
    const parts = path.toLowerCase().split("/").slice(0, -1).slice(0, 2);
    if (parts.length > 0) folders.add(`${parts.join("/")}/`);
  }
  return folders;
}

/** The needed folder that the mentor worked in most; of equals the first by name. */
function bestFolder(done: readonly DoneWork[], need: Need): string | null {
  let best: { folder: string; weight: number } | undefined;
  for (const folder of [...foldersOf(need.work.paths)].sort()) {
    let weight = 0;
    for (const work of done) if (isWithin(folder, work)) weight += weightOf(work, need.askedAt);
    if (weight > 0 && weight > (best?.weight ?? 0)) best = { folder, weight };
  }
  return best?.folder ?? null;
}

function countChanges(area: string, done: readonly DoneWork[]): number {
  return done.filter((work) => !work.isReview && isWithin(area, work)).length;
}

/** The quarter of the UTC day, 0…3. */
export function quarterOf(at: number): number {
  return Math.floor((at % DAY) / (6 * HOUR));
}

/** How far two days overlap, 0…1: the mentor's usual quarters against the newcomer's, taken to be around the hour they asked at. */
function overlapOf(quarters: readonly number[] | null, askedAt: number): number {
  if (quarters === null) return UNKNOWN;
  const asked = quarterOf(askedAt);
  let overlap = 0;
  for (const [quarter, share] of quarters.entries()) {
    const distance = Math.min((quarter - asked + 4) % 4, (asked - quarter + 4) % 4);
    overlap += Math.min(share, [0.5, 0.25, 0][distance] ?? 0);
  }
  return overlap;
}
