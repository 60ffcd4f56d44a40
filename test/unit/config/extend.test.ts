import * as fc from "fast-check";
import { expect, test } from "vitest";
import { extendsTarget, mergeValues } from "../../../src/config/extend.ts";

test.each([
  ["lays keys over keys", { a: { x: 1, y: 2 } }, { a: { y: 3 } }, { a: { x: 1, y: 3 } }],
  ["joins lists, the extended first", { a: [1, 2] }, { a: [3] }, { a: [1, 2, 3] }],
  [
    "keeps an entry that is in both once",
    { a: [{ login: "ada" }, 1] },
    { a: [{ login: "ada" }, 2] },
    { a: [{ login: "ada" }, 1, 2] },
  ],
  ["replaces what is of another kind", { a: [1], b: { c: 1 } }, { a: "x", b: null }, { a: "x", b: null }],
  ["takes what only one of them has", { a: 1 }, { b: [2] }, { a: 1, b: [2] }],
])("%s", (_, base, over, merged) => {
  expect(mergeValues(base, over)).toEqual(merged);
});

test.each([
  ["base", { owner: "acme", name: "base" }],
  [".github", { owner: "acme", name: ".github" }],
  ["other/base", { owner: "other", name: "base" }],
])("%s names a repository", (written, target) => {
  expect(extendsTarget(written, "acme")).toEqual(target);
});

test("neither side is changed, nothing is the same as laying over nothing, and no key reaches a prototype", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.dictionary(fc.string(), fc.jsonValue()),
      (a, b) => {
        const before = JSON.stringify([a, b]);
        mergeValues(a, b);
        expect(JSON.stringify([a, b])).toBe(before);
        expect(mergeValues(a, {})).toEqual({ ...a });
        mergeValues(
          JSON.parse('{"x":{}}'),
          JSON.parse('{"x":{"__proto__":{"polluted":1}},"__proto__":{"polluted":1}}'),
        );
        expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
      },
    ),
  );
});
