// Votes as Stoa counts them, against a count of its own of what the local GitHub holds: thousands of requests in issues and
// discussions, duplicates in chains and circles, bots, people who react twice, swap and take back. And what the count costs.

import { afterEach, describe, expect, test } from "vitest";
import { DAY, HOUR } from "../../src/core/clock.ts";
import { publicScope } from "../../src/db/repositories.ts";
import { listRequests, requestsConfig } from "../../src/features/requests/index.ts";
import type { Happening } from "../local-github/community.ts";
import type { Thread } from "../local-github/entities.ts";
import { START } from "../local-github/fixture.ts";
import { startStoa, type TestStoa } from "../support/stoa.ts";

const CONFIG = requestsConfig.parse({});
const VOTES = new Set<string>(CONFIG.votes);
const REPOSITORIES = ["acme/rocket", "acme/pad"] as const;
const SEEDS = REPOSITORIES.map((full) => ({
  owner: "acme",
  name: full.split("/")[1] ?? "",
  labels: [{ name: "enhancement" }],
  categories: [{ name: "Ideas" }, { name: "Q&A", isAnswerable: true }],
  maintainers: ["ada"],
  ...(full === "acme/rocket" ? { files: { ".github/stoa.yml": "digest:\n  enabled: false\n" } } : {}),
}));

let world: TestStoa;
afterEach(() => world.stop());

/** Mulberry32, so that a failure can be seen again. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Plan {
  readonly threads: number;
  readonly reactions: number;
  readonly people: number;
}

const CONTENTS = ["+1", "heart", "hooray", "rocket", "eyes", "-1", "laugh"] as const;

/** A history in which every sixth thread is a duplicate of some other, also across repositories, chains and circles among them. */
function historyOf(plan: Plan, next: () => number): Happening[] {
  const below = (count: number) => Math.floor(next() * count);
  const somebody = () => (next() < 0.02 ? "helper[bot]" : `p${below(plan.people)}`);
  const place = (index: number) => ({
    repository: REPOSITORIES[index % 2] ?? "",
    number: 1 + Math.floor(index / 2),
  });
  const isDiscussion = (index: number) => index % 5 === 0;
  const happenings: Happening[] = [];
  let at = START - 300 * DAY;
  const say = (happening: Record<string, unknown>) => {
    at += 60_000;
    happenings.push({ at, ...happening } as unknown as Happening);
  };
  for (let index = 0; index < plan.threads; index += 1) {
    const base = { ...place(index), by: `p${below(plan.people)}`, title: `Wish ${index}`, body: "" };
    if (isDiscussion(index)) say({ ...base, do: "open-discussion", category: "Ideas" });
    else say({ ...base, do: "open-issue", labels: index % 50 === 1 ? [] : ["enhancement"] });
  }
  for (let count = 0; count < plan.reactions; count += 1) {
    // Some threads are much more wanted than others.
    const index = Math.floor(plan.threads * next() ** 3);
    say({ ...place(index), by: somebody(), do: "react", content: CONTENTS[below(CONTENTS.length)] });
  }
  for (let count = 0; count < plan.threads / 4; count += 1) {
    const index = below(plan.threads);
    const body = next() < 0.7 ? "+1" : "I would use it.";
    say({ ...place(index), by: somebody(), do: isDiscussion(index) ? "discuss" : "comment", body });
    const discussion = 5 * below(plan.threads / 5);
    say({ ...place(discussion), by: `p${below(plan.people)}`, do: "upvote" });
  }
  for (let index = 0; index < plan.threads; index += 6) {
    // Near ones, so that chains and circles come about.
    const to = place(Math.max(0, Math.min(plan.threads - 1, index + 6 * (below(7) - 3))));
    const from = place(index);
    if (isDiscussion(index) || next() < 0.6) {
      const verb = isDiscussion(index) ? "discuss" : "comment";
      say({ ...from, by: "ada", do: verb, body: `Duplicate of ${to.repository}#${to.number}` });
      // Some are only said to be duplicates, and stay open.
      if (next() < 0.9) say({ ...from, by: "ada", do: "close", reason: "not_planned" });
    } else {
      const original = world === undefined ? to : to;
      const isIssue =
        ((original.number - 1) * 2 + REPOSITORIES.indexOf(original.repository as never)) % 5 !== 0;
      say({
        ...from,
        by: "ada",
        do: "close",
        reason: "duplicate",
        ...(isIssue ? { duplicateOf: to } : {}),
      });
    }
  }
  return happenings;
}

