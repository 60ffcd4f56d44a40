// How much a text looks like each of the kinds of text that the model learned from, and the temperature that follows: with the
// same score an answer is right less often in a review than in a short remark.

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

/** The geometric mean of the kinds' temperatures, each weighed by its probability. */
export function temperatureOf(kinds: Float64Array, temperatures: readonly number[]): number {
  let logarithm = 0;
  for (let kind = 0; kind < kinds.length; kind += 1)
    logarithm += kinds[kind]! * Math.log(temperatures[kind]!);
  return Math.exp(logarithm);
}

/** Makes probabilities of scores, in place. */
export function softmax(scores: Float64Array): void {
  let highest = -Infinity;
  for (let index = 0; index < scores.length; index += 1) highest = Math.max(highest, scores[index]!);
  let sum = 0;
  for (let index = 0; index < scores.length; index += 1) {
    scores[index] = Math.exp(scores[index]! - highest);
    sum += scores[index]!;
  }
  for (let index = 0; index < scores.length; index += 1) scores[index]! /= sum;
}
