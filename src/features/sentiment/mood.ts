// The Community Sentiment Index: how good the feelings are that people show, from 0 to 100, with its interval. Each
// person's week weighs the same, so that nobody who writes much makes the mood; docs/sentiment.md works an example.

import { DAY } from "../../core/clock.ts";
import { LEAST_PEOPLE, wilsonInterval } from "../../core/statistics.ts";

export const WEEK = 7 * DAY;
/** Monday 1970-01-05. */
const FIRST_MONDAY = 4 * DAY;
/** A long-run level weighs as much as this many people: it decides while few speak and fades as more do. */
const LEVEL_PEOPLE = 5;
/** A level is told from this many people's weeks or more; from fewer it would be as uncertain as what it steadies. */
const LEAST_LEVEL_WEEKS = 20;

/** What one person showed in one week: how many of their remarks were positive, how many negative. */
export interface PersonWeek {
  readonly personId: number;
  readonly week: number;
  readonly positive: number;
  readonly negative: number;
}

/** The index and its 95 % interval, all 0…100 to one decimal; null when fewer than five people showed any feeling. */
export interface Mood {
  readonly index: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Who showed any feeling, good or bad. */
  readonly people: number;
}

/** A difference of two indices, and its 95 % interval, −100…100. */
export interface Change {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/** Whole weeks since Monday 1970-01-05 (ISO weeks in UTC). */
export function weekOf(at: number): number {
  return Math.floor((at - FIRST_MONDAY) / WEEK);
}

/** The first moment of a week's Monday. */
export function startOfWeek(week: number): number {
  return FIRST_MONDAY + week * WEEK;
}

/**
 * The mood in some person-weeks: with m the mean over them of positive / (positive + negative), n the number of people,
 * and L the long-run level, 100 × (n·m + 5·L) / (n + 5): as if five people more had shown what is usual (the mean of a
 * beta distribution, as in empirical Bayes, Morris 1983). Without a level, 100 × m. Weeks with neither are passed over.
 *
 * The interval is Wilson's score interval (1927) around it, with those people, the five included, as its number of
 * trials. A mean of shares in [0, 1] varies no more than a proportion of the same mean (Bhatia and Davis 2000), and
 * weeks of one person count once in it, so the interval is rather too wide than too narrow.
 *
 * @param level the long-run level, 0…1; see `levelOf`
 */
export function moodOf(personWeeks: readonly PersonWeek[], level?: number): Mood {
  const polar = personWeeks.filter(({ positive, negative }) => positive + negative > 0);
  const people = new Set(polar.map(({ personId }) => personId)).size;
  if (people < LEAST_PEOPLE) return { index: null, low: null, high: null, people };
  const own = meanShare(polar);
  const added = level === undefined ? 0 : LEVEL_PEOPLE;
  const mean = (people * own + added * (level ?? 0)) / (people + added);
  const [low, high] = wilsonInterval(mean, people + added);
  return { index: percent(mean), low: percent(low), high: percent(high), people };
}

/** The long-run level that some person-weeks show, 0…1; undefined when they are too few to steady anything. */
export function levelOf(personWeeks: readonly PersonWeek[]): number | undefined {
  const polar = personWeeks.filter(({ positive, negative }) => positive + negative > 0);
  return polar.length < LEAST_LEVEL_WEEKS ? undefined : meanShare(polar);
}

/** The mean over person-weeks of what share of the person's feelings was good. */
function meanShare(polar: readonly PersonWeek[]): number {
  // Sorted, so that the sum is the same to the last bit in whichever order the rows come.
  const shares = polar
    .map(({ positive, negative }) => positive / (positive + negative))
    .sort((a, b) => a - b);
  let sum = 0;
  for (const share of shares) sum += share;
  return sum / shares.length;
}

/**
 * How a mood differs from an earlier one; undefined when either cannot be told. The interval is Newcombe's for a
 * difference of two proportions (1998, method 10), which takes the two as independent. Many of the people are the same,
 * so it too is rather too wide.
 */
export function changeBetween(earlier: Mood, later: Mood): Change | undefined {
  if (earlier.index === null || earlier.low === null || earlier.high === null) return undefined;
  if (later.index === null || later.low === null || later.high === null) return undefined;
  const difference = later.index - earlier.index;
  return {
    difference,
    low: difference - Math.hypot(later.index - later.low, earlier.high - earlier.index),
    high: difference + Math.hypot(later.high - later.index, earlier.index - earlier.low),
  };
}

/** 0…100, to one decimal. */
function percent(share: number): number {
  return Math.round(share * 1000) / 10;
}
