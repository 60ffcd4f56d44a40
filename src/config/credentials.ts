// The App's credentials as set-up keeps them: a file beside the database, read when no variable names an App. What it
// holds is handed on as if it stood in the environment, so that the same checks apply.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { UserError } from "../core/errors.ts";

/** The variables that make an App; when any of them is set, the file is not looked at. */
const NAMES = ["APP_ID", "PRIVATE_KEY", "PRIVATE_KEY_PATH", "WEBHOOK_SECRET"] as const;

const FILE_NAME = "credentials.json";

/** What the file holds. */
export const credentialsSchema = z.object({
  appId: z.number().int().positive(),
  /** The App's name in addresses, such as `stoa-acme`. */
  slug: z.string(),
  /** The App's page on GitHub. */
  url: z.string(),
  /** PEM. */
  privateKey: z.string(),
  webhookSecret: z.string(),
});

export type Credentials = z.infer<typeof credentialsSchema>;

/** Environment variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Whether the environment says which App this is, rightly or wrongly. */
export function namesAnApp(variables: Variables): boolean {
  return NAMES.some((name) => (variables[name] ?? "") !== "");
}

/** Where the file lies when CREDENTIALS_PATH does not say: beside a SQLite database, otherwise in ./.stoa. */
export function defaultCredentialsPath(databaseUrl: string): string {
  const isFile = !/^postgres(ql)?:\/\//.test(databaseUrl) && databaseUrl !== ":memory:";
  const folder = isFile ? dirname(databaseUrl.replace(/^(sqlite|file):(\/\/)?/, "")) : "./.stoa";
  return join(folder, FILE_NAME);
}

/**
 * Reads the file; undefined when there is none.
 * @throws UserError when it is there and cannot be used.
 */
export function loadCredentials(path: string): Credentials | undefined {
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  try {
    return credentialsSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new UserError(
      `The credentials in ${path} cannot be read. Put back a copy of the file, or set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET; without the file, Stoa offers its set-up page again.`,
      { cause: error },
    );
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new UserError(`Cannot read the credentials in ${path}: ${message}.`, { cause: error });
  }
}

/** The credentials as the variables that would name them. */
export function asVariables({ appId, privateKey, webhookSecret }: Credentials) {
  return { APP_ID: String(appId), PRIVATE_KEY: privateKey, WEBHOOK_SECRET: webhookSecret };
}
