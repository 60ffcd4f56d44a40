// How much a text looks like each of the kinds of text that the model learned from, and the temperature that follows: with the
// same score an answer is right less often in a review than in a short remark.

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
