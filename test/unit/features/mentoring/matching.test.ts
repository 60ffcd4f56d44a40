// The matching of all who wait: optimal, within capacity, and the same for the same question.

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NO_PROFILE, costOf, fitOf, type Profile } from "../../../../src/features/mentoring/cost.ts";
import {
  changesIn,
  expertise,
  HALF_LIFE_MS,
  likeness,
} from "../../../../src/features/mentoring/expertise.ts";
import {
  LOAD_POINTS,
  matchAll,
  WAIT_POINTS,
  type Candidate,
  type Waiting,
} from "../../../../src/features/mentoring/matching.ts";
import { DAY } from "../../../../src/core/clock.ts";
import { someMatching, type Matching } from "../../../support/matchings.ts";

const NOW = Date.UTC(2026, 10, 2, 9);

/** Points of an assignment as docs/mentoring.md tells them: costs, loads in the order of taking, and the days of those left out. */
function pointsOf({ newcomers, mentors, costs }: Matching, pairs: ReadonlyMap<string, string>): number {
  let sum = 0;
  const taken = new Map<string, number>();
  for (const { id, waitedDays } of newcomers) {
    const key = pairs.get(id);
    if (key === undefined) {
      sum += WAIT_POINTS * Math.min(waitedDays, 14);
      continue;
    }
    const mentor = mentors.find((one) => one.key === key);
    const cost = costs.get(`${id} ${key}`);
    if (!mentor || cost === undefined) return Infinity;
    const now = mentor.active + (taken.get(key) ?? 0);
    taken.set(key, (taken.get(key) ?? 0) + 1);
    sum += Math.round(cost + (LOAD_POINTS * now) / mentor.capacity);
  }
  return sum;
}

/** Every assignment there is: of those with the most pairs, the least points. */
function bruteForce(matching: Matching): { readonly pairs: number; readonly points: number } {
  const { newcomers, mentors, costs } = matching;
  let best = { pairs: 0, points: pointsOf(matching, new Map()) };
  const pairs = new Map<string, string>();
  const room = new Map(mentors.map(({ key, active, capacity }) => [key, capacity - active]));
  const go = (index: number): void => {
    const newcomer = newcomers[index];
    if (!newcomer) {
      const points = pointsOf(matching, pairs);
      if (pairs.size > best.pairs || (pairs.size === best.pairs && points < best.points)) {
        best = { pairs: pairs.size, points };
      }
      return;
    }
    go(index + 1);
    for (const { key } of mentors) {
      if ((room.get(key) ?? 0) <= 0 || !costs.has(`${newcomer.id} ${key}`)) continue;
      pairs.set(newcomer.id, key);
      room.set(key, (room.get(key) ?? 0) - 1);
      go(index + 1);
      room.set(key, (room.get(key) ?? 0) + 1);
      pairs.delete(newcomer.id);
    }
  };
  go(0);
  return best;
}

const solve = ({ newcomers, mentors, costs }: Matching) =>
  matchAll(newcomers, mentors, (id, key) => costs.get(`${id} ${key}`));

