// Turns threads in the terse notation into happenings: numbers in the order of time, moments in working hours, names for
// remarks, and everything the notation leaves to seeded chance (approvals, votes, small reactions).

import type { Deed, Happening } from "../../test/local-github/community.ts";
import { chanceOf } from "./chance.ts";
import { phraseDealer } from "./crowd.ts";
import type { PlacedThread, Referrer, Thread } from "./notation.ts";
import { readOpenings } from "./openings.ts";
import { ORGANISATION } from "./people.ts";
import { FIRST_NUMBERS, PRIVATE_REPOSITORY } from "./repositories.ts";
import { threadHappenings } from "./tell.ts";
import { END, dayOf, workingTime } from "./times.ts";

/** A release or a push. */
export interface Milestone {
  readonly day: string;
  readonly by: string;
  readonly repo: string;
  readonly deed: Extract<Deed, { readonly do: "release" | "push" }>;
}

/** All happenings of the threads and milestones, oldest first. Throws when a reference leads nowhere. */
export function buildHappenings(threads: readonly Thread[], milestones: readonly Milestone[]): Happening[] {
  const placed = placeThreads(threads);
  const refer = referrerOf(placed);
  const deal = phraseDealer();
  const keys = new Map(placed.map((one) => [one.thread.key, one]));
  const told = placed.flatMap((one) => threadHappenings(one, { refer, deal, keys }));
  const marked = milestones.map((milestone) => milestoneHappening(milestone, refer));
  return [...told, ...marked].filter(({ at }) => at <= END).sort((a, b) => a.at - b.at);
}

function placeThreads(threads: readonly Thread[]): PlacedThread[] {
  const numbers = new Map(Object.entries(FIRST_NUMBERS));
  const openings = readOpenings();
  const placed = threads
    .map((thread) => {
      const chance = chanceOf(`open ${thread.title}`);
      return {
        thread,
        at: workingTime(dayOf(thread.day), thread.by, chance),
        repo: thread.repo ?? "lantern",
      };
    })
    .sort((a, b) => a.at - b.at)
    .map(({ thread, at, repo }) => {
      const number = (numbers.get(repo) ?? 0) + 1;
      numbers.set(repo, number);
      const body = thread.body ?? openings.get(thread.title);
      if (body === undefined) throw new Error(`${thread.title}: there is no text that opens it`);
      openings.delete(thread.title);
      return { thread, body, repo, number, at };
    });
  if (openings.size > 0) throw new Error(`No thread is opened by ${[...openings.keys()].join(", ")}`);
  return placed;
}

function referrerOf(placed: readonly PlacedThread[]): Referrer {
  const byKey = new Map<string, PlacedThread>();
  for (const one of placed) {
    const { key } = one.thread;
    if (key === undefined) continue;
    if (byKey.has(key)) throw new Error(`Two threads have the key ${key}`);
    byKey.set(key, one);
  }
  return (text, repo, at) =>
    text.replace(/\{#([\w-]+)\}/g, (_, key: string) => {
      const target = byKey.get(key);
      if (!target) throw new Error(`No thread has the key ${key}`);
      if (target.at > at) throw new Error(`${key} is mentioned before it is there`);
      if (target.repo === PRIVATE_REPOSITORY && repo !== PRIVATE_REPOSITORY)
        throw new Error(`${key} is private`);
      const place = target.repo === repo ? "" : `${ORGANISATION}/${target.repo}`;
      return `${place}#${target.number}`;
    });
}

function milestoneHappening({ day, by, repo, deed }: Milestone, refer: Referrer): Happening {
  const chance = chanceOf(`${day} ${repo} ${deed.do}`);
  const at = workingTime(dayOf(day), by, chance);
  const base = { at, by, repository: `${ORGANISATION}/${repo}` };
  return deed.do === "release"
    ? { ...base, ...deed, body: refer(deed.body, repo, at) }
    : { ...base, ...deed };
}
