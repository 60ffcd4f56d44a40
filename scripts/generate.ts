// Writes the files that are made from the code (see generated.ts). With --check it writes nothing and fails when one of
// them is out of date.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { generatedFiles } from "./generated.ts";

const isCheck = process.argv.includes("--check");
for (const [path, text] of Object.entries(await generatedFiles())) {
  const isCurrent = existsSync(path) && readFileSync(path, "utf8") === text;
  if (isCurrent) continue;
  if (isCheck) {
    console.error(`${path} is out of date. Run: npm run generate`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, text);
    console.log(`wrote ${path}`);
  }
}
