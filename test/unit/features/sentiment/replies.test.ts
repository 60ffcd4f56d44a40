import { describe, expect, test } from "vitest";
import { compareReplies } from "../../../../src/features/sentiment/replies.ts";

const replies = (welcoming: number, neutral: number, dismissive: number) => ({
  welcoming,
  neutral,
  dismissive,
});

describe("first replies to newcomers", () => {
  test("are not told of fewer than five", () => {
    expect(compareReplies(replies(4, 0, 0), replies(50, 20, 5))).toBeUndefined();
  });

  test.each([
    [replies(20, 2, 0), replies(30, 60, 10), "warmer"],
    [replies(2, 10, 8), replies(80, 15, 5), "cooler"],
    [replies(6, 3, 1), replies(60, 30, 10), "as usual"],
    [replies(6, 3, 1), replies(2, 1, 0), null],
  ] as const)("%j against %j are %s", (now, usual, change) => {
    expect(compareReplies(now, usual)?.change).toBe(change);
  });
});
