// What is replayed: an archive, with reactions that people give and take back, a board to keep, and mentors. The same seed
// makes the same plan.

import { stringify } from "yaml";
import { DAY, HOUR } from "../../src/core/clock.ts";
import type { Community, Happening } from "../local-github/community.ts";
import { seededRandom } from "../local-github/ids.ts";

export interface ChaosPlan {
  readonly community: Community;
  /** How many happenings are history when Stoa is installed. */
  readonly historic: number;
  readonly owner: string;
}

/** A fifth of an archive is there before Stoa comes. */
const HISTORIC_SHARE = 0.2;
const NIGHT_MS = 10 * HOUR;
const MENTORS = 3;

/** @param most Happenings that are taken, from the start; all when it is not given. */
export function chaosPlan(
  archive: Community,
  options: { readonly seed: number; readonly most?: number },
): ChaosPlan {
  const repository = archive.repositories[0];
  if (!repository) throw new Error("An archive without a repository");
  const fullName = `${repository.owner}/${repository.name}`;
  const taken = archive.happenings.slice(0, options.most);
  const start = taken[0]?.at ?? 0;
  const board = 1 + Math.max(...taken.map((happening) => ("number" in happening ? happening.number : 0)));
  const opening: Happening = {
    do: "open-issue",
    at: start,
    by: taken[0]?.by ?? repository.owner,
    repository: fullName,
    number: board,
    title: "What people want",
    body: "Kept by Stoa.",
  };
  const happenings = [opening, ...taken, ...reactions(taken, options.seed)].toSorted((a, b) => a.at - b.at);
  const config = {
    mentoring: { mentors: mostOftenReviewing(taken).map((login) => ({ login })) },
    requests: {
      labels: mostOftenUsed(taken),
      boards: [{ repository: repository.name, issue: board }],
      // Years pass in minutes.
      everyHours: 24,
    },
  };
  const seed = { ...repository, files: { ...repository.files, ".github/stoa.yml": stringify(config) } };
  return {
    community: { accounts: archive.accounts, repositories: [seed], happenings },
    historic: quietAfter(happenings, Math.floor(happenings.length * HISTORIC_SHARE)),
    owner: repository.owner,
  };
}

/** The first happening from `index` on that a quiet night comes before: time to read history, failing calls and all. */
function quietAfter(happenings: readonly Happening[], index: number): number {
  const isQuiet = (at: number) => (happenings[at]?.at ?? Infinity) - (happenings[at - 1]?.at ?? 0) > NIGHT_MS;
  let place = Math.max(index, 1);
  while (place < happenings.length && !isQuiet(place)) place += 1;
  return place;
}

/**
 * Up to four reactions on each issue, in the weeks after it was opened, of which some are taken back. Always in the
 * afternoon: votes are what GitHub says when a job reads them, in the morning, and one that failed reads them again later.
 */
function reactions(happenings: readonly Happening[], seed: number): readonly Happening[] {
  const random = seededRandom(seed);
  const people = [...new Set(happenings.map(({ by }) => by))].filter(
    (login) => login !== "ghost" && !login.endsWith("[bot]"),
  );
  const end = happenings.at(-1)?.at ?? 0;
  const given = new Map<string, Happening>();
  for (const happening of happenings) {
    if (happening.do !== "open-issue") continue;
    for (let count = Math.floor(random() * 5); count > 0; count -= 1) {
      const day = Math.floor((happening.at + random() * 30 * DAY) / DAY) + 1;
      const at = day * DAY + 12 * HOUR + Math.floor(random() * 6 * 3600) * 1000;
      const by = people[Math.floor(random() * people.length)] ?? "ghost";
      const { repository, number } = happening;
      const base = { by, repository, number, content: random() < 0.8 ? "+1" : "heart" } as const;
      const key = `${number} ${by} ${base.content}`;
      if (at > end || given.has(key)) continue;
      given.set(key, { ...base, do: "react", at });
      if (random() < 0.3) given.set(`${key} back`, { ...base, do: "unreact", at: at + 2 * DAY });
    }
  }
  return [...given.values()];
}

function mostOftenReviewing(happenings: readonly Happening[]): string[] {
  return mostOften(happenings.flatMap((happening) => (happening.do === "review" ? happening.by : []))).slice(
    0,
    MENTORS,
  );
}

function mostOftenUsed(happenings: readonly Happening[]): string[] {
  return mostOften(
    happenings.flatMap((happening) => (happening.do === "open-issue" ? (happening.labels ?? []) : [])),
  ).slice(0, 3);
}

function mostOften(words: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([word]) => word);
}
