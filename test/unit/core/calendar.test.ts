import fc from "fast-check";
import { DateTime, IANAZone } from "luxon";
import { describe, expect, test } from "vitest";
import {
  isZone,
  nextBoundary,
  periodBefore,
  periodEnding,
  periodRunning,
  periodTitle,
  untoldPart,
  type Schedule,
} from "../../../src/core/calendar.ts";
import { DAY, HOUR } from "../../../src/core/clock.ts";

const FORTNIGHTLY: Schedule = { every: "fortnight", weekday: 1, hour: 9, zone: "UTC" };
const ZONES = Intl.supportedValuesOf("timeZone");

const iso = (at: number) => new Date(at).toISOString();

describe("boundaries", () => {
  test("come every second Monday, counted from 2024-01-01", () => {
    const first = nextBoundary(Date.UTC(2023, 11, 31), FORTNIGHTLY);
    const second = nextBoundary(first, FORTNIGHTLY);
    expect([first, second].map(iso)).toEqual(["2024-01-01T09:00:00.000Z", "2024-01-15T09:00:00.000Z"]);
    expect(iso(nextBoundary(Date.UTC(2026, 9, 25), FORTNIGHTLY))).toBe("2026-11-02T09:00:00.000Z");
  });

  test.each<{ name: string; schedule: Partial<Schedule>; after: string; next: string }>([
    {
      name: "weekly",
      schedule: { every: "week" },
      after: "2026-11-02T09:00:00Z",
      next: "2026-11-09T09:00:00Z",
    },
    {
      name: "every month, on its first Monday",
      schedule: { every: "month" },
      after: "2026-11-02T09:00:00Z",
      next: "2026-12-07T09:00:00Z",
    },
    {
      name: "on a Thursday",
      schedule: { weekday: 4 },
      after: "2026-11-02T10:00:00Z",
      next: "2026-11-05T09:00:00Z",
    },
    {
      name: "at an hour of a zone",
      schedule: { zone: "Asia/Kathmandu" },
      after: "2026-11-02T00:00:00Z",
      next: "2026-11-02T03:15:00Z",
    },
    {
      name: "strictly after a boundary",
      schedule: {},
      after: "2026-11-02T09:00:00Z",
      next: "2026-11-16T09:00:00Z",
    },
    {
      name: "just before a boundary",
      schedule: {},
      after: "2026-11-02T08:59:59.999Z",
      next: "2026-11-02T09:00:00Z",
    },
    {
      name: "clocks put forward over the hour: when they jump",
      schedule: { every: "week", weekday: 7, hour: 2, zone: "America/New_York" },
      after: "2026-03-07T00:00:00Z",
      next: "2026-03-08T07:00:00Z",
    },
    {
      name: "clocks put back over the hour: the first time",
      schedule: { every: "week", weekday: 7, hour: 1, zone: "America/New_York" },
      after: "2026-10-31T12:00:00Z",
      next: "2026-11-01T05:00:00Z",
    },
    {
      name: "half an hour put forward",
      schedule: { every: "week", weekday: 7, hour: 2, zone: "Australia/Lord_Howe" },
      after: "2026-10-03T00:00:00Z",
      next: "2026-10-03T15:30:00Z",
    },
    {
      name: "a day without a midnight",
      schedule: { every: "week", weekday: 7, hour: 0, zone: "Africa/Cairo" },
      after: "2026-04-20T00:00:00Z",
      next: "2026-04-25T21:00:00Z",
    },
    {
      name: "a day that a whole country skipped",
      schedule: { every: "week", weekday: 5, hour: 9, zone: "Pacific/Apia" },
      after: "2011-12-29T12:00:00Z",
      next: "2011-12-30T10:00:00Z",
    },
  ])("$name", ({ schedule, after, next }) => {
    const found = nextBoundary(Date.parse(after), { ...FORTNIGHTLY, ...schedule });
    expect(iso(found)).toBe(iso(Date.parse(next)));
  });

  test("a Cairo Friday in April begins at one, for there is no midnight", () => {
    const schedule = { ...FORTNIGHTLY, every: "week", weekday: 5, hour: 0, zone: "Africa/Cairo" } as const;
    const boundary = nextBoundary(Date.parse("2026-04-23T00:00:00Z"), schedule);
    expect(DateTime.fromMillis(boundary, { zone: "Africa/Cairo" }).toISO()).toBe(
      "2026-04-24T01:00:00.000+03:00",
    );
  });
});

