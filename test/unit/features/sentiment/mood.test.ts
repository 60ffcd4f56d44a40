import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  changeBetween,
  levelOf,
  moodOf,
  startOfWeek,
  weekOf,
  type PersonWeek,
} from "../../../../src/features/sentiment/mood.ts";

function week(personId: number, positive: number, negative: number, of = 0): PersonWeek {
  return { personId, week: of, positive, negative };
}

const personWeeks = fc.uniqueArray(
  fc.record({
    personId: fc.integer({ min: 1, max: 30 }),
    week: fc.integer({ min: 0, max: 3 }),
    positive: fc.nat({ max: 9 }),
    negative: fc.nat({ max: 9 }),
  }),
  { selector: ({ personId, week: of }) => `${personId}:${of}`, maxLength: 60 },
);

describe("the index", () => {
  test("is the mean over people of the share that is positive, however much each writes", () => {
    const mood = moodOf([week(1, 50, 0), week(2, 1, 1), week(3, 1, 0), week(4, 0, 1), week(5, 3, 1)]);
    expect(mood).toEqual({ index: 65, low: 26.4, high: 90.6, people: 5 });
  });

  test("cannot be told of fewer than five people", () => {
    const mood = moodOf([week(1, 1, 0), week(2, 1, 0), week(3, 1, 0), week(4, 1, 0), week(4, 1, 0, 1)]);
    expect(mood).toEqual({ index: null, low: null, high: null, people: 4 });
  });

  test("is drawn towards the long-run level as if five people more had shown it", () => {
    const five = [week(1, 50, 0), week(2, 1, 1), week(3, 1, 0), week(4, 0, 1), week(5, 3, 1)];
    expect(moodOf(five, 0.85)).toEqual({ index: 75, low: 44.2, high: 91.9, people: 5 });
    const fifty = Array.from({ length: 50 }, (_, index) => week(index, 13, 7));
    expect(moodOf(fifty, 0.85).index).toBe(66.8);
  });

  test("lies between what people showed and the level, and is told of no fewer people", () => {
    fc.assert(
      fc.property(personWeeks, fc.double({ min: 0, max: 1, noNaN: true }), (rows, level) => {
        const own = moodOf(rows);
        const drawn = moodOf(rows, level);
        expect(drawn.people).toBe(own.people);
        expect(drawn.index === null).toBe(own.index === null);
        const [low = 0, high = 0] = [own.index ?? 0, own.index === null ? 0 : 100 * level].sort(
          (a, b) => a - b,
        );
        expect(drawn.index ?? 0).toBeGreaterThanOrEqual(low - 0.1);
        expect(drawn.index ?? 0).toBeLessThanOrEqual(high + 0.1);
      }),
    );
  });

  test("has no long-run level from fewer than twenty weeks of people", () => {
    const weeks = Array.from({ length: 20 }, (_, index) => week(index, 1, 1));
    expect(levelOf(weeks)).toBe(0.5);
    expect(levelOf([...weeks.slice(1), week(30, 0, 0)])).toBeUndefined();
  });

  test("passes over people who showed no feeling", () => {
    expect(moodOf([week(1, 0, 0), week(2, 0, 0)]).people).toBe(0);
  });

  test("weighs each week of a person the same over a longer time, and counts the person once", () => {
    const others = [week(2, 1, 0), week(3, 1, 0), week(4, 1, 0), week(5, 1, 0)];
    const mood = moodOf([...others, week(1, 9, 0), week(1, 0, 1, 1)]);
    expect(mood).toMatchObject({ index: 83.3, people: 5 });
  });

  test("lies within its interval, and both within 0 and 100", () => {
    fc.assert(
      fc.property(personWeeks, (rows) => {
        const { index, low, high, people } = moodOf(rows);
        const isTold = index !== null && low !== null && high !== null;
        expect(isTold).toBe(people >= 5);
        expect(!isTold || (low >= 0 && low <= index && index <= high && high <= 100)).toBe(true);
      }),
    );
  });

  test("depends neither on the order of rows nor on who is who", () => {
    fc.assert(
      fc.property(
        personWeeks.chain((rows) =>
          fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
        ),
        ([rows, shuffled]) => {
          const renamed = shuffled.map((row) => ({ ...row, personId: 1000 - row.personId }));
          expect(moodOf(renamed)).toEqual(moodOf(rows));
        },
      ),
    );
  });
});

describe("the change between two moods", () => {
  test("cannot be told when one of them cannot", () => {
    const told = moodOf([1, 2, 3, 4, 5].map((id) => week(id, 1, 0)));
    expect(changeBetween(told, moodOf([]))).toBeUndefined();
    expect(changeBetween(moodOf([]), told)).toBeUndefined();
  });

  test("is none between equal moods, give or take", () => {
    const mood = moodOf([1, 2, 3, 4, 5].map((id) => week(id, 1, 1)));
    const change = changeBetween(mood, mood);
    expect(change?.difference).toBe(0);
    expect(change?.low).toBeCloseTo(-(change?.high ?? 0));
  });

  test("gives Newcombe's interval for his example (a): 56/70 against 48/80", () => {
    // Newcombe 1998, table II, method 10: 0.2, from 0.0524 to 0.3339.
    const many = (count: number, good: number) =>
      moodOf(Array.from({ length: count }, (_, id) => week(id, id < good ? 1 : 0, id < good ? 0 : 1)));
    const change = changeBetween(many(80, 48), many(70, 56));
    expect(change?.difference).toBeCloseTo(20, 0);
    expect(change?.low).toBeCloseTo(5.24, 0);
    expect(change?.high).toBeCloseTo(33.39, 0);
  });
});

describe("weeks", () => {
  test("begin on Monday, UTC", () => {
    const monday = Date.UTC(2026, 10, 2);
    expect(weekOf(monday)).toBe(weekOf(Date.UTC(2026, 10, 8, 23, 59)));
    expect(weekOf(monday - 1)).toBe(weekOf(monday) - 1);
    expect(startOfWeek(weekOf(monday))).toBe(monday);
    expect(weekOf(Date.UTC(1970, 0, 5))).toBe(0);
  });
});
