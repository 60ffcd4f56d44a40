// How well Stoa tells the tone of a file of labelled texts, beside four libraries in the same run.
//
//   npm run bench -- sentiment FILE                    the shipped model
//   npm run bench -- sentiment FILE --cross-validate   models of the same recipe, trained on folds of FILE
//
// FILE holds JSON lines {"text", "label", "group"?}: negative, neutral and positive, or civil and uncivil. In the folds,
// texts of one group stay together, and the sets the shipped model was trained on are learned from too when they lie
// beside FILE. F1 on texts that the shipped model was trained on says nothing; the bench says whether it was.

import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { crossValidateHeat, crossValidatePolarity } from "../scripts/sentiment/cross-validate.ts";
import { readExamples, type Example } from "../scripts/sentiment/dataset.ts";
import { textHash } from "../scripts/sentiment/export.ts";
import { meanMeasures, measure, type Answer, type Measures } from "../scripts/sentiment/measures.ts";
import { SEED, SOURCES, type TrainingExample } from "../scripts/sentiment/recipe.ts";
import { UserError } from "../src/core/errors.ts";
import { POLARITIES, type ModelFile } from "../src/features/sentiment/model/format.ts";
import { shippedModel, toModel } from "../src/features/sentiment/model/model.ts";
import { readValences } from "../src/features/sentiment/model/valences.ts";
import { isEnglish } from "../src/text/language.ts";
import { decodeVectors, type VectorsFile } from "../src/features/sentiment/model/word-vectors.ts";
import { toProse } from "../src/text/prose.ts";
import { printTable } from "./print.ts";
import { LIBRARIES } from "./sentiment-libraries.ts";

const CIVILITY = ["civil", "uncivil"];
/** The fastest of these passes counts: the others met the compiler, or neighbours on the machine. */
const TIMED_PASSES = 12;
/** Texts timed together: short enough that some pass of it runs undisturbed. */
const SLICE = 50;

type Report = Measures;

interface Timed {
  /** Microseconds for one text, its Markdown included; for Stoa the recognition of its language, too. */
  readonly micros: number;
}

/** Seeds of the splits into folds: by one alone, figures are off by .002 on 5,000 texts and by .01 on 1,000. */
const SPLITS = [SEED, SEED + 1, SEED + 2];

export async function benchSentiment(parameters: readonly string[]): Promise<void> {
  const path = parameters.find((one) => !one.startsWith("--"));
  if (path === undefined || !existsSync(path))
    throw new UserError("Name a file: npm run bench -- sentiment FILE");
  const examples = readExamples(path);
  const labels = labelsOf(examples, path);
  const isCrossValidated = parameters.includes("--cross-validate");
  const trainedShare = shareTrainedOn(examples);
  const report = isCrossValidated ? crossValidateFile(path, examples, labels) : scoreFile(examples, labels);
  const baselines = new Map<string, Report & Timed>();
  for (const library of LIBRARIES) {
    const polarityOf = await library.load();
    const micros = timePerDocument(examples, (text) => polarityOf(toProse(text).text));
    baselines.set(library.name, { ...scoreLibrary(polarityOf, examples, labels), micros });
  }
  const own = { ...report, micros: timePerDocument(examples, readTone) };
  const how = isCrossValidated
    ? `the mean of ${SPLITS.length} splits into five folds, none seen in training`
    : "the shipped model";
  console.log(`${basename(path)}: ${examples.length} texts; ${how}.`);
  console.log(
    `${(100 * trainedShare).toFixed(1)} % of them were in the shipped model's training data${
      trainedShare > 0 && !isCrossValidated
        ? ", so these figures are no measure of it: use --cross-validate"
        : ""
    }.\n`,
  );
  printTable(
    ["", "macro-F1", "accuracy", "F1 at 90 %", "ECE", ...labels, "µs a text"],
    [row("Stoa", own), ...[...baselines].map(([name, one]) => row(name, one))],
  );
  console.log(
    JSON.stringify({
      file: basename(path),
      texts: examples.length,
      crossValidated: isCrossValidated,
      inTrainingData: trainedShare > 0,
      shareInTrainingData: round(trainedShare),
      macroF1: round(report.macroF1),
      accuracy: round(report.accuracy),
      f1At90: round(report.f1At90),
      ece: round(report.ece),
      eceByChance: round(report.eceByChance),
      f1: Object.fromEntries(labels.map((label, index) => [label, round(report.f1[index] ?? 0)])),
      microsPerDocument: round(own.micros),
      // Of those about 200 characters long, language included; null where there are too few.
      microsPer200Characters: timePer200Characters(examples),
      ...loadFigures(),
      charactersPerDocument: Math.round(
        examples.reduce((sum, { text }) => sum + text.length, 0) / examples.length,
      ),
      baselines: Object.fromEntries(
        [...baselines].map(([name, { macroF1, accuracy, micros }]) => [
          name,
          { macroF1: round(macroF1), accuracy: round(accuracy), microsPerDocument: round(micros) },
        ]),
      ),
    }),
  );
}

function labelsOf(examples: readonly Example[], path: string): readonly string[] {
  const known = [POLARITIES, CIVILITY].find((labels: readonly string[]) =>
    examples.every(({ label }) => labels.includes(label)),
  );
  if (known === undefined || examples.length === 0) {
    throw new UserError(`${path} must be labelled negative, neutral and positive, or civil and uncivil.`);
  }
  return known;
}

