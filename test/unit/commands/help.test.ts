import { expect, test } from "vitest";
import { COMMANDS, typed } from "../../../src/commands/grammar.ts";
import { commandTable } from "../../../src/commands/help.ts";

test("the table names every command once", () => {
  for (const rule of COMMANDS) expect(commandTable().split(`\`${typed(rule)}`)).toHaveLength(2);
});
