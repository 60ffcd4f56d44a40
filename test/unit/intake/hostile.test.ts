// Whatever stands in a payload: reading it ends in an activity, in a reason why there is none, or in an error that says the
// payload is wrong; never in anything else.

import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ZodError } from "zod";
import { ACTIVITY_EVENTS, normalise, type ActivityEvent } from "../../../src/intake/normalise.ts";
import {
  checkFits,
  ImplausiblePayload,
  isUnreadable,
  readPayload,
} from "../../../src/intake/payload-text.ts";
import { recordBases, type Recorded } from "../../fuzz/bases.ts";
import { chanceOf } from "../../fuzz/chance.ts";
import { mutator } from "../../fuzz/mutate.ts";

const MUTANTS = 3_000;

let recorded: Recorded;
beforeAll(async () => {
  recorded = await recordBases([]);
});
afterAll(() => recorded.github.close());

/** Mutants that are JSON objects, with the event they are said to be of. */
function* mutants(seed: number): Generator<readonly [ActivityEvent, object]> {
  const chance = chanceOf(seed);
  const next = mutator(recorded.bases, "secret", chance);
  for (let made = 0; made < MUTANTS; made += 1) {
    const { headers, body } = next();
    const event = headers["x-github-event"] as ActivityEvent;
    if (!ACTIVITY_EVENTS.includes(event)) continue;
    try {
      yield [event, readPayload(body.toString())];
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
}

const ACTIVITY_KEYS = new Set(
  "kind key at repository actor isLive thread remark release previousBody changes detail".split(" "),
);

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

describe("normalise", () => {
  test("throws nothing but a ZodError, and answers the same for the same", () => {
    let activities = 0;
    for (const [event, payload] of mutants(5)) {
      const read = () => {
        try {
          return normalise(event, payload);
        } catch (error) {
          if (error instanceof ZodError) return "refused";
          if (error instanceof RangeError && isUnreadable(error)) return "too deep";
          throw error;
        }
      };
      const first = read();
      expect(read()).toEqual(first);
      if (typeof first === "string" || "ignored" in first) continue;
      activities += 1;
      const { activity } = first;
      for (const key of Object.keys(activity)) expect(ACTIVITY_KEYS).toContain(key);
      expect(typeof activity.kind).toBe("string");
      expect(typeof activity.key).toBe("string");
      expect(Number.isSafeInteger(activity.at)).toBe(true);
      expect(Number.isSafeInteger(activity.repository.id)).toBe(true);
      expect(activity.repository.name).toMatch(/^[\w.-]+$/);
      expect(textsIn(activity).filter((text) => /[\0\p{Cs}]/u.test(text))).toEqual([]);
    }
    expect(activities).toBeGreaterThan(MUTANTS / 10);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  test("reads nothing out of the order of keys, or out of keys that GitHub may add", () => {
    for (const { event, body } of recorded.bases) {
      if (!ACTIVITY_EVENTS.includes(event as ActivityEvent)) continue;
      const payload = JSON.parse(body.toString()) as Record<string, unknown>;
      const turned = Object.fromEntries(
        Object.entries({ ...payload, something_new: { id: 1 } }).toReversed(),
      );
      expect(normalise(event as ActivityEvent, turned)).toEqual(normalise(event as ActivityEvent, payload));
    }
  });
});

describe("readPayload", () => {
  test("leaves nothing in it that a database refuses, and changes nothing else", () => {
    const value = fc.string({ unit: "binary", maxLength: 40 });
    fc.assert(
      fc.property(value, fc.integer({ min: 0, max: 3 }), (text, slashes) => {
        const tricky = `${"\\".repeat(slashes)}${text}\u0000\ud800 end \udc00\\u0000`;
        const { read } = readPayload(JSON.stringify({ read: tricky })) as { read: string };
        // What UTF-8 makes of it, without the NUL.
        expect(read).toBe(Buffer.from(tricky).toString().replaceAll("\0", "\ufffd"));
      }),
      { numRuns: 1000 },
    );
  });

  test.each(["", "null", "[]", "1", '"text"', "{", "\ufeff{}"])(
    "refuses %j, which is no JSON object",
    (text) => {
      expect(() => readPayload(text)).toThrow(SyntaxError);
    },
  );
});

test.each([
  ["a payload that is no JSON", new SyntaxError("x"), true],
  ["a payload of another event", new ImplausiblePayload("x"), true],
  ["a payload that is nested too deeply", new RangeError("Maximum call stack size exceeded"), true],
  [
    "a value that Postgres refuses",
    new Error("query", { cause: Object.assign(new Error("x"), { code: "22003" }) }),
    true,
  ],
  ["a database that is away", Object.assign(new Error("x"), { code: "ECONNREFUSED" }), false],
  ["a deadlock", Object.assign(new Error("x"), { code: "40P01" }), false],
  ["another fault", new TypeError("x"), false],
])("%s is worth no other try: %#", (_, error, expected) => {
  expect(isUnreadable(error)).toBe(expected);
});

test("every payload that GitHub sends fits its event", () => {
  for (const { event, body } of recorded.bases) {
    expect(() => checkFits(event, JSON.parse(body.toString()) as object)).not.toThrow();
  }
});
