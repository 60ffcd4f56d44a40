import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { momentInWords } from "../../../../src/core/calendar.ts";
import { DAY, HOUR } from "../../../../src/core/clock.ts";
import { driftOf } from "../../../../src/features/digest/drifting.ts";
import { textOf } from "../../../../src/features/digest/maintainers.ts";
import { receiptInWords } from "../../../../src/features/digest/receipts.ts";
import {
  medianWait,
  waitInWords,
  type AnsweredThread,
} from "../../../../src/features/digest/responsiveness.ts";
import type { Receipt } from "../../../../src/features/digest/store.ts";
import { presentUpcoming, upcomingDates } from "../../../../src/features/digest/upcoming.ts";

function answered(waitMs: number | null): AnsweredThread {
  return {
    id: "1#1",
    kind: "issue",
    title: "t",
    url: "u",
    authorId: 1,
    createdAt: 1_000,
    isOpen: true,
    firstReplyAt: waitMs === null ? null : 1_000 + waitMs,
  };
}

describe("time to first response", () => {
  test("is the median of the waits that ended", () => {
    expect(medianWait([])).toBeUndefined();
    expect(medianWait([answered(null)])).toBeUndefined();
    expect(medianWait([answered(3), answered(1), answered(null), answered(9)])).toBe(3);
    expect(medianWait([answered(1), answered(3)])).toBe(2);
  });

  test.each([
    [20_000, "1 min"],
    [40 * 60_000, "40 min"],
    [9 * HOUR, "9 h"],
    [47 * HOUR, "47 h"],
    [5.4 * DAY, "5 days"],
  ])("%d ms is %s", (ms, words) => expect(waitInWords(ms)).toBe(words));
});

test("drifting is whoever was a regular and has not been seen for six weeks", () => {
  const people = [
    { before: 6, lately: 0 },
    { before: 12, lately: 1 },
    { before: 5, lately: 0 },
    { before: 0, lately: 9 },
  ];
  expect(driftOf(people)).toEqual({ regulars: 2, silent: 1 });
});

describe("the maintainers' text", () => {
  test("puts first what presses most, then the numbers in order, and is silent without either", () => {
    const text = textOf([
      { order: 20, markdown: "**B**" },
      { order: 10, markdown: "**A**", todos: [{ weight: 40, markdown: "later" }] },
      { order: 90, todos: [{ weight: 95, markdown: "now" }] },
    ]);
    expect(text).toBe("Two things to do, then the numbers.\n\n1. now\n2. later\n\n**A**\n\n**B**");
    expect(textOf([{ order: 1, markdown: "**A**" }])).toBe(
      "Nothing presses this week. Here are the numbers.\n\n**A**",
    );
    expect(textOf([])).toBeUndefined();
    expect(textOf([{ order: 1 }])).toBeUndefined();
  });
});

const RECEIPT: Receipt = {
  installationId: 1,
  audience: "community",
  place: 0,
  period: "2026-11-02",
  startsAt: 0,
  endsAt: 1,
  outcome: "made",
  reason: null,
  title: "",
  body: "",
  effectKey: "k",
  createdAt: 0,
  firstAt: 0,
  attempts: 1,
  state: "done",
  stateReason: null,
  url: "https://github.test/d/1",
};

test.each<[Partial<Receipt>, string]>([
  [{}, "2026-11-02: [posted](https://github.test/d/1)."],
  [{ state: null, url: null }, "2026-11-02: posted."],
  [{ state: "waiting" }, "2026-11-02: made, and waits to be posted."],
  [{ state: "parked", stateReason: "No category." }, "2026-11-02: not posted. No category."],
  [{ outcome: "skipped", reason: "Nobody." }, "2026-11-02: not posted. Nobody."],
  [{ outcome: "failed", reason: "A typo." }, "2026-11-02: failed and is tried again. A typo."],
])("a receipt %j reads %s", (over, words) => expect(receiptInWords({ ...RECEIPT, ...over })).toBe(words));

test("upcoming dates are told in the month before they come, the next first", () => {
  const upcoming = [
    { date: "2026-12-20", text: "Too far" },
    { date: "2026-12-03", text: "Call [x] for @everyone", url: "https://example.org/call" },
    { date: "2026-11-16", text: "Today" },
    { date: "2026-11-15", text: "Over" },
  ];
  const dates = upcomingDates({ upcoming, zone: "Europe/Athens" }, Date.UTC(2026, 10, 16, 9));
  expect(dates.map(({ text }) => text)).toEqual(["Today", "Call [x] for @everyone"]);
  expect(presentUpcoming(dates)).toMatch(
    /^\*\*Coming up\*\* – 16 November: Today · 3 December: \[Call \\\[x\\\] for @\u200Beveryone\]\(https:\/\/example.org\/call\)$/,
  );
  expect(presentUpcoming([])).toBeUndefined();
});

test("a moment is told as the clocks there show it", () => {
  for (const zone of ["UTC", "Asia/Kathmandu", "America/New_York", "Pacific/Apia"]) {
    const at = Date.UTC(2026, 2, 8, 23, 30);
    const shown = DateTime.fromMillis(at, { zone }).setLocale("en").toFormat("cccc d LLLL yyyy, HH:mm");
    expect(momentInWords(at, zone)).toBe(`${shown} (${zone})`);
  }
});
