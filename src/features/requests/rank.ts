// How requests are ranked: by votes of all time, by what is moving, or by a priority score that shows its parts. Pure; the
// formulas stand in docs/requests.md.

import { DAY } from "../../core/clock.ts";
import type { Order, PriorityConfig } from "./config.ts";

/** What "lately" means for votes and discussion. */
export const RECENT_DAYS = 30;

/** Where each part reaches a half: so many votes, people or days (hyperbolic saturation, x ÷ (x + half)). */
const HALF = { votes: 10, momentum: 3, people: 10, theme: 10, ageDays: 180 } as const;
/** Of a request without an effort label. */
const UNKNOWN_EFFORT = 0.5;

/** What ranking goes by. */
export interface Ranked {
  readonly threadId: string;
  readonly votes: number;
  readonly recentVotes: number;
  /** People who wrote there lately. */
  readonly recentPeople: number;
  /** People who ever voted or wrote there. */
  readonly people: number;
  readonly themePeople: number;
  /** Mean sentiment, −1 to 1; null when that is not known. */
  readonly mood: number | null;
  readonly labels: readonly string[];
  readonly createdAt: number;
  /** When a person last wrote there: its newest remark, else its opening. */
  readonly activeAt: number;
}

export type PriorityPart = "votes" | "momentum" | "people" | "theme" | "mood" | "age" | "effort";

export interface Priority {
  /** 0 to 100. */
  readonly score: number;
  /** Each from 0 to 1, before its weight. */
  readonly parts: Readonly<Record<PriorityPart, number>>;
}

/**
 * Recent votes and half the people who wrote lately, against the square root of the age in months: a young request needs
 * fewer to move ahead of an old one.
 */
export function trendingScore(
  request: Pick<Ranked, "recentVotes" | "recentPeople" | "createdAt">,
  now: number,
): number {
  const months = Math.max(0, now - request.createdAt) / (RECENT_DAYS * DAY);
  return (request.recentVotes + request.recentPeople / 2) / Math.sqrt(1 + months);
}

/** The weighted mean of the parts, times 100. */
export function priorityOf(request: Ranked, config: PriorityConfig, now: number): Priority {
  const parts = {
    votes: saturate(request.votes, HALF.votes),
    momentum: saturate(request.recentVotes, HALF.momentum),
    people: saturate(request.people, HALF.people),
    theme: saturate(request.themePeople, HALF.theme),
    mood: Math.max(0, -(request.mood ?? 0)),
    age: saturate(Math.max(0, now - request.createdAt) / DAY, HALF.ageDays),
    effort: 1 - effortOf(request.labels, config.efforts),
  };
  let sum = 0;
  let weights = 0;
  for (const name of Object.keys(parts) as PriorityPart[]) {
    sum += config[name] * parts[name];
    weights += config[name];
  }
  return { score: weights === 0 ? 0 : (100 * sum) / weights, parts };
}

function saturate(value: number, half: number): number {
  return value / (value + half);
}

type Efforts = Readonly<Record<string, number>>;

/** By folded label, once for a configuration: thousands of requests ask it. */
const foldedEfforts = new WeakMap<Efforts, ReadonlyMap<string, number>>();

/** The largest of a request's effort labels. */
function effortOf(labels: readonly string[], efforts: Efforts): number {
  const known =
    foldedEfforts.get(efforts) ??
    new Map(Object.entries(efforts).map(([name, effort]) => [foldLabel(name), effort]));
  foldedEfforts.set(efforts, known);
  const found = labels.map((label) => known.get(foldLabel(label))).filter((effort) => effort !== undefined);
  return found.length === 0 ? UNKNOWN_EFFORT : Math.max(...found);
}

/** What orders go by besides votes. */
export interface Scored {
  readonly trending: number;
  readonly priority: Priority;
}

/** Labels are compared without regard to case. */
export function foldLabel(label: string): string {
  return label.trim().toLowerCase();
}

/**
 * Puts requests in order, and numbers them from 1. Among equals comes the one with more votes, then where a person wrote last, then the older one,
 * then by id, so that no order is chance.
 */
export function inOrder<One extends Ranked & Scored>(
  requests: readonly One[],
  order: Order,
): readonly (One & { readonly rank: number })[] {
  const score = {
    votes: ({ votes }: One) => votes,
    trending: ({ trending }: One) => trending,
    priority: ({ priority }: One) => priority.score,
  }[order];
  const sorted = [...requests].sort(
    (a, b) =>
      score(b) - score(a) ||
      b.votes - a.votes ||
      b.activeAt - a.activeAt ||
      a.createdAt - b.createdAt ||
      (a.threadId < b.threadId ? -1 : 1),
  );
  return sorted.map((request, index) => ({ ...request, rank: index + 1 }));
}
