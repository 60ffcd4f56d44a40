import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { termsOf } from "../../../../src/features/themes/terms.ts";

describe("the terms of a text", () => {
  test.each([
    ["The collector leaks memory", ["collector", "leaks", "memory"]],
    ["Why don't we have it up there?", []],
    ["`trial` decryption", ["trial", "decryption"]],
    ["With C# and C++ in 2026", ["C#", "C++", "2026"]],
  ])("of %j are %j", (text, surfaces) => {
    expect(termsOf(text).map(({ surface }) => surface)).toEqual(surfaces);
  });

  test.each([
    ["Please add support for this issue", []],
    ["Updating and updates, fixing the fixes", []],
    ["call getUserById() or snake_case_name or a::b", []],
    ["IPv6 on Kubernetes' HTTP gateway's side-car", ["IPv6", "Kubernetes", "HTTP", "gateway", "side", "car"]],
    ["version 1.20.3 of 2026-11-02", []],
  ])("that can name what %j is about are %j", (text, surfaces) => {
    const names = termsOf(text).filter(({ isName }) => isName);
    expect(names.map(({ surface }) => surface)).toEqual(surfaces);
  });

  test("have one stem for the forms of a word", () => {
    const stems = termsOf("restarting restarts restarted").map(({ stem }) => stem);
    expect(new Set(stems).size).toBe(1);
  });

  test("know which words were neighbours", () => {
    const [key, binding, holder] = termsOf("key binding of the holder");
    expect([key?.position, binding?.position, holder?.position]).toEqual([0, 1, 4]);
  });

  test("are read from no more words than wanted", () => {
    expect(termsOf("memory memory collector", 2).map(({ stem }) => stem)).toEqual(["memori", "memori"]);
  });

  test("of any text are words, never longer than thirty characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        for (const { surface } of termsOf(text)) expect(surface).toMatch(/^[\p{L}\p{N}'+#]{1,30}$/u);
      }),
      { examples: [["İSTANBUL"]] },
    );
  });
});
