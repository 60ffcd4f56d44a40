// Which badges there are, what earns each, and how many facts make a tier. Projects add their own in stoa.yml. Pure.

import type { Badge, BuiltInBadge } from "../../db/tables/badges.ts";
import type { OwnBadge } from "./config.ts";

/** From the first to the last; a badge with one threshold has no tiers. */
export const TIERS = ["bronze", "silver", "gold"] as const;
export type Tier = (typeof TIERS)[number];

export interface BadgeDefinition {
  readonly id: Badge;
  readonly name: string;
  /** What earns it, as the end of "to earn it, …". */
  readonly howToEarn: string;
  /** What is counted, one and several: "merged bug fix", "merged bug fixes". */
  readonly unit: readonly [one: string, several: string];
  /** How many of those make each tier, rising; a single number for a badge without tiers. */
  readonly thresholds: readonly number[];
  /** The badge whose facts it counts, when it has none of its own. */
  readonly countsAs?: Badge;
  /** A project's own picture of it. */
  readonly imageUrl?: string;
}

const BUILT_IN: readonly (BadgeDefinition & { readonly id: BuiltInBadge })[] = [
  {
    id: "first-contribution",
    name: "First Contribution",
    howToEarn: "get a pull request merged",
    unit: ["merged pull request", "merged pull requests"],
    thresholds: [1],
  },
  {
    id: "bug-fixer",
    name: "Bug Fixer",
    howToEarn: "get a bug fix merged",
    unit: ["merged bug fix", "merged bug fixes"],
    thresholds: [1, 5, 20],
  },
  {
    id: "feature-builder",
    name: "Feature Builder",
    howToEarn: "get a feature merged",
    unit: ["merged feature", "merged features"],
    thresholds: [1, 5, 20],
  },
  {
    id: "docs-writer",
    name: "Docs Writer",
    howToEarn: "get a change of the documentation merged",
    unit: ["merged change of the documentation", "merged changes of the documentation"],
    thresholds: [1, 5, 20],
  },
  {
    id: "reviewer",
    name: "Reviewer",
    howToEarn: "review somebody else's pull request, in some words or on its lines",
    unit: ["reviewed pull request", "reviewed pull requests"],
    thresholds: [1, 10, 50],
  },
  {
    id: "helper",
    name: "Helper",
    howToEarn: "answer a question so that the asker accepts it or says thanks",
    unit: ["thread with an answer that helped", "threads with an answer that helped"],
    thresholds: [1, 5, 25],
  },
  {
    id: "reporter",
    name: "Reporter",
    howToEarn: "report a bug that somebody then fixes",
    unit: ["report that led to a fix", "reports that led to a fix"],
    thresholds: [1, 5, 20],
  },
  {
    id: "idea-maker",
    name: "Idea Maker",
    howToEarn: "ask for something that is then built",
    unit: ["request that was built", "requests that were built"],
    thresholds: [1, 3, 10],
  },
  {
    id: "tester",
    name: "Tester",
    howToEarn: "report how a pre-release does",
    unit: ["report on a pre-release", "reports on a pre-release"],
    thresholds: [1, 5, 15],
  },
  {
    id: "mentor",
    name: "Mentor",
    howToEarn: "see a newcomer's pull request through to its merge",
    unit: ["newcomer whose pull request was merged", "newcomers whose pull requests were merged"],
    thresholds: [1, 3, 10],
  },
  {
    id: "graduate",
    name: "Graduate",
    howToEarn: "get a pull request merged with a mentor beside you",
    unit: ["merged pull request with a mentor", "merged pull requests with a mentor"],
    thresholds: [1],
  },
  {
    id: "steady",
    name: "Steady",
    howToEarn: "contribute in four different weeks",
    unit: ["week with a contribution", "weeks with a contribution"],
    thresholds: [4, 12, 52],
  },
  {
    id: "anniversary",
    name: "Anniversary",
    howToEarn: "contribute a year after your first contribution",
    unit: ["year", "years"],
    thresholds: [1, 3, 5],
  },
];

/** Every badge that Stoa brings, in the order in which they are shown. */
export const BUILT_IN_BADGES: readonly BuiltInBadge[] = BUILT_IN.map(({ id }) => id);

/** What an own badge with `event` counts. */
const BADGE_OF_EVENT: Readonly<Record<string, BuiltInBadge>> = {
  merged: "first-contribution",
  reviewed: "reviewer",
  helped: "helper",
  reported: "reporter",
  suggested: "idea-maker",
  tested: "tester",
  mentored: "mentor",
};

/** Stoa's badges and a project's own, in the order in which they are shown. */
export function catalogueOf(own: readonly OwnBadge[]): readonly BadgeDefinition[] {
  return [...BUILT_IN, ...own.map(definitionOf)];
}

function definitionOf(badge: OwnBadge): BadgeDefinition {
  const countsAs = hasConditions(badge) ? undefined : BADGE_OF_EVENT[badge.when.event];
  return {
    id: ownId(badge),
    name: badge.name,
    howToEarn: badge.description,
    unit: ["contribution of this kind", "contributions of this kind"],
    thresholds: badge.tiers,
    ...(countsAs === undefined ? {} : { countsAs }),
    ...(badge.image === null ? {} : { imageUrl: badge.image }),
  };
}

/** Whether merged pull requests must be looked at to know who earned it. */
export function hasConditions({ when }: OwnBadge): boolean {
  return when.label !== null || when.path !== null || when.kind !== null;
}

export function ownId({ id }: OwnBadge): `own:${string}` {
  return `own:${id}`;
}

/** The name of the tier with this number; null for a badge that has none. */
export function tierAt(definition: BadgeDefinition, index: number): Tier | null {
  return definition.thresholds.length === 1 ? null : (TIERS[index] ?? null);
}

/** "Bug Fixer · silver", or "Graduate". */
export function titleOf(name: string, tier: string | null): string {
  return tier === null || tier === "" ? name : `${name} · ${tier}`;
}
