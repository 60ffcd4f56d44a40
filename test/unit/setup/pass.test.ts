import { describe, expect, test } from "vitest";
import { HOUR } from "../../../src/core/clock.ts";
import { isToken, newSecret, registrations } from "../../../src/setup/pass.ts";
import { virtualClock } from "../../local-github/virtual-clock.ts";

describe("the token", () => {
  test("opens the page, and nothing else does", () => {
    const token = newSecret();
    expect(isToken(token, token)).toBe(true);
    for (const wrong of [undefined, "", newSecret(), token.slice(1), `${token} `]) {
      expect(isToken(token, wrong)).toBe(false);
    }
  });

  test("cannot be guessed, and stands in an address as it is", () => {
    const tokens = new Set(Array.from({ length: 100 }, newSecret));
    expect(tokens.size).toBe(100);
    for (const token of tokens) expect(encodeURIComponent(token)).toBe(token);
    expect(newSecret().length).toBe(32);
  });
});

describe("a registration", () => {
  test("is found by its state for an hour", () => {
    const clock = virtualClock(0);
    const states = registrations<string>(clock);
    const [one, other] = [states.open("one"), states.open("other")];
    clock.set(HOUR - 1);
    expect([states.find(one), states.find(other)]).toEqual(["one", "other"]);
    expect(states.find("guessed")).toBeUndefined();
    expect(states.find("")).toBeUndefined();
    clock.set(HOUR);
    expect(states.find(one)).toBeUndefined();
  });

  test("is forgotten when many others were begun after it", () => {
    const states = registrations<number>(virtualClock(0));
    const [first, ...others] = Array.from({ length: 21 }, (_, index) => states.open(index));
    expect(states.find(first ?? "")).toBeUndefined();
    expect(others.map((state) => states.find(state))).not.toContain(undefined);
  });
});
