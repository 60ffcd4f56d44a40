import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DAY } from "../../../../src/core/clock.ts";
import type { Connection } from "../../../../src/db/connection.ts";
import { makeMemory } from "../../../../src/features/themes/memory.ts";

const here = { home: {} } as Connection;
const elsewhere = { home: {} } as Connection;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("what is remembered is of one database, one installation and one token", () => {
  const memory = makeMemory<string>();
  memory.keep(here, { installationId: 1, token: "a" }, "words");
  expect(memory.find(here, 1, "a")).toBe("words");
  expect(memory.find(elsewhere, 1, "a")).toBeUndefined();
  expect(memory.find(here, 2, "a")).toBeUndefined();
});

test("another token lets go for good", () => {
  const memory = makeMemory<string>();
  memory.keep(here, { installationId: 1, token: "a" }, "words");
  expect(memory.find(here, 1, "b")).toBeUndefined();
  expect(memory.find(here, 1, "a")).toBeUndefined();
});

test("nothing is remembered for longer than a day, however often it is asked for", () => {
  const memory = makeMemory<string>();
  memory.keep(here, { installationId: 1, token: "a" }, "words");
  vi.advanceTimersByTime(DAY - 1);
  expect(memory.find(here, 1, "a")).toBe("words");
  vi.advanceTimersByTime(1);
  expect(memory.find(here, 1, "a")).toBeUndefined();
});

test("what is kept anew lives a day of its own", () => {
  const memory = makeMemory<string>();
  memory.keep(here, { installationId: 1, token: "a" }, "old");
  vi.advanceTimersByTime(DAY - 1);
  memory.keep(here, { installationId: 1, token: "b" }, "new");
  vi.advanceTimersByTime(1);
  expect(memory.find(here, 1, "b")).toBe("new");
});