describe("periods", () => {
  test("are the whole local days before the boundary", () => {
    const period = periodEnding(Date.parse("2026-11-16T09:00:00Z"), FORTNIGHTLY);
    expect(period).toEqual({
      startsAt: Date.parse("2026-11-02T00:00:00Z"),
      endsAt: Date.parse("2026-11-16T00:00:00Z"),
      key: "2026-11-02",
      lastDay: "2026-11-15",
      boundary: Date.parse("2026-11-16T09:00:00Z"),
    });
    expect(periodBefore(period, FORTNIGHTLY)).toMatchObject({ key: "2026-10-19", lastDay: "2026-11-01" });
  });

  test("do not end before the hour of the boundary", () => {
    expect(periodEnding(Date.parse("2026-11-16T08:59:59Z"), FORTNIGHTLY).key).toBe("2026-10-19");
  });

  test("are an hour longer where clocks are put back", () => {
    const schedule = { ...FORTNIGHTLY, zone: "Europe/Berlin" };
    const period = periodEnding(Date.parse("2026-11-05T00:00:00Z"), schedule);
    expect((period.endsAt - period.startsAt) / HOUR).toBe(14 * 24 + 1);
  });

  test.each([
    { key: "2026-11-02", lastDay: "2026-11-15", title: "2–15 November 2026" },
    { key: "2026-10-26", lastDay: "2026-11-08", title: "26 October – 8 November 2026" },
    { key: "2026-12-21", lastDay: "2027-01-03", title: "21 December 2026 – 3 January 2027" },
    { key: "2026-02-01", lastDay: "2026-02-28", title: "February 2026" },
    { key: "2026-12-01", lastDay: "2026-12-31", title: "December 2026" },
    { key: "2026-11-02", lastDay: "2026-11-30", title: "2–30 November 2026" },
  ])("$key to $lastDay is called $title", ({ key, lastDay, title }) => {
    expect(periodTitle({ key, lastDay })).toBe(title);
  });
});

test("knows a zone from a typing error", () => {
  expect(["Europe/Athens", "UTC", "Europe/Athen", ""].map(isZone)).toEqual([true, true, false, false]);
});

const anySchedule: fc.Arbitrary<Schedule> = fc.record({
  every: fc.constantFrom("week", "fortnight", "month"),
  weekday: fc.integer({ min: 1, max: 7 }),
  hour: fc.integer({ min: 0, max: 23 }),
  zone: fc.constantFrom(...ZONES),
});
const anyMoment = fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2040, 0, 1) });

/** Some years of one zone: exactly one run per period, none missed or doubled. */
function checkYears(schedule: Schedule, from: number, years = 3): void {
  const until = from + years * 366 * DAY;
  let period = periodEnding(from, schedule);
  for (let at = nextBoundary(from, schedule); at < until; at = nextBoundary(at, schedule)) {
    const next = periodEnding(at, schedule);
    if (
      next.boundary !== at ||
      next.startsAt !== period.endsAt ||
      next.endsAt > at ||
      next.key <= period.key
    ) {
      throw new Error(`${JSON.stringify(schedule)}: ${JSON.stringify({ period, next, at })}`);
    }
    period = next;
  }
}

