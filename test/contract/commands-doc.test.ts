// docs/commands.md shows the commands there are: what stands between its markers is the generated table and nothing else.
// When this fails after a change of the grammar: npm run generate.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { commandTable } from "../../src/commands/help.ts";

const PAGE = new URL("../../docs/commands.md", import.meta.url);

test("docs/commands.md holds the generated table between its markers", () => {
  const parts = readFileSync(PAGE, "utf8").split(/<!-- \/?commands -->/);
  expect(parts).toHaveLength(3);
  expect(parts[1]).toBe(`\n\n${commandTable()}\n\n`);
});