/** The independent count: from GitHub's own state, by other means than Stoa's. */
function countByHand(): ReadonlyMap<string, number> {
  const threads = REPOSITORIES.flatMap((name) => [
    ...(world.github.state.repositories.get(name)?.threads.values() ?? []),
  ]);
  const nameOf = ({ repository, number }: Thread) => `acme/${repository.name}#${number}`;
  const byName = new Map(threads.map((one) => [nameOf(one), one]));
  const next = new Map<string, string>();
  for (const thread of threads) {
    if (thread.state !== "closed") continue;
    const said = thread.remarks
      .map(({ body }) => /^Duplicate of (\S+)$/.exec(body)?.[1])
      .filter((name) => name !== undefined && name !== nameOf(thread));
    const marked = thread.stateReason === "duplicate" && thread.duplicateOf;
    const original = marked ? nameOf(marked) : said.at(-1);
    if (original !== undefined && original !== nameOf(thread)) next.set(nameOf(thread), original);
  }
  // Walks from every thread, as far as one comes in as many steps as there are threads.
  const endOf = (start: string): string => {
    const seen: string[] = [];
    let here = start;
    while (next.has(here) && !seen.includes(here)) {
      seen.push(here);
      here = next.get(here) ?? here;
    }
    if (!next.has(here)) return here;
    const circle = seen.slice(seen.indexOf(here)).map((name) => byName.get(name) as Thread);
    circle.sort((a, b) => a.createdAt - b.createdAt);
    return nameOf(circle[0] as Thread);
  };
  const voters = new Map<string, Set<string>>();
  const upvotes = new Map<string, number>();
  for (const thread of threads) {
    const end = endOf(nameOf(thread));
    const people = voters.get(end) ?? new Set();
    const given = thread.reactions.filter(({ content }) => VOTES.has(content)).map(({ by }) => by);
    const plus = thread.remarks.filter(({ body }) => body === "+1").map(({ author }) => author);
    for (const one of [thread.author, ...given, ...plus]) if (one?.type === "User") people.add(one.login);
    voters.set(end, people);
    const up = thread.kind === "discussion" ? thread.upvotes.size : 0;
    upvotes.set(end, Math.max(up, upvotes.get(end) ?? 0));
  }
  const counts = new Map<string, number>();
  for (const thread of threads) {
    const isRequest =
      thread.kind === "discussion"
        ? thread.discussion?.category.name === "Ideas"
        : thread.labels.some(({ name }) => name === "enhancement");
    const name = nameOf(thread);
    if (thread.state !== "open" || !isRequest || endOf(name) !== name) continue;
    counts.set(name, Math.max(voters.get(name)?.size ?? 0, upvotes.get(name) ?? 0));
  }
  return counts;
}

async function countByStoa(): Promise<ReadonlyMap<string, number>> {
  const { reader } = world.database;
  const scope = await publicScope(reader, world.installationId);
  const requests = await listRequests(reader, scope, CONFIG, { now: world.clock.now() });
  return new Map(
    requests.map(({ url, votes }) => {
      const [, name = "", number = ""] = /acme\/(\w+)\/\w+\/(\d+)$/.exec(url) ?? [];
      return [`acme/${name}#${number}`, votes];
    }),
  );
}

const sorted = (counts: ReadonlyMap<string, number>) => [...counts].sort(([a], [b]) => (a < b ? -1 : 1));

/** What a stretch of work cost the installation. */
async function costOf(work: () => Promise<void>) {
  const key = `installation ${world.installationId}`;
  const used = () => ({
    requests: world.github.limits.quota(key, "core").used,
    points: world.github.limits.quota(key, "graphql").used,
  });
  // Limits count by the hour: a full one lies ahead.
  await world.pass(HOUR);
  const before = used();
  await work();
  const after = used();
  return { requests: after.requests - before.requests, points: after.points - before.points };
}