describe("in every time zone there is", () => {
  // Names of zones that were renamed are in the database too, and people write them.
  const all = [
    ...ZONES,
    "US/Pacific",
    "Europe/Kiev",
    "Asia/Calcutta",
    "Etc/GMT+12",
    "Etc/GMT-14",
    "GB",
    "NZ-CHAT",
  ];

  test("for ten years, each period is told once, begins where the last one ended, and is over when it is told", () => {
    expect(all.length).toBeGreaterThan(400);
    for (const [index, zone] of all.entries()) {
      const every = (["week", "fortnight", "month"] as const)[index % 3] ?? "week";
      const schedule = { every, weekday: (index % 7) + 1, hour: index % 24, zone };
      checkYears(schedule, Date.UTC(2020, index % 12, 3), 10);
    }
  }, 600_000);

  test("whatever the schedule and the year", () => {
    fc.assert(
      fc.property(anySchedule, anyMoment, (schedule, from) => checkYears(schedule, from)),
      { numRuns: 60 },
    );
  });

  test("a run that comes late tells the same period", () => {
    fc.assert(
      fc.property(
        anySchedule,
        anyMoment,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (schedule, at, part) => {
          const boundary = nextBoundary(at, schedule);
          const late = boundary + Math.floor(part * (nextBoundary(boundary, schedule) - boundary - 1));
          expect(periodEnding(late, schedule)).toEqual(periodEnding(boundary, schedule));
        },
      ),
    );
  });

  test("the clock on the wall shows the day and hour asked for, except where it skips them", () => {
    fc.assert(
      fc.property(anySchedule, anyMoment, (schedule, after) => {
        const boundary = nextBoundary(after, schedule);
        expect(boundary).toBeGreaterThan(after);
        const wall = DateTime.fromMillis(boundary, { zone: schedule.zone });
        const zone = IANAZone.create(schedule.zone);
        if (zone.offset(boundary) > zone.offset(boundary - 1)) return;
        expect({ weekday: wall.weekday, hour: wall.hour, minute: wall.minute }).toEqual({
          weekday: schedule.weekday,
          hour: schedule.hour,
          minute: 0,
        });
      }),
      { numRuns: 500 },
    );
  });
});

describe("a schedule that has moved", () => {
  const DAYS: Readonly<Record<Schedule["every"], number>> = { week: 7, fortnight: 14, month: 31 };

  test("begins where the last digest ended, and waits when little is new", () => {
    const thursday: Schedule = { ...FORTNIGHTLY, weekday: 4 };
    const told = Date.parse("2026-11-16T00:00:00Z");
    const soon = periodEnding(Date.parse("2026-11-19T09:00:00Z"), thursday);
    expect(untoldPart(soon, told, thursday)).toBeUndefined();
    const next = periodEnding(Date.parse("2026-12-03T09:00:00Z"), thursday);
    expect(untoldPart(next, told, thursday)).toMatchObject({
      key: "2026-11-16",
      startsAt: told,
      lastDay: "2026-12-02",
    });
    expect(untoldPart(next, undefined, thursday)).toEqual(next);
    // Stoa was down for longer: only the last period is told.
    expect(untoldPart(next, Date.parse("2026-10-19T00:00:00Z"), thursday)).toEqual(next);
  });

  test("tells every day once, however often it moves while Stoa runs", () => {
    const moves = fc.array(fc.tuple(anySchedule, fc.integer({ min: 1, max: 5 })), {
      minLength: 2,
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        moves,
        fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2035, 0) }),
        (schedules, from) => {
          let now = from;
          let toldUntil: number | undefined;
          for (const [schedule, times] of schedules) {
            for (let time = 0; time < times; time += 1) {
              now = nextBoundary(now, schedule);
              const part = untoldPart(periodEnding(now, schedule), toldUntil, schedule);
              if (!part) continue;
              expect(part.startsAt).toBeLessThan(part.endsAt);
              expect(part.endsAt).toBeLessThanOrEqual(now);
              // Nothing twice, and no gap that is shorter than what is told.
              const gap = part.startsAt - (toldUntil ?? part.startsAt);
              expect(gap === 0 || gap >= (DAYS[schedule.every] - 4) * DAY).toBe(true);
              toldUntil = part.endsAt;
            }
          }
        },
      ),
    );
  });

  test("the running period is the next to be told", () => {
    const at = Date.parse("2026-11-05T12:00:00Z");
    expect(periodRunning(at, FORTNIGHTLY)).toEqual(periodEnding(nextBoundary(at, FORTNIGHTLY), FORTNIGHTLY));
  });
});
