// The files, and the parts of files, that are made from the code: the JSON Schema of stoa.yml, the tables of its keys in
// docs/configuration.md, and the table of commands in docs/commands.md.

import { readFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { z } from "zod";
import { commandTable } from "../src/commands/help.ts";
import { configSchema } from "../src/config/repository.ts";
import { features } from "../src/features/index.ts";

/** As much of JSON Schema as our configuration needs. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** Each file's path and whole text, as it should be. */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  const schema = z.toJSONSchema(configSchema(features), { io: "input", unrepresentable: "any" });
  const title = "Stoa: .github/stoa.yml";
  return {
    "docs/stoa.schema.json": `${JSON.stringify({ title, ...schema }, null, 2)}\n`,
    "docs/configuration.md": await withPart("docs/configuration.md", "keys", keyTables(schema as Schema)),
    "docs/commands.md": await withPart("docs/commands.md", "commands", commandTable()),
  };
}

/** The file with what stands between `<!-- name -->` and `<!-- /name -->` replaced, as prettier leaves it. */
async function withPart(path: string, name: string, part: string): Promise<string> {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const text = readFileSync(path, "utf8");
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${path} has no part between ${start} and ${end}`);
  const whole = `${text.slice(0, from + start.length)}\n\n${part}\n\n${text.slice(to)}`;
  return format(whole, { ...(await resolveConfig(path)), parser: "markdown" });
}

/** A heading and a table for each feature. */
function keyTables(schema: Schema): string {
  return Object.entries(schema.properties ?? {})
    .filter(([, part]) => part.properties)
    .map(([feature, part]) => {
      const rows = keyRows(part, feature, new Set(part.required));
      return [`### \`${feature}\``, "", "| key | default | meaning |", "| --- | --- | --- |", ...rows].join(
        "\n",
      );
    })
    .join("\n\n");
}

function keyRows(schema: Schema, path: string, required: ReadonlySet<string>): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, part]) => {
    const name = `${path}.${key}`;
    const nested = nestedOf(part, name);
    const meaning = [part.description ?? "", range(part)].filter((text) => text !== "").join(" ");
    const row = `| \`${name}\` | ${required.has(key) ? "_required_" : defaultOf(part)} | ${cell(meaning)} |`;
    // The keys of an object say what it holds; its own default says nothing more.
    return part.properties ? nested : [row, ...nested];
  });
}

/** Rows for the keys of an object, of a list's objects, or of the object that a value may be instead of null. */
function nestedOf(schema: Schema, name: string): string[] {
  const object = [schema, schema.items, ...(schema.anyOf ?? [])].find((one) => one?.properties);
  if (!object) return [];
  const path = object === schema.items ? `${name}[]` : name;
  return keyRows(object, path, new Set(object.required));
}

function defaultOf({ default: value }: Schema): string {
  return value === undefined ? "none" : `\`${inYaml(value)}\``;
}

/** One line of YAML that means this value. */
function inYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inYaml).join(", ")}]`;
  if (typeof value === "string" && !/^[a-z][\w /.-]*$/i.test(value)) return JSON.stringify(value);
  return String(value);
}

/** What a value may be, where its description does not say so already. */
function range({ description = "", minimum = 0, maximum, enum: values, items }: Schema): string {
  const choices = (values ?? items?.enum ?? []).map(String);
  if (choices.some((choice) => !description.includes(choice))) {
    return `One of ${choices.map((choice) => `\`${choice}\``).join(", ")}.`;
  }
  const isBounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  const bounds = `${minimum} to ${maximum}`;
  return isBounded && !description.includes(bounds) ? `From ${bounds}.` : "";
}

/** Text as it may stand in a cell: no bar ends it, no star makes it slanted. */
function cell(text: string): string {
  return text.replaceAll(/[|*<]/g, String.raw`\$&`);
}
