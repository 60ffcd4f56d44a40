// Which speech acts a text holds: where, how often, and whether negated.

import { ACT_NAMES, GOES_ON, nextNode, NODE_ACTS, NODE_STARTS } from "./acts.ts";
import type { Sentences } from "./tokens.ts";
import { actNodes, laterWords } from "./vocabulary.ts";

/** Numbers for each act: seen, how often, in the opening, in the last sentence, negated. */
export const PER_ACT = 5;
/** An opening is this many words long. */
const OPENING = 3;

/** Writes the acts of a text at `offset`: `PER_ACT` numbers for each act, most 0 or 1, a count as log₂(1 + n). */
export function writeActs(sentences: Sentences, dense: Float32Array, offset: number): void {
  const { count, ends, tokens, negated } = sentences;
  let at = 0;
  for (let sentence = 0; sentence < count; sentence += 1) {
    const isLast = sentence === count - 1;
    for (const end = ends[sentence]!; at < end; at += 1) {
      let node = actNodes[tokens[at]!]!;
      for (let after = at + 1; node !== 0; after += 1) {
        const last = NODE_STARTS[node + 1]!;
        for (let index = NODE_STARTS[node]!; index < last; index += 1) {
          const slot = offset + NODE_ACTS[index]! * PER_ACT;
          dense[slot] = 1;
          dense[slot + 1]! += 1;
          if (sentence === 0 && at < OPENING) dense[slot + 2] = 1;
          if (isLast) dense[slot + 3] = 1;
          if (negated[at] === 1) dense[slot + 4] = 1;
        }
        node = GOES_ON[node] === 0 || after >= end ? 0 : nextNode(node, laterWords[tokens[after]!]!);
      }
    }
  }
  for (let act = 0; act < ACT_NAMES.length; act += 1) {
    const slot = offset + act * PER_ACT + 1;
    const times = dense[slot]!;
    if (times > 0) dense[slot] = Math.log2(1 + times);
  }
}
