import { describe, expect, test } from "vitest";
import { newTurns } from "../../../src/intake/turns.ts";

/** A worker that takes steps of 5 ms for 400 ms, while `arriving` deliveries come in before each look at the time. */
async function stepsIn400Ms(arriving: number): Promise<number> {
  let time = 0;
  let steps = 0;
  const turns = newTurns(() => {
    // Every look at the time takes a millisecond, so that waiting passes time without a real clock.
    time += 1;
    return time;
  });
  while (time < 400) {
    turns.received(arriving);
    await turns.next();
    steps += 1;
    time += 5;
  }
  return steps;
}

describe("turns between receiving and processing", () => {
  test("leave the worker alone while little comes in", async () => {
    expect(await stepsIn400Ms(0)).toBeGreaterThan(30);
  });

  test("hold the worker back in a stream, and never starve it", async () => {
    const steps = await stepsIn400Ms(16);
    expect(steps).toBeLessThan(20);
    expect(steps).toBeGreaterThan(1);
  });

  test("are over after some milliseconds, and begin anew", async () => {
    let time = 0;
    const turns = newTurns(() => time);
    expect(turns.isOver()).toBe(false);
    time += 8;
    expect(turns.isOver()).toBe(true);
    await turns.next();
    expect(turns.isOver()).toBe(false);
  });
});
