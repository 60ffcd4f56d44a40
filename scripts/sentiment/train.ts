// Trains the sentiment model that Stoa ships, and measures it by cross-validation.
//
//   npx tsx scripts/sentiment/train.ts FOLDER             writes src/features/sentiment/model/model.json
//   npx tsx scripts/sentiment/train.ts FOLDER --measure   and the report beside it: takes some ten minutes
//
// FOLDER holds github.jsonl, pull-requests.jsonl, stackoverflow.jsonl and heated.jsonl. One seed, so the same texts give
// the same model. Vectors of words are those of src/features/sentiment/model/vectors.json: no label had a part in them, and
// make-vectors.ts says how they were made, and how to make them anew.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { crossValidate } from "./cross-validate.ts";
import { exportModel } from "./export.ts";
import { readExamples } from "./dataset.ts";
import { fitHeat, heatData } from "./heat.ts";
import { fitStack } from "./stack.ts";
import { label, machineViews, SEED, SOURCES, STACK_OPTIONS } from "./recipe.ts";

const MODEL = new URL("../../src/features/sentiment/model/model.json", import.meta.url);
const REPORT = new URL("../../src/features/sentiment/model/report.json", import.meta.url);

const [folder, ...flags] = process.argv.slice(2);
if (folder === undefined) {
  console.error("Usage: npx tsx scripts/sentiment/train.ts FOLDER [--measure]");
  process.exit(1);
}

const examples = SOURCES.flatMap(({ name, weight }) =>
  readExamples(join(folder, `${name}.jsonl`)).map((example) => ({ ...example, source: name, weight })),
);
const heated = readExamples(join(folder, "heated.jsonl"));
const data = label(examples);
const stack = fitStack(data, Uint32Array.from(examples.keys()), STACK_OPTIONS, SEED);
const heat = heatData(heated, machineViews(stack));
const heatModel = fitHeat(heat, Uint32Array.from(heated.keys()), SEED);
const file = exportModel({ stack, heatModel, examples, heated });
writeFileSync(MODEL, `${JSON.stringify(file, undefined, 2)}\n`);
console.log(`Trained on ${examples.length} texts, and ${heated.length} for heat.`);

if (flags.includes("--measure")) {
  const report = crossValidate(examples, heated);
  writeFileSync(REPORT, `${JSON.stringify(report, undefined, 2)}\n`);
  console.log(JSON.stringify(report));
}
