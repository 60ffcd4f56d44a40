// The views of a row of the matrix (see src/features/sentiment/model/views.ts), by machines that are still in training.

import { BUCKETS } from "../../src/features/sentiment/model/buckets.ts";
import { writeViews } from "../../src/features/sentiment/model/views.ts";
import type { Matrix } from "./dataset.ts";
import { marginOf } from "./svm.ts";

/** Writes what these machines say of a row at `at`; `viewsOf(machines.length)` numbers. */
export function rowViewsInto(
  views: Float64Array | Float32Array,
  at: number,
  {
    machines,
    matrix,
    row,
  }: { readonly machines: readonly Float32Array[]; readonly matrix: Matrix; readonly row: number },
): void {
  const { count, sentenceOf, ends, buckets, values } = matrix.sentences[row]!;
  const margins = new Float64Array(count * machines.length);
  let from = 0;
  for (const [part, to] of ends.entries()) {
    for (const [number, machine] of machines.entries()) {
      let margin = 0;
      for (let index = from; index < to; index += 1) margin += machine[buckets[index]!]! * values[index]!;
      margins[sentenceOf[part]! * machines.length + number]! += margin;
    }
    from = to;
  }
  writeViews(views, at, {
    text: machines.map((machine) => marginOf(machine, matrix, row)),
    extremes: machines.flatMap((machine) => extremesOf(machine, matrix, row)),
    sentences: margins,
    count,
    machines: machines.length,
  });
}

/** A machine's highest and lowest weight of the hashed inputs that a row has. */
function extremesOf(machine: Float32Array, { starts, columns }: Matrix, row: number): [number, number] {
  let highest = 0;
  let lowest = 0;
  for (let index = starts[row]!; index < starts[row + 1]!; index += 1) {
    const column = columns[index]!;
    if (column >= BUCKETS) continue;
    const weight = machine[column]!;
    if (weight > highest) highest = weight;
    else if (weight < lowest) lowest = weight;
  }
  return [highest, lowest];
}
