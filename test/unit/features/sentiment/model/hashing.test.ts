import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bucketOf, END, pairOf, START } from "../../../../../src/features/sentiment/model/buckets.ts";
import {
  bucketsOf,
  emptyHashed,
  hashSentences,
  type SparseVector,
} from "../../../../../src/features/sentiment/model/hashing.ts";
import { bucketAt } from "../../../../../src/features/sentiment/model/places.ts";
import { toSentences, type Sentences } from "../../../../../src/features/sentiment/model/tokens.ts";
import {
  EMOTION,
  hashes,
  kinds,
  partEnds,
  partPlaces,
  WORD,
} from "../../../../../src/features/sentiment/model/vocabulary.ts";

const PIECES = [
  "the",
  "code",
  "not",
  "Great",
  "don't",
  "a",
  "12",
  ":)",
  ":+1:",
  "🎉",
  ",",
  ".",
  "!",
  "\n",
  " ",
];
const prose = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(" ")),
  fc.string({ unit: "binary", maxLength: 300 }),
);

type Entry = readonly [bucket: number, value: number];

/** The definition, word for word: 1 + log tf, in order of the first occurrence, brought to a length. */
function weighed(buckets: readonly number[], length: number): readonly Entry[] {
  const times = new Map<number, number>();
  for (const bucket of buckets) times.set(bucket, (times.get(bucket) ?? 0) + 1);
  const raw = [...times].map(([bucket, count]) => [bucket, 1 + Math.log(Math.min(63, count))] as const);
  let square = 0;
  for (const [, value] of raw) square += value ** 2;
  return raw.map(([bucket, value]) => [bucket, Math.fround((length / Math.sqrt(square)) * value)]);
}

function sentenceRanges({ count, ends }: Sentences): readonly (readonly [number, number])[] {
  return Array.from({ length: count }, (_, sentence) => [
    sentence === 0 ? 0 : (ends[sentence - 1] ?? 0),
    ends[sentence] ?? 0,
  ]);
}

function wordsOf({ tokens, negated }: Sentences, from: number, to: number): number[] {
  const buckets: number[] = [];
  let before = START;
  for (let at = from; at < to; at += 1) {
    const token = tokens[at]!;
    const hash = hashes[2 * token + negated[at]!]!;
    if (kinds[token] === WORD) buckets.push(bucketOf(hash));
    buckets.push(bucketOf(pairOf(before, hash)));
    before = hash;
  }
  return [...buckets, bucketOf(pairOf(before, END))];
}

function partsOf(kind: number) {
  return ({ tokens }: Sentences, from: number, to: number): number[] =>
    [...tokens.subarray(from, to)].flatMap((token) =>
      kinds[token] === kind
        ? Array.from(partPlaces.subarray(token === 0 ? 0 : partEnds[token - 1], partEnds[token]), bucketAt)
        : [],
    );
}

const GROUPS = [
  { read: wordsOf, length: 1 },
  { read: partsOf(WORD), length: 1.25 },
  { read: partsOf(EMOTION), length: 1 },
];

function entries(vector: SparseVector): readonly Entry[] {
  return Array.from(bucketsOf(vector), (bucket, index) => [bucket, vector.values[index] ?? 0] as const);
}

describe("the hashed part of a text", () => {
  const features = emptyHashed();

  test("is what its definition says, of the text and of each sentence", () => {
    fc.assert(
      fc.property(prose, (text) => {
        const sentences = toSentences(text);
        hashSentences(sentences, features);
        const ranges = sentenceRanges(sentences);
        const perGroup = GROUPS.map(({ read, length }) => ({
          length,
          bySentence: ranges.map(([from, to]) => read(sentences, from, to)),
        }));
        expect(entries(features)).toEqual(
          perGroup.flatMap(({ bySentence, length }) => weighed(bySentence.flat(), length)),
        );
        if (ranges.length === 1) return;
        expect(entries(features.parts)).toEqual(
          perGroup.flatMap(({ bySentence, length }) => bySentence.flatMap((own) => weighed(own, length))),
        );
        expect([...features.parts.sentenceOf.subarray(0, features.parts.count)]).toEqual(
          perGroup.flatMap(({ bySentence }) =>
            bySentence.flatMap((own, sentence) => (own.length === 0 ? [] : [sentence])),
          ),
        );
      }),
    );
  });

  test("has room for the longest words and the most sentences that are read", () => {
    for (const text of ["İ".repeat(4_000), "a ".repeat(2_000), "a\n".repeat(2_000), ". ".repeat(2_000)]) {
      hashSentences(toSentences(text), features);
      expect(features.size).toBeGreaterThan(0);
      expect(entries(features).every(([, value]) => value > 0)).toBe(true);
    }
  });
});
