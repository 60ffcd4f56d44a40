// Writes the files that are made from the code: the JSON Schema of stoa.yml. With --check it writes nothing and fails
// when one of them is out of date.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { configSchema } from "../src/config/repository.ts";
import { features } from "../src/features/index.ts";

const generated: Readonly<Record<string, string>> = {
  "docs/stoa.schema.json": `${JSON.stringify(
    {
      title: "Stoa: .github/stoa.yml",
      ...z.toJSONSchema(configSchema(features), { io: "input", unrepresentable: "any" }),
    },
    null,
    2,
  )}\n`,
};

const isCheck = process.argv.includes("--check");
for (const [path, text] of Object.entries(generated)) {
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
