// The program of stoa-process.ts, compiled once: a test that starts it a hundred times would compile it a hundred times.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** What the program looks for beside its folders. */
const BESIDE = ["node_modules", "migrations", "app.yml", "package.json"];

export interface Compiled {
  /** Laid out like the project: `test/chaos/stoa-process.js`, `src/…`. */
  readonly folder: string;
  remove(): void;
}

/** Compiles without checking: that is `npm run check`'s. */
export function compileProcess(): Compiled {
  const folder = mkdtempSync(join(tmpdir(), "stoa-compiled-"));
  const files = ["test/chaos/stoa-process.ts", "test/chaos/kill-at.ts"];
  const options = {
    extends: join(ROOT, "tsconfig.json"),
    compilerOptions: {
      noEmit: false,
      noCheck: true,
      outDir: folder,
      rootDir: ROOT,
      typeRoots: [join(ROOT, "node_modules/@types")],
    },
    files: [...files, "src/db/checkpointer.mjs"].map((file) => join(ROOT, file)),
    include: [],
  };
  const project = join(folder, "tsconfig.json");
  writeFileSync(project, JSON.stringify(options));
  for (const name of BESIDE) symlinkSync(join(ROOT, name), join(folder, name));
  execFileSync(join(ROOT, "node_modules/.bin/tsc"), ["-p", project], { stdio: "inherit" });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
