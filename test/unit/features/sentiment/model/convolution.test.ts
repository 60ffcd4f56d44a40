import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lexemesOf } from "../../../../../scripts/sentiment/lexemes.ts";
import { networkScorer } from "../../../../../scripts/sentiment/network-scores.ts";
import { trainNetwork } from "../../../../../scripts/sentiment/network-training.ts";
import {
  TAPS_OF_FILTER,
  poolTaps,
  TAP_STEP,
  toNetworksReader,
  WIDTHS,
  writeOutputs,
} from "../../../../../src/features/sentiment/model/convolution.ts";
import { shippedModel } from "../../../../../src/features/sentiment/model/model.ts";
import { toSentences } from "../../../../../src/features/sentiment/model/tokens.ts";
import { makeRoom } from "../../../../../src/features/sentiment/model/vocabulary.ts";
import { shippedVectors } from "../../../../../src/features/sentiment/model/word-vectors.ts";

const { networks } = shippedModel().numbers;

describe("the network", () => {
  test("takes of each filter the strongest answer to so many words in a row", () => {
    const words = fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 12, maxLength: 12 }), {
      minLength: 3,
      maxLength: 9,
    });
    fc.assert(
      fc.property(words, (text) => {
        const pooled = new Float64Array(2 * WIDTHS);
        const skipped = [5, -7];
        poolTaps(
          Int16Array.from([...skipped, ...text.flat()]),
          {
            places: Int32Array.from(text.keys(), (index) => index * 2 * TAPS_OF_FILTER),
            count: text.length,
            offset: skipped.length,
          },
          pooled,
        );
        const strongest = (filter: number, width: number, place: number) => {
          const answers = text
            .slice(0, text.length - width + 1)
            .map((_, start) =>
              text
                .slice(start, start + width)
                .reduce((sum, taps, index) => sum + taps[filter * TAPS_OF_FILTER + place + index]!, 0),
            );
          return Math.max(...answers);
        };
        expect([...pooled].map((answer) => answer / TAP_STEP)).toEqual([
          strongest(0, 1, 0),
          strongest(1, 1, 0),
          strongest(0, 2, 1),
          strongest(1, 2, 1),
          strongest(0, 3, 3),
          strongest(1, 3, 3),
        ]);
      }),
    );
  });

  test("adds up answers above nothing, and tells how its outputs differ", () => {
    const outputs = new Float64Array(3);
    const network = {
      biases: Float32Array.of(1, 1, 0),
      // Two outputs: weights of three filters each, then the constants.
      outputs: Float32Array.of(1, 2, 3, 0, 0, 1, 0.5, 1.5),
    };
    // Answers: 3, nothing, 2; so 3 + 6 + .5 and 2 + 1.5, whose mean is 6.5.
    writeOutputs(network, Float64Array.of(2, -5, 2), outputs, 1);
    expect([...outputs]).toEqual([0, 3, -3]);
  });

  test("says the same of a text when all words were forgotten, and of one without words", () => {
    const read = toNetworksReader(networks, shippedVectors());
    const told = (text: string) => {
      const outputs = new Float64Array(5);
      read(toSentences(text), outputs);
      return [...outputs];
    };
    const before = told("Thanks a lot! This is what I wanted :)");
    makeRoom(2 ** 14 + 1);
    told("Other words come first now");
    expect(told("Thanks a lot! This is what I wanted :)")).toEqual(before);
    expect(before[2]).toBeGreaterThan(1);
    expect(told("").every(Number.isFinite)).toBe(true);
  });

  test("learns, and runs as it learned", () => {
    const texts = ["great work", "nice, thanks!", "awful mess", "this is a horrible idea"];
    const sequences = texts.map((text) => lexemesOf(toSentences(text)));
    const network = trainNetwork({
      sequences,
      rows: Uint32Array.from({ length: 480 }, (_, index) => index % 4),
      labels: Uint8Array.of(1, 1, 0, 0),
      weights: new Float64Array(4).fill(1),
      classes: 2,
      seed: 3,
    });
    const score = networkScorer(network);
    const moveStep = network.moves.reduce((most, move) => Math.max(most, Math.abs(move)), 0) / 127;
    const moves = Int8Array.from(network.moves, (move) => Math.round(move / moveStep));
    const read = toNetworksReader([{ ...network, moves, moveStep }], shippedVectors());
    const [learned, running] = [new Float64Array(2), new Float64Array(2)];
    for (const [index, text] of texts.entries()) {
      score(sequences[index]!, learned, 0);
      read(toSentences(text), running);
      expect(running[1]).toBeCloseTo(learned[1]!, 1);
      expect(Math.sign(running[1]!)).toBe(index < 2 ? 1 : -1);
    }
  });
});
