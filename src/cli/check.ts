// `stoa check FILE`: is this stoa.yml right?

import { readFileSync } from "node:fs";
import { configSchema, parseConfig } from "../config/repository.ts";
import { UserError } from "../core/errors.ts";
import { features } from "../features/index.ts";

/** @throws UserError that lists every problem with its line, when there are any. */
export function checkConfigFile(path: string): void {
  const parsed = parseConfig(read(path), configSchema(features));
  if (!parsed.ok) {
    const lines = parsed.problems.map(({ line, column, message }) => `${path}:${line}:${column} ${message}`);
    throw new UserError(lines.join("\n"));
  }
  process.stdout.write(`${path} is good.\n`);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError(`Cannot read ${path}: ${(error as Error).message}.`, { cause: error });
  }
}
