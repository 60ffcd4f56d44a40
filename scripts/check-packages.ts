// `npm run check:packages`: is all that would be installed pinned, checked by its hash, free of scripts that nobody read, and
// under a licence we may ship?

import { existsSync, readFileSync } from "node:fs";
import { packageProblems, type Lock, type Manifest } from "./packages.ts";

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** Old packages have an object, or a list of them. */
function licenceOf(path: string): unknown {
  const file = `${path}/package.json`;
  if (!existsSync(file)) return undefined;
  const { license, licenses } = readJson(file) as { license?: unknown; licenses?: unknown };
  const stated: unknown = [license ?? licenses].flat()[0];
  if (typeof stated !== "object" || stated === null) return stated ?? null;
  return (stated as { type?: unknown }).type ?? null;
}

const problems = packageProblems(
  readJson("package.json") as Manifest,
  readJson("package-lock.json") as Lock,
  licenceOf,
);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