describe("a matching", () => {
  test("is optimal: brute force finds none with more pairs or fewer points", () => {
    fc.assert(
      fc.property(someMatching({ newcomers: 5, mentors: 4 }), (matching) => {
        const pairs = solve(matching);
        expect({ pairs: pairs.size, points: pointsOf(matching, pairs) }).toEqual(bruteForce(matching));
      }),
      { numRuns: 500 },
    );
  });

  test("is optimal for 200 newcomers and 50 mentors: prices of places prove it", () => {
    fc.assert(
      fc.property(someMatching({ newcomers: 200, mentors: 50, isFull: true }), (matching) => {
        const pairs = solve(matching);
        expect(lowerBound(matching, pairs)).toBe(pointsOf(matching, pairs));
      }),
      { numRuns: 5 },
    );
  });

  test("never fills a mentor beyond capacity, pairs nobody twice, and not whom it must not", () => {
    fc.assert(
      fc.property(someMatching({ newcomers: 30, mentors: 8 }), (matching) => {
        const pairs = solve(matching);
        for (const { key, active, capacity } of matching.mentors) {
          const taken = [...pairs.values()].filter((one) => one === key).length;
          expect(taken).toBeLessThanOrEqual(Math.max(0, capacity - active));
        }
        for (const [id, key] of pairs) expect(matching.costs.has(`${id} ${key}`)).toBe(true);
      }),
    );
  });

  test("is the same in whatever order newcomers and mentors come", () => {
    fc.assert(
      fc.property(someMatching({ newcomers: 12, mentors: 6 }), (matching) => {
        const { newcomers, mentors } = matching;
        const turned = { ...matching, newcomers: newcomers.toReversed(), mentors: mentors.toReversed() };
        expect(solve(turned)).toEqual(solve(matching));
      }),
    );
  });

  const mentor = (key: string, active = 0, capacity = 2): Candidate => ({ key, active, capacity });
  const waiting = (id: string, waitedDays = 0): Waiting => ({
    id,
    askedAt: NOW - waitedDays * DAY,
    waitedDays,
  });

  test("gives the last place to one of two who ask at the same instant", () => {
    const pairs = matchAll([waiting("a"), waiting("b")], [mentor("mira", 1)], () => 100);
    expect([...pairs]).toEqual([["a", "mira"]]);
  });

  test("weighs a day of waiting like a hundred points", () => {
    const costs = new Map([
      ["old", 300],
      ["new", 101],
    ]);
    const late = (days: number) =>
      matchAll([waiting("old", days), waiting("new")], [mentor("mira", 1)], (id) => costs.get(id));
    expect([...late(1).keys()]).toEqual(["new"]);
    expect([...late(2).keys()]).toEqual(["old"]);
  });

  test.each([
    ["the fewest newcomers", [mentor("a", 1), mentor("b")], () => 0, "b"],
    ["by login at last", [mentor("b"), mentor("a")], () => 0, "a"],
    [
      "the better fit before the fewer newcomers",
      [mentor("a"), mentor("b", 1)],
      (key: string) => (key === "a" ? 101 : 0),
      "b",
    ],
    ["nobody who is full", [mentor("a", 2), mentor("b", 1)], () => 0, "b"],
    [
      "nobody who must not",
      [mentor("a"), mentor("b")],
      (key: string) => (key === "a" ? undefined : 900),
      "b",
    ],
  ] as const)("prefers %s", (_, mentors, costs, expected) => {
    expect(matchAll([waiting("x")], mentors, (__, key) => costs(key)).get("x")).toBe(expected);
  });

  test("is empty when nobody waits or nobody has room", () => {
    expect(matchAll([], [mentor("a")], () => 0).size).toBe(0);
    expect(matchAll([waiting("a")], [mentor("a", 2), mentor("b", 0, 0)], () => 0).size).toBe(0);
    expect(matchAll([waiting("a")], [mentor("a")], () => undefined).size).toBe(0);
  });
});

/**
 * A lower bound on the points of any assignment of as many pairs, by weak duality of linear programs: prices of places and
 * newcomers whose sum no pair exceeds. They come from the given assignment; when it is optimal, bound and points are equal.
 */
function lowerBound({ newcomers, mentors, costs }: Matching, pairs: ReadonlyMap<string, string>): number {
  const places: { key: string; load: number }[] = mentors.flatMap(({ key, active, capacity }) =>
    Array.from({ length: Math.max(0, capacity - active) }, (_, taken) => ({
      key,
      load: (LOAD_POINTS * (active + taken)) / capacity,
    })),
  );
  const most = Math.min(newcomers.length, places.length);
  // Whoever gets no place takes one that is no place, and pays for the days they waited.
  const rest = newcomers.length - most;
  const columns = places.length + rest;
  const cell = (row: number, column: number): number => {
    const [newcomer, place] = [newcomers[row], places[column]];
    if (!newcomer) return Infinity;
    if (!place) return WAIT_POINTS * Math.min(newcomer.waitedDays, 14);
    return Math.round((costs.get(`${newcomer.id} ${place.key}`) ?? Infinity) + place.load);
  };
  const columnOf: number[] = [];
  const used = new Set<number>();
  let left = places.length;
  for (const { id } of newcomers) {
    const key = pairs.get(id);
    const column =
      key === undefined ? left++ : places.findIndex((one, at) => one.key === key && !used.has(at));
    used.add(column);
    columnOf.push(column);
  }
  // Bellman and Ford: prices of columns such that no newcomer would rather have another place. A free place costs nothing.
  const price = Array.from({ length: columns }, () => 0);
  for (let round = 0; round <= columns; round += 1) {
    let isChanged = false;
    for (const [row, own] of columnOf.entries()) {
      const slack = cell(row, own) + (price[own] ?? 0);
      for (let other = 0; other < columns; other += 1) {
        const atLeast = slack - cell(row, other);
        if (atLeast > (price[other] ?? 0) + 1e-9) {
          if (!used.has(other)) return -Infinity;
          price[other] = atLeast;
          isChanged = true;
        }
      }
    }
    if (!isChanged) break;
    if (round === columns) return -Infinity;
  }
  let bound = 0;
  for (let row = 0; row < newcomers.length; row += 1) {
    let least = Infinity;
    for (let column = 0; column < columns; column += 1) {
      least = Math.min(least, cell(row, column) + (price[column] ?? 0));
    }
    bound += least;
  }
  return bound - price.reduce((sum, one) => sum + one, 0);
}

