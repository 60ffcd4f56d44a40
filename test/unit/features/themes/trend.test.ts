import { describe, expect, test } from "vitest";
import { DAY } from "../../../../src/core/clock.ts";
import { trendOf } from "../../../../src/features/themes/trend.ts";

const NOW = Date.UTC(2026, 10, 30);

function times({ recent, before }: { readonly recent: number; readonly before: number }): readonly number[] {
  return [...Array<number>(recent).fill(NOW - 10 * DAY), ...Array<number>(before).fill(NOW - 60 * DAY)];
}

describe("the trend of a theme", () => {
  test.each([
    // (1/3)^3 = .037
    [{ recent: 3, before: 0 }, "rising"],
    // Four or more of five: .045
    [{ recent: 4, before: 1 }, "rising"],
    // Three or more of four: .11
    [{ recent: 3, before: 1 }, "steady"],
    [{ recent: 0, before: 3 }, "steady"],
    // (2/3)^7 = .059, (2/3)^8 = .039
    [{ recent: 0, before: 7 }, "steady"],
    [{ recent: 0, before: 8 }, "falling"],
    [{ recent: 10, before: 20 }, "steady"],
    [{ recent: 0, before: 0 }, "steady"],
  ])("with %o is %s", (counts, trend) => {
    expect(trendOf(times(counts), NOW)).toBe(trend);
  });

  test("looks back ninety days and no further, and not ahead", () => {
    expect(trendOf([...times({ recent: 3, before: 0 }), NOW - 91 * DAY, NOW - 91 * DAY, NOW], NOW)).toBe(
      "rising",
    );
  });
});
