// The table of commands, as `/stoa help` and docs/commands.md show it: generated from the grammar, so neither can be wrong.

import { COMMANDS, typed } from "./grammar.ts";

/** A Markdown table of the commands (of every one, unless told which), its columns padded as prettier leaves them. */
export function commandTable(available?: ReadonlySet<string>): string {
  const rows = COMMANDS.filter(({ family, name }) => available?.has(`${family} ${name}`) ?? true).map(
    (rule) => [
      `\`${typed(rule)}${rule.arguments === "" ? "" : ` ${rule.arguments}`}\``,
      rule.summary,
      rule.who === "anyone" ? "anyone" : "maintainers",
    ],
  );
  const table = [["command", "what it does", "who"], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const [head = "", ...body] = table.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [head, rule, ...body].join("\n");
}
