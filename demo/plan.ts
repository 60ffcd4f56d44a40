// What is replayed: a community, the moment from which it happens live, and Stoa's configuration for it.

import { basename } from "node:path";
import { stringify } from "yaml";
import { DAY } from "../src/core/clock.ts";
import { UserError } from "../src/core/errors.ts";
import { loadArchive } from "../test/local-github/index.ts";
import type { Community, Happening } from "../test/local-github/community.ts";
import { sampleCommunity } from "./community/index.ts";

export interface Plan {
  /** Names the folder of its results. */
  readonly name: string;
  readonly community: Community;
  /** UTC epoch milliseconds: what lies before is GitHub's history. */
  readonly since: number;
  /** Accounts that Stoa is installed on. */
  readonly owners: readonly string[];
}

/** How much of the sample community's life is history when Stoa arrives. */
const SAMPLE_HISTORY_MS = 56 * DAY;

/** The sample community; its first eight weeks are history unless told otherwise. */
export function samplePlan(sinceText: string | undefined): Plan {
  const community = sampleCommunity();
  const start = community.happenings[0]?.at ?? 0;
  const since = sinceText === undefined ? start + SAMPLE_HISTORY_MS : sinceOf(community, sinceText);
  return { name: "sample", community, since, owners: ownersOf(community) };
}

/** A real archive. Its mentors are the three people who reviewed most before it goes live. */
export async function archivePlan(path: string, sinceText: string | undefined): Promise<Plan> {
  const community = await readArchive(path);
  const since = sinceOf(community, sinceText);
  const mentors = mostActiveReviewers(community.happenings, since, 3);
  const config = stringify({
    // Years pass in minutes: what is looked at every hour there is looked at every day.
    requests: { everyHours: 24 },
    mentoring: { mentors: mentors.map((login) => ({ login })) },
  });
  const repositories = community.repositories.map((repository) => ({
    ...repository,
    files: { ...repository.files, ".github/stoa.yml": config },
  }));
  return {
    name: basename(path).replace(/\.json$/, ""),
    community: { ...community, repositories },
    since,
    owners: ownersOf(community),
  };
}

async function readArchive(path: string): Promise<Community> {
  try {
    return await loadArchive(path);
  } catch (error) {
    throw new UserError(
      `Cannot read the archive ${path}: ${(error as Error).message}. It must be an archive.json as the i-d-template publishes it.`,
      { cause: error },
    );
  }
}

function sinceOf(community: Community, text: string | undefined): number {
  if (text === undefined) return community.happenings[0]?.at ?? 0;
  const at = Date.parse(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(at)) {
    throw new UserError(`--since ${text} is no day. Write it as YYYY-MM-DD, for example 2023-01-01.`);
  }
  return at;
}

function ownersOf(community: Community): readonly string[] {
  return [...new Set(community.repositories.map(({ owner }) => owner))];
}

function mostActiveReviewers(happenings: readonly Happening[], before: number, count: number): string[] {
  const reviews = new Map<string, number>();
  for (const happening of happenings) {
    if (happening.do !== "review" || happening.at >= before) continue;
    reviews.set(happening.by, (reviews.get(happening.by) ?? 0) + 1);
  }
  return [...reviews]
    .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
    .slice(0, count)
    .map(([login]) => login);
}
