import { expect, test } from "vitest";
import { COMMANDS, typed } from "../../../src/commands/grammar.ts";
import { commandTable } from "../../../src/commands/help.ts";

test("the table names every command once", () => {
  const [, , ...rows] = commandTable().split("\n");
  // A summary may name another command: what counts is the row that a command has of its own.
  const commands = rows.map((row) => /^\| `([^`]*)`/.exec(row)?.[1]);
  expect(commands).toEqual(COMMANDS.map((rule) => `${typed(rule)} ${rule.arguments}`.trim()));
  expect(new Set(commands).size).toBe(COMMANDS.length);
});
