// Keeps the credentials of the App that was registered: in a file that only its owner may read, or as lines for the
// operator to copy. Reading the file back is config/credentials.ts.

import { accessSync, chmodSync, closeSync, constants, existsSync, mkdirSync, openSync } from "node:fs";
import { fsyncSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { asVariables, type Credentials } from "../config/credentials.ts";
import { UserError } from "../core/errors.ts";

const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/**
 * Writes the credentials to the file at `path`, whole or not at all: into a new file first, which then takes its
 * place.
 * @throws UserError when the file cannot be written.
 */
export function saveCredentials(path: string, credentials: Credentials): void {
  const draft = `${path}.${process.pid}.new`;
  try {
    makeFolder(dirname(path));
    const file = openSync(draft, "w", OWNER_ONLY);
    try {
      // A draft left by a crash keeps the mode it had.
      chmodSync(draft, OWNER_ONLY);
      writeSync(file, `${JSON.stringify(credentials, null, 2)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    if (existsSync(draft)) rmSync(draft);
    throw cannotWrite(path, error);
  }
}

/**
 * Makes sure, before anything is registered, that the file can be written: GitHub tells an App's key once.
 * @throws UserError when it cannot.
 */
export function checkCanSave(path: string): void {
  try {
    makeFolder(dirname(path));
    accessSync(dirname(path), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** Folder by folder: Node's recursive mkdir never returns where the system answers ENOENT, as it does below /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, OWNER_ONLY_FOLDER);
}

function cannotWrite(path: string, error: unknown): UserError {
  return new UserError(
    `Cannot write the credentials to ${path}: ${(error as Error).message}. Set CREDENTIALS_PATH to a file in a folder that Stoa may write to, or choose to set the variables yourself.`,
    { cause: error },
  );
}

/** The credentials as lines of an environment file; the key in base64, so that it is one line. */
export function environmentLines(credentials: Credentials): string {
  const { PRIVATE_KEY: key, ...others } = asVariables(credentials);
  const variables = { ...others, PRIVATE_KEY: Buffer.from(key).toString("base64") };
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}
