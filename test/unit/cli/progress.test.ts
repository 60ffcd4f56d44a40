// The bar of a backfill keeps a process waiting only while it is shown.

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { backfillBar } from "../../../src/cli/progress.ts";

const PROGRESS = { repository: "acme/rocket", part: "pulls", done: 1, total: 3 } as const;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("shows nothing once it was stopped, though a gap is read later", () => {
  const bar = backfillBar();
  bar.show(PROGRESS);
  expect(vi.getTimerCount()).toBeGreaterThan(0);
  bar.stop();
  bar.show({ ...PROGRESS, done: 2 });
  expect(vi.getTimerCount()).toBe(0);
});
