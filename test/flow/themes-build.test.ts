// The build as it is shipped: its worker thread, which tests otherwise start from source, finds themes.

import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

let folder: string;
beforeAll(() => {
  // Within the project, so that the build finds its packages and knows that it is made of modules.
  mkdirSync(join(ROOT, ".stoa"), { recursive: true });
  folder = mkdtempSync(join(ROOT, ".stoa", "build-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the build finds themes in its worker thread, without what reads TypeScript", async () => {
  const compiler = join(ROOT, "node_modules", "typescript", "bin", "tsc");
  // Types are checked by `npm run check`.
  await run(process.execPath, [compiler, "-p", "tsconfig.build.json", "--noCheck", "--outDir", folder], {
    cwd: ROOT,
  });
  const refit = pathToFileURL(join(folder, "features", "themes", "refit.js")).href;
  const script = `
    import { findInBackground } from ${JSON.stringify(refit)};
    const words = ["memory heap limit", "java agent attach", "helm chart values", "windows service start"];
    const threads = Array.from({ length: 400 }, (_, index) => ({
      id: "1#" + index, personId: index % 7, createdAt: index, title: words[index % 4] + " " + (index % 5), body: "",
    }));
    const input = { installationId: 11, before: 400, ignored: [], themeByThread: new Map(), coldSize: 0, modelAt: null, threads };
    const { themes } = await findInBackground(input);
    console.log(JSON.stringify(themes.map(({ threads: of }) => of.length)));`;
  const file = join(folder, "find.js");
  writeFileSync(file, script);
  const { stdout } = await run(process.execPath, [file], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"] ?? "" },
  });
  const sizes = JSON.parse(stdout) as readonly number[];
  expect(sizes.length).toBeGreaterThanOrEqual(4);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(300);
});
