// The Community Sentiment Index: how good the feelings are that people show, from 0 to 100, with its interval. Each
// person's week weighs the same, so that nobody who writes much makes the mood; docs/sentiment.md works an example.

import { DAY } from "../../core/clock.ts";

export const WEEK = 7 * DAY;
/** Monday 1970-01-05. */
const FIRST_MONDAY = 4 * DAY;
/** Fewer people than these are never summed up: it would be about them. */
export const LEAST_PEOPLE = 5;
/** The 97.5 % point of the normal distribution, for intervals of 95 %. */
const Z = 1.959964;

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
 * The mood in some person-weeks: 100 × the mean over them of positive / (positive + negative). Those with neither are
 * passed over. The interval is Wilson's score interval (1927) with the number of people as its number of trials. A mean
 * of shares in [0, 1] varies no more than a proportion of the same mean (Bhatia and Davis 2000), and weeks of one
 * person count once in it, so the interval is rather too wide than too narrow.
 */
export function moodOf(personWeeks: readonly PersonWeek[]): Mood {
  const polar = personWeeks.filter(({ positive, negative }) => positive + negative > 0);
  const people = new Set(polar.map(({ personId }) => personId)).size;
  if (people < LEAST_PEOPLE) return { index: null, low: null, high: null, people };
  // Sorted, so that the sum is the same to the last bit in whichever order the rows come.
  const shares = polar
    .map(({ positive, negative }) => positive / (positive + negative))
    .sort((a, b) => a - b);
  let sum = 0;
  for (const share of shares) sum += share;
  const mean = sum / shares.length;
  const [low, high] = wilsonInterval(mean, people);
  return { index: percent(mean), low: percent(low), high: percent(high), people };
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

/** Wilson's score interval of a share among `count`; it always holds the share, and stays within 0…1. */
function wilsonInterval(share: number, count: number): readonly [number, number] {
  const square = Z ** 2;
  const centre = share + square / (2 * count);
  const reach = Z * Math.sqrt((share * (1 - share)) / count + square / (4 * count ** 2));
  const scale = 1 + square / count;
  // Rounding may push an end past the share by a last bit.
  return [
    Math.max(0, Math.min(share, (centre - reach) / scale)),
    Math.min(1, Math.max(share, (centre + reach) / scale)),
  ];
}