/** Swaps and takes back reactions, which sends nothing; edits and deletes comments; reopens and closes. */
function laterOf(plan: Plan, next: () => number): Happening[] {
  const happenings: Happening[] = [];
  let at = world.clock.now();
  const say = (thread: Thread, by: string, deed: Record<string, unknown>) => {
    at += 1_000;
    const repository = `acme/${thread.repository.name}`;
    happenings.push({ at, by, repository, number: thread.number, ...deed } as unknown as Happening);
  };
  for (const name of REPOSITORIES) {
    for (const thread of world.github.state.repositories.get(name)?.threads.values() ?? []) {
      const reactions = [...thread.reactions];
      for (const { by, content } of reactions) {
        const luck = next();
        if (luck < 0.03) say(thread, by.login, { do: "unreact", content });
        // A vote for no vote, and the other way round: the sum of reactions stays what it was.
        if (luck > 0.97) {
          say(thread, by.login, { do: "unreact", content });
          say(thread, by.login, { do: "react", content: VOTES.has(content) ? "eyes" : "+1" });
        }
      }
      if (next() < 0.1)
        say(thread, `p${Math.floor(next() * plan.people)}`, { do: "react", content: "heart" });
    }
  }
  return happenings;
}

describe("votes", () => {
  test(
    "equal an independent count: duplicates in chains and circles, bots, swaps, what was taken back",
    { timeout: 600_000 },
    async () => {
      const plan = { threads: 2_600, reactions: 60_000, people: 900 };
      const next = chance(6);
      const history = historyOf(plan, next);
      world = await startStoa({ repositories: SEEDS, history });
      await world.stoa.sweepReactions(world.installationId);
      const first = countByHand();
      const threads = REPOSITORIES.flatMap((name) => [
        ...(world.github.state.repositories.get(name)?.threads.values() ?? []),
      ]);
      expect(first.size).toBeGreaterThan(2_000);
      expect(threads.flatMap(({ reactions }) => reactions).length).toBeGreaterThan(50_000);
      expect(sorted(await countByStoa())).toEqual(sorted(first));

      // What nobody is told of: first where totals show it, then, in the night, where they do not.
      for (const happening of laterOf(plan, next)) await world.github.perform(happening, { deliver: false });
      world.clock.set(world.clock.now() + 2 * HOUR);
      const second = countByHand();
      expect(sorted(second)).not.toEqual(sorted(first));
      await world.stoa.sweepReactions(world.installationId);
      expect(sorted(await countByStoa())).not.toEqual(sorted(first));
      await world.stoa.sweepReactions(world.installationId, "all-reactions");
      expect(sorted(await countByStoa())).toEqual(sorted(second));

      // What a delivery tells: duplicates that are duplicates no more, and votes in words that are taken back.
      const closed = threads.filter(({ state, stateReason }) => state === "closed" && stateReason !== null);
      const plus = threads.flatMap(({ remarks }) => remarks).filter(({ body }) => body === "+1");
      const base = ({ repository, number }: Thread, by: string) => ({
        at: world.clock.now() + HOUR,
        by,
        repository: `acme/${repository.name}`,
        number,
      });
      for (const thread of closed.slice(0, 40)) {
        await world.perform({ ...base(thread, "ada"), do: "reopen" });
      }
      for (const { thread, nodeId } of plus.slice(0, 40)) {
        await world.github.change({ ...base(thread, "ada"), do: "delete", node: nodeId } as never);
      }
      await world.settle();
      const third = countByHand();
      expect(sorted(third)).not.toEqual(sorted(second));
      await world.stoa.sweepReactions(world.installationId);
      expect(sorted(await countByStoa())).toEqual(sorted(third));
    },
  );
});

describe("counting", () => {
  test("keeps to its budget: 80 requests an hour, 400 points a night", { timeout: 600_000 }, async () => {
    const plan = { threads: 6_200, reactions: 12_000, people: 900 };
    world = await startStoa({ repositories: SEEDS, history: historyOf(plan, chance(7)) });
    await world.stoa.sweepReactions(world.installationId);
    const open = await countByStoa();
    expect(open.size).toBeGreaterThan(5_000);
    const hourly = await costOf(() => world.stoa.sweepReactions(world.installationId));
    expect(hourly.requests).toBeLessThanOrEqual(80);
    expect(hourly.points).toBeLessThanOrEqual(20);
    const nightly = await costOf(() => world.stoa.sweepReactions(world.installationId, "all-reactions"));
    expect(nightly.points).toBeLessThanOrEqual(400);
  });
});
