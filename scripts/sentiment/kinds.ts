// Learns to tell by its dense numbers what kind of text a text looks to be (see src/features/sentiment/model/kinds.ts): a
// multinomial logistic regression with a ridge, each kind weighing the same, by gradient descent with momentum.

import { softmax } from "../../src/features/sentiment/model/kinds.ts";
import type { Columns } from "./boosting.ts";

const STEPS = 200;
const RATE = 0.05;
const MOMENTUM = 0.9;
/** Pulls weights towards zero, of inputs whose standard deviation is 1. */
const RIDGE = 0.2;

/** By input and kind, the constants last: what `kindsInto` reads. */
export function fitKinds({
  data,
  rows,
  kinds,
  count,
}: {
  readonly data: Columns;
  readonly rows: Uint32Array;
  /** The kind of each row of the data, from 0. */
  readonly kinds: Uint8Array;
  readonly count: number;
}): Float32Array {
  const { width } = data;
  const scales = inverseDeviations(data, rows);
  const dense = data.values.map((value, at) => value * scales[at % width]!);
  const sizes = new Float64Array(count);
  for (const row of rows) sizes[kinds[row]!]! += 1;
  const weights = new Float64Array((width + 1) * count);
  const speed = new Float64Array(weights.length);
  const errors = new Float64Array(count);
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = weights.map((weight, at) => (at < width * count ? RIDGE * weight : 0));
    for (const row of rows) {
      kindsInto(errors, { dense, at: row * width, size: width }, weights);
      errors[kinds[row]!]! -= 1;
      const share = 1 / (count * sizes[kinds[row]!]!);
      for (let kind = 0; kind < count; kind += 1) {
        errors[kind]! *= share;
        gradient[width * count + kind]! += errors[kind]!;
      }
      for (let input = 0; input < width; input += 1) {
        const value = dense[row * width + input]!;
        if (value === 0) continue;
        for (let kind = 0; kind < count; kind += 1) gradient[input * count + kind]! += value * errors[kind]!;
      }
    }
    for (let at = 0; at < weights.length; at += 1) {
      speed[at] = MOMENTUM * speed[at]! - RATE * gradient[at]!;
      weights[at]! += speed[at]!;
    }
  }
  return Float32Array.from(weights, (weight, at) => weight * (scales[Math.floor(at / count)] ?? 1));
}

/** By input: 1 / its standard deviation, 0 where it is always the same. */
function inverseDeviations({ width, values }: Columns, rows: Uint32Array): Float64Array {
  return Float64Array.from({ length: width }, (_, input) => {
    let sum = 0;
    let squares = 0;
    for (const row of rows) {
      const value = values[row * width + input]!;
      sum += value;
      squares += value ** 2;
    }
    const variance = squares / rows.length - (sum / rows.length) ** 2;
    return variance < 1e-9 ? 0 : 1 / Math.sqrt(variance);
  });
}

/** Writes the probability of each kind for the text whose dense numbers begin at `at`; weights are by input, the 1 last. */
export function kindsInto(
  kinds: Float64Array,
  { dense, at, size }: { readonly dense: ArrayLike<number>; readonly at: number; readonly size: number },
  weights: ArrayLike<number>,
): void {
  const count = kinds.length;
  for (let kind = 0; kind < count; kind += 1) kinds[kind] = weights[size * count + kind]!;
  for (let input = 0; input < size; input += 1) {
    const value = dense[at + input]!;
    if (value === 0) continue;
    for (let kind = 0; kind < count; kind += 1) kinds[kind]! += value * weights[input * count + kind]!;
  }
  softmax(kinds);
}
