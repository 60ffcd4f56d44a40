// Reads the slash commands of a remark: `/stoa …` or `/mentor …`, alone on a line of plain text, in any case. What counts
// as such a line is decided in command-lines.ts, which commands there are in grammar.ts.
//
//   /stoa badges
//   /mentor me collector

import { distance } from "fastest-levenshtein";
import { commandLines } from "./command-lines.ts";
import { COMMANDS, FAMILIES, typed, type CommandFamily, type CommandRule } from "./grammar.ts";

export type ParsedCommand =
  | {
      readonly ok: true;
      readonly family: CommandFamily;
      readonly name: string;
      /** What stands behind the name, single spaces, at most 1,000 characters; "" for nothing. */
      readonly argument: string;
    }
  | {
      readonly ok: false;
      /** What was typed, cleaned to lower-case letters, digits, `_` and `-`: "/mentor declin". */
      readonly text: string;
      /** What was meant, perhaps: "/mentor decline". */
      readonly suggestion?: string;
      /** Markdown that tells the person so. */
      readonly message: string;
    };

/** More than this many in one remark is a mistake or mischief. */
const MAX_COMMANDS = 5;
const MAX_ARGUMENT_CHARACTERS = 1_000;
const MAX_NAME_CHARACTERS = 30;
/** More edits (Levenshtein, 1966) than this, or than half the name, and a guess is more likely wrong than right. */
const MAX_EDITS = 3;

/** The first commands of a remark, five at most, in their order. `/stoa` and `/mentor` alone ask for help. Never throws. */
export function parseCommands(markdown: string): ParsedCommand[] {
  return commandLines(markdown).slice(0, MAX_COMMANDS).map(parseLine);
}

/** The commands, five at most, that an edited remark holds more often than its text before the edit did. */
export function newCommands(before: string, after: string): ParsedCommand[] {
  const known = new Map<string, number>();
  for (const line of commandLines(before)) known.set(normal(line), (known.get(normal(line)) ?? 0) + 1);
  const added = commandLines(after).filter((line) => {
    const left = known.get(normal(line)) ?? 0;
    known.set(normal(line), left - 1);
    return left <= 0;
  });
  return added.slice(0, MAX_COMMANDS).map(parseLine);
}

function normal(line: string): string {
  return line.toLowerCase().replace(/\s+/g, " ");
}

function parseLine(line: string): ParsedCommand {
  const [first = "", ...words] = line.split(/\s+/);
  const family = FAMILIES.find((one) => `/${one}` === first.toLowerCase()) ?? "stoa";
  const name = plainWord(words[0] ?? "");
  if (name === "") return { ok: true, family: "stoa", name: "help", argument: "" };
  const rule = COMMANDS.find((one) => one.family === family && startsWithName(words, one.name));
  if (rule === undefined) return unknownCommand(family, name);
  const argument = words.slice(rule.name.split(" ").length).join(" ");
  return {
    ok: true,
    family,
    name: rule.name,
    argument: argument.slice(0, MAX_ARGUMENT_CHARACTERS).trimEnd(),
  };
}

function startsWithName(words: readonly string[], name: string): boolean {
  return name.split(" ").every((part, index) => plainWord(words[index] ?? "") === part);
}

/** `/stoa help.` and `/stoa "help"` are clear enough. */
function plainWord(word: string): string {
  return word
    .slice(0, MAX_NAME_CHARACTERS)
    .toLowerCase()
    .replace(/[^\w-]/g, "");
}

function unknownCommand(family: CommandFamily, name: string): ParsedCommand {
  const text = typed({ family, name });
  const meant = COMMANDS.find((rule) => rule.name === name) ?? closestCommand(family, name);
  const suggestion = meant === undefined ? {} : { suggestion: typed(meant) };
  const guess = meant === undefined ? "" : ` Did you mean \`${typed(meant)}\`?`;
  return {
    ok: false,
    text,
    ...suggestion,
    message: `I don't know \`${text}\`.${guess} \`/stoa help\` lists all commands.`,
  };
}

/** The command of a family whose name is nearest to this one; undefined when none is near. */
function closestCommand(family: CommandFamily, name: string): CommandRule | undefined {
  const rules = COMMANDS.filter((rule) => rule.family === family);
  const closest = closestWord(
    name,
    rules.map((rule) => rule.name),
  );
  return rules.find((rule) => rule.name === closest);
}

/**
 * The known word with the fewest edits between it and this one, the first among equals; undefined when none is near, or when
 * it is known itself. For arguments as well as for names.
 */
export function closestWord(word: string, known: readonly string[]): string | undefined {
  if (known.includes(word)) return undefined;
  let closest: string | undefined;
  let fewest = MAX_EDITS + 1;
  for (const candidate of known) {
    const edits = distance(word, candidate);
    if (edits >= fewest || edits * 2 > candidate.length) continue;
    closest = candidate;
    fewest = edits;
  }
  return closest;
}
