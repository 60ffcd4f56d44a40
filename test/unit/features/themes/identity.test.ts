import { describe, expect, test } from "vitest";
import { keepIds } from "../../../../src/features/themes/identity.ts";

describe("a theme's id", () => {
  const group = (...threadIds: readonly string[]) => ({ threadIds });

  test("stays with most of its threads", () => {
    const themeByThread = new Map([
      ["1#1", "a"],
      ["1#2", "a"],
      ["1#3", "a"],
      ["1#4", "b"],
    ]);
    const ids = keepIds([group("1#1", "1#4", "1#9"), group("1#2", "1#3")], { themeByThread, prefix: "11" });
    expect(ids).toEqual(["b", "a"]);
  });

  test("is new for what shares no thread, after its first thread, and never an old one", () => {
    const themeByThread = new Map([["1#1", "11-1-5"]]);
    const ids = keepIds([group("1#5", "1#6"), group("1#7")], { themeByThread, prefix: "11" });
    expect(ids).toEqual(["11-1-5-2", "11-1-7"]);
  });

  test("goes to one theme only when an old one is split in halves", () => {
    const themeByThread = new Map([
      ["1#1", "a"],
      ["1#2", "a"],
    ]);
    expect(keepIds([group("1#1"), group("1#2")], { themeByThread, prefix: "11" })).toEqual(["a", "11-1-2"]);
  });
});
