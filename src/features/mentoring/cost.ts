// What a pairing costs: how far the mentor is from the newcomer's work, how slow they usually are, how little their days
// overlap. Lower is better. Pure; docs/mentoring.md tells it in words.

import { DAY, HOUR } from "../../core/clock.ts";
import { bestFolder, expertise, type DoneWork } from "./expertise.ts";
import { areaFit, type Work } from "./rules.ts";

/** Points at most, besides LOAD_POINTS for a mentor's load. */
export const POINTS = { expertise: 500, reply: 150, hours: 100, past: 50 } as const;

/** What is declared as an area is believed this far; work done makes up the rest. */
const DECLARED_TRUST = 0.7;
/** From this median on a mentor counts as slow as can be. */
const SLOWEST_HOURS = 72;
/** Where nothing is known. */
const UNKNOWN = 0.5;

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
  const done = expertise(profile.work, need.work, need.askedAt);
  const share = 1 - (1 - DECLARED_TRUST * declared.fit) * (1 - done);
  return { share, area: declared.area ?? bestFolder(profile.work, need.work) };
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