function shareTrainedOn(examples: readonly Example[]): number {
  const hashes = new Set(shippedModel().numbers.trainingTexts);
  return examples.filter(({ text }) => hashes.has(textHash(text))).length / examples.length;
}

function scoreFile(examples: readonly Example[], labels: readonly string[]): Report {
  const model = shippedModel();
  const answers = examples.map(({ text }): Answer => {
    const { probabilities, heat } = model.read(toProse(text));
    if (labels === CIVILITY) {
      return heat >= model.file.heat.heatedFrom
        ? { label: 1, confidence: heat }
        : { label: 0, confidence: 1 - heat };
    }
    const confidence = Math.max(...probabilities);
    return { label: probabilities.indexOf(confidence), confidence };
  });
  return measure(truthOf(examples, labels), answers, labels.length);
}

function crossValidateFile(path: string, examples: readonly Example[], labels: readonly string[]): Report {
  const name = basename(path, ".jsonl");
  const beside = SOURCES.flatMap((source) => trainingSet(dirname(path), source, name));
  const inSplits = (split: (seed: number) => Report): Report =>
    meanMeasures(
      SPLITS.map((seed, index) => {
        console.log(`Split ${index + 1} of ${SPLITS.length} …`);
        const report = split(seed);
        console.log(
          `  macro-F1 ${round(report.macroF1)}, at 90 % ${round(report.f1At90)}, ECE ${round(report.ece)}`,
        );
        return report;
      }),
    );
  if (labels === CIVILITY) {
    if (beside.length === 0)
      throw new UserError(
        `Heat is learned on top of ${SOURCES[0]?.name}.jsonl, which must lie beside ${path}.`,
      );
    return inSplits((seed) => crossValidateHeat(beside, examples, seed));
  }
  const weight = SOURCES.find((source) => source.name === name)?.weight ?? 1;
  const own = examples.map((example): TrainingExample => ({ ...example, source: name, weight }));
  return inSplits(
    (seed) =>
      crossValidatePolarity([...own, ...beside], [name], seed)[name] ?? measure([], [], labels.length),
  );
}

function trainingSet(
  folder: string,
  { name, weight }: (typeof SOURCES)[number],
  left: string,
): TrainingExample[] {
  const path = join(folder, `${name}.jsonl`);
  if (name === left || !existsSync(path)) return [];
  return readExamples(path).map((example) => ({ ...example, source: name, weight }));
}

/** A library's polarity, with its own thresholds. Where civility is asked for, what it calls negative is uncivil. */
function scoreLibrary(
  polarityOf: (text: string) => number,
  examples: readonly Example[],
  labels: readonly string[],
): Report {
  const answers = examples.map(({ text }): Answer => {
    const polarity = polarityOf(toProse(text).text);
    return { label: labels === CIVILITY ? Number(polarity < 0) : polarity + 1, confidence: 1 };
  });
  return measure(truthOf(examples, labels), answers, labels.length);
}

function truthOf(examples: readonly Example[], labels: readonly string[]): number[] {
  return examples.map(({ label }) => labels.indexOf(label));
}

/** As Stoa scores a remark: Markdown, language, model. */
function readTone(text: string): void {
  const prose = toProse(text);
  if (isEnglish(prose.text) !== false) shippedModel().read(prose);
}

/** Microseconds for one text, from its Markdown to its tone: slice by slice, of each the fastest pass. */
function timePerDocument(examples: readonly Example[], read: (text: string) => unknown): number {
  const fastest: number[] = [];
  for (let pass = 0; pass < TIMED_PASSES; pass += 1) {
    for (let from = 0; from < examples.length; from += SLICE) {
      const slice = examples.slice(from, from + SLICE);
      const start = performance.now();
      for (const { text } of slice) read(text);
      const took = performance.now() - start;
      fastest[from / SLICE] = Math.min(fastest[from / SLICE] ?? Infinity, took);
    }
  }
  return (1000 * fastest.reduce((sum, took) => sum + took, 0)) / examples.length;
}

function timePer200Characters(examples: readonly Example[]): number | null {
  const some = examples.filter(({ text }) => text.length >= 150 && text.length <= 250);
  return some.length < SLICE ? null : round(timePerDocument(some, readTone));
}

/** The model's two files, and how long it takes to read the lexica and to make a model of them (the fastest of some). */
function loadFigures(): { readonly modelBytes: number; readonly loadMillis: number } {
  const [path, vectorsPath] = ["model.json", "vectors.json"].map((name) =>
    fileURLToPath(new URL(`../src/features/sentiment/model/${name}`, import.meta.url)),
  ) as [string, string];
  let fastest = Infinity;
  for (let pass = 0; pass < TIMED_PASSES; pass += 1) {
    const start = performance.now();
    readValences();
    decodeVectors(JSON.parse(readFileSync(vectorsPath, "utf8")) as VectorsFile);
    toModel(JSON.parse(readFileSync(path, "utf8")) as ModelFile);
    fastest = Math.min(fastest, performance.now() - start);
  }
  return { modelBytes: statSync(path).size + statSync(vectorsPath).size, loadMillis: round(fastest) };
}

function row(name: string, { macroF1, accuracy, f1At90, ece, f1, micros }: Report & Timed): string[] {
  const measures = [macroF1, accuracy, f1At90, ece, ...f1].map((value) => value.toFixed(3));
  return [name, ...measures, micros.toFixed(0)];
}

function round(value: number): number {
  return Number(value.toFixed(4));
}
