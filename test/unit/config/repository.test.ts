import { describe, expect, test } from "vitest";
import { configSchema, parseConfig } from "../../../src/config/repository.ts";
import { features } from "../../../src/features/index.ts";

const schema = configSchema(features);
const problemsOf = (text: string) => {
  const parsed = parseConfig(text, schema);
  return parsed.ok ? [] : parsed.problems;
};

/** The billion laughs, in YAML. */
const BOMB = [
  "a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]",
  ..."bcdefghi"
    .split("")
    .map(
      (name, index) =>
        `${name}: &${name} [${Array.from({ length: 9 }, () => `*${"abcdefgh"[index]}`).join(", ")}]`,
    ),
].join("\n");

describe("a stoa.yml", () => {
  test.each(["", "\n", "# nothing\n", "digest:\n", "{}", "---\n", "null"])(
    "%j is good, and means defaults",
    (text) => {
      const parsed = parseConfig(text, schema);
      expect(parsed).toMatchObject({ ok: true, config: { digest: { enabled: true, weekday: "monday" } } });
    },
  );

  test.each([
    ["dijest: {}", 1, 1, "Did you mean `digest`?"],
    ["digest:\n  enabled: true\n  hours: 9\n", 3, 3, "Did you mean `hour`?"],
    ["digest:\n  hour: 24\n", 2, 9, "digest.hour"],
    ["digest:\n  zone: Mars/Olympus\n", 2, 9, "Europe/Athens"],
    ["digest:\n  whatsoever: 1\n", 2, 3, "Known here: `enabled`"],
    ["mentoring:\n  mentors:\n    - login: ada\n    - name: bo\n", 4, 7, "mentoring.mentors.1"],
    ["digest: [\n", 2, 1, ""],
    ["a: 1\na: 2\n", 2, 1, "unique"],
    ["hello", 1, 1, "keys and values"],
    ["- digest", 1, 1, "keys and values"],
    ["digest: 3", 1, 9, "digest"],
  ])("%j is refused with its line, its column and advice", (text, line, column, advice) => {
    const problems = problemsOf(text);
    expect(problems[0]).toMatchObject({ line, column });
    expect(problems.map(({ message }) => message).join("\n")).toContain(advice);
  });

  test("is refused when its aliases would unfold into gigabytes", () => {
    expect(problemsOf(BOMB)).toEqual([
      { message: "Aliases are not allowed in stoa.yml.", line: 1, column: 1 },
    ]);
  });

  test("is refused when it is far too long", () => {
    expect(problemsOf(`# ${"x".repeat(100_001)}`)[0]?.message).toContain("too large");
  });

  test("never throws, whatever stands in it", () => {
    for (const text of [
      "\u0000",
      "%",
      "? ",
      "!!js/function x",
      "*a",
      "&a",
      "<<: *a",
      "{",
      "'",
      '"\\x',
      "__proto__: 1",
      "constructor: {}",
    ])
      expect(() => parseConfig(text, schema)).not.toThrow();
  });
});
