// Labelled texts as numbers: each text's features once, as rows of a sparse matrix and a dense one.

import { readFileSync } from "node:fs";
import { UserError } from "../../src/core/errors.ts";
import { DENSE, emptyFeatures, extract } from "../../src/features/sentiment/model/features.ts";
import { BUCKETS } from "../../src/features/sentiment/model/buckets.ts";
import { bucketsOf, type Hashed } from "../../src/features/sentiment/model/hashing.ts";
import { toProse } from "../../src/text/prose.ts";
import { lexemesOf } from "./lexemes.ts";
import { seededRandom } from "./random.ts";

export interface Example {
  /** Markdown, as people wrote it. */
  readonly text: string;
  readonly label: string;
  /** Texts of one group (a project, an issue) are never on both sides of a split. */
  readonly group?: string;
}

/** Rows in order; row `i` has the entries `starts[i]` to `starts[i + 1]` of `columns` and `values`. */
export interface Matrix {
  readonly rows: number;
  readonly starts: Uint32Array;
  /** A hashed bucket, or `BUCKETS + d` for dense number `d`. */
  readonly columns: Uint32Array;
  readonly values: Float32Array;
  /** Row-major, `DENSE` numbers a row. */
  readonly dense: Float32Array;
  /** The hashed part of each row's sentences. */
  readonly sentences: readonly Sentences[];
  /** Each row's words, as networks learn from them. */
  readonly lexemes: readonly Uint32Array[];
}

/** See `Hashed`. */
export interface Sentences {
  readonly count: number;
  readonly sentenceOf: Uint32Array;
  readonly ends: Uint32Array;
  readonly buckets: Uint32Array;
  readonly values: Float32Array;
}

/** Reads JSON lines of `{text, label, group?}`. */
export function readExamples(path: string): readonly Example[] {
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.flatMap((line, index) =>
    line.trim() === "" ? [] : [toExample(line, `${path}:${index + 1}`)],
  );
}

function toExample(line: string, where: string): Example {
  let row: Partial<Record<keyof Example, unknown>>;
  try {
    row = JSON.parse(line) as typeof row;
  } catch (cause) {
    throw new UserError(`${where} is no JSON.`, { cause });
  }
  const { text, label, group } = row;
  if (typeof text !== "string" || typeof label !== "string") {
    throw new UserError(
      `${where} has no text or no label. A row is {"text": …, "label": …}, with a "group" if it has one.`,
    );
  }
  const isGrouped = typeof group === "string" || typeof group === "number";
  return isGrouped ? { text, label, group: String(group) } : { text, label };
}

/** The features of texts. The dense numbers stand in the sparse rows too, multiplied by `denseWeight`. */
export function toMatrix(texts: readonly string[], denseWeight: number): Matrix {
  const starts = new Uint32Array(texts.length + 1);
  const dense = new Float32Array(texts.length * DENSE);
  const columns: Uint32Array[] = [];
  const values: Float32Array[] = [];
  const sentences: Sentences[] = [];
  const lexemes: Uint32Array[] = [];
  const features = emptyFeatures();
  for (const [row, text] of texts.entries()) {
    lexemes.push(lexemesOf(extract(toProse(text), features)));
    dense.set(features.dense, row * DENSE);
    sentences.push(sentencesOf(features));
    const used = Array.from(features.dense.keys()).filter((index) => features.dense[index] !== 0);
    columns.push(Uint32Array.from([...bucketsOf(features), ...used.map((index) => BUCKETS + index)]));
    values.push(
      Float32Array.from([
        ...features.values.subarray(0, features.size),
        ...used.map((index) => denseWeight * (features.dense[index] ?? 0)),
      ]),
    );
    starts[row + 1] = (starts[row] ?? 0) + features.size + used.length;
  }
  return {
    rows: texts.length,
    starts,
    dense,
    sentences,
    lexemes,
    columns: joined(columns),
    values: joinedFloats(values),
  };
}

function sentencesOf(features: Hashed): Sentences {
  const { sentences, parts, size, values } = features;
  if (sentences === 1) {
    return {
      count: 1,
      sentenceOf: Uint32Array.of(0),
      ends: Uint32Array.of(size),
      buckets: bucketsOf(features),
      values: values.slice(0, size),
    };
  }
  return {
    count: sentences,
    sentenceOf: parts.sentenceOf.slice(0, parts.count),
    ends: parts.ends.slice(0, parts.count),
    buckets: bucketsOf(parts),
    values: parts.values.slice(0, parts.size),
  };
}

/** The matrix with `width` more sparse entries a row, in the columns behind the dense numbers. `extra` is row-major. */
export function appendColumns(matrix: Matrix, extra: Float64Array, width: number): Matrix {
  const starts = matrix.starts.map((start, row) => start + row * width);
  const columns = new Uint32Array(matrix.columns.length + extra.length);
  const values = new Float32Array(columns.length);
  for (let row = 0; row < matrix.rows; row += 1) {
    const from = matrix.starts[row]!;
    const to = matrix.starts[row + 1]!;
    columns.set(matrix.columns.subarray(from, to), starts[row]);
    values.set(matrix.values.subarray(from, to), starts[row]);
    for (let index = 0; index < width; index += 1) {
      const at = starts[row + 1]! - width + index;
      columns[at] = BUCKETS + DENSE + index;
      values[at] = extra[row * width + index]!;
    }
  }
  return { ...matrix, starts, columns, values };
}

function joined(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function joinedFloats(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * A fold for each example, balanced by label: texts of one group share a fold, and so do equal texts. Larger groups are
 * dealt first, each to the fold that holds fewest.
 */
export function foldsOf(examples: readonly Example[], folds: number, seed: number): Uint8Array {
  const random = seededRandom(seed);
  const groups = new Map<string, number[]>();
  for (const [index, { text, group }] of examples.entries()) {
    const key = group === undefined ? `text ${text.trim().toLowerCase()}` : `group ${group}`;
    const members = groups.get(key) ?? [];
    members.push(index);
    groups.set(key, members);
  }
  const dealt = [...groups.values()]
    .map((members) => ({ members, chance: random(), label: examples[members[0] ?? 0]?.label ?? "" }))
    .sort((a, b) => b.members.length - a.members.length || a.chance - b.chance);
  const fold = new Uint8Array(examples.length);
  const sizes = new Map<string, number[]>();
  const totals = Array.from({ length: folds }, () => 0);
  for (const { members, label } of dealt) {
    // Single texts are balanced by label, groups by size.
    const counted =
      members.length > 2 ? totals : (sizes.get(label) ?? Array.from({ length: folds }, () => 0));
    if (counted !== totals) sizes.set(label, counted);
    const chosen = counted.indexOf(Math.min(...counted));
    counted[chosen] = (counted[chosen] ?? 0) + members.length;
    for (const member of members) fold[member] = chosen;
  }
  return fold;
}