describe("the cost of a pairing", () => {
  const work = { title: "Tidy", labels: ["area/java"], paths: ["agent/java/a.go"] };
  const need = { newcomerId: 7, work, askedAt: NOW };
  const profile = (more: Partial<Profile>): Profile => ({ ...NO_PROFILE, ...more });
  const merged = (days: number, paths: readonly string[]) => ({
    at: NOW - days * DAY,
    isReview: false,
    title: "x",
    labels: [],
    paths,
  });
  const cost = (areas: readonly string[], of: Profile) => costOf(fitOf(areas, of, need), of, need);

  test("is what docs/mentoring.md works out", () => {
    // Nothing known: 500 + 75 + 50 + 50.
    expect(cost([], NO_PROFILE)).toBe(675);
    // A label that is declared is believed to 70 %.
    expect(cost(["java"], NO_PROFILE)).toBe(325);
    // Two fresh changes in the same folder: half an expert.
    const two = profile({ work: [merged(0, ["agent/java/b.go"]), merged(0, ["agent/java/c.go"])] });
    expect(cost([], two)).toBe(425);
    expect(cost(["java"], two)).toBe(250);
    expect(fitOf([], two, need)).toEqual({ share: 0.5, area: "agent/java/" });
    expect(changesIn("agent/java/", two.work)).toBe(2);
    // Half a year later they count half.
    const old = profile({ work: two.work.map((one) => ({ ...one, at: NOW - 180 * DAY })) });
    expect(fitOf([], old, need).share).toBeCloseTo(1 / 3);
    // A reply within six hours, a whole day in common, and they know each other.
    const best = profile({ replyHours: 6, quarters: [0.25, 0.5, 0.25, 0], formerNewcomers: new Set([7]) });
    expect(cost([], best)).toBe(513);
  });

  test("counts what was reviewed half, and what is unlike not at all", () => {
    const reviewed = profile({ work: [{ ...merged(0, ["agent/java/b.go"]), isReview: true }] });
    expect(fitOf([], reviewed, need)).toMatchObject({ area: "agent/java/" });
    expect(changesIn("agent/java/", reviewed.work)).toBe(0);
    expect(fitOf([], reviewed, need).share).toBeCloseTo(0.2);
    expect(fitOf([], profile({ work: [merged(0, ["docs/a.md"])] }), need).share).toBe(0);
  });

  test("sums what is alike and faded, whoever was asked before", () => {
    const names = fc.constantFrom("a", "B", "docs", "é");
    const someWork = fc.record({
      title: fc.constant("x"),
      labels: fc.array(names, { maxLength: 3 }),
      themes: fc.array(names, { maxLength: 2 }),
      paths: fc.option(fc.array(fc.array(names, { minLength: 1, maxLength: 4 }), { maxLength: 4 })),
    });
    const someDone = fc.record({ work: someWork, days: fc.nat(720), isReview: fc.boolean() });
    const toWork = ({ paths, ...work }: { paths: string[][] | null; title: string; labels: string[] }) => ({
      ...work,
      paths: paths?.map((path) => path.join("/")) ?? null,
    });
    fc.assert(
      fc.property(
        fc.array(someDone, { maxLength: 12 }),
        fc.array(someWork, { maxLength: 4 }),
        (all, asked) => {
          const done = all.map(({ work, days, isReview }) => ({
            ...toWork(work),
            at: NOW - days * DAY,
            isReview,
          }));
          for (const needed of asked.map(toWork)) {
            const sum = done.reduce(
              (total, one) =>
                total +
                likeness(one, needed) * (one.isReview ? 0.5 : 1) * 0.5 ** ((NOW - one.at) / HALF_LIFE_MS),
              0,
            );
            expect(expertise(done, needed, NOW)).toBeCloseTo(sum / (sum + 2), 9);
          }
        },
      ),
    );
  });

  test("likens folders, labels and themes by the share of what is needed", () => {
    const needed = { title: "", labels: ["a", "B"], paths: ["x/y/1", "x/z/2"], themes: ["memory"] };
    const none = { title: "", labels: [], paths: null };
    expect(likeness({ ...none, labels: ["b"] }, needed)).toBe(0.5);
    expect(likeness({ ...none, paths: ["x/y/3", "x/q/1"] }, needed)).toBe(0.5);
    expect(likeness({ ...none, themes: ["memory"] }, needed)).toBe(1);
    expect(likeness(none, needed)).toBe(0);
  });
});
