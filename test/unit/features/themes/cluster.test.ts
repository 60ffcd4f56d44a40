import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  averageLink,
  centroidOf,
  cosine,
  toVectors,
  type Vector,
} from "../../../../src/features/themes/cluster.ts";

function counts(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const word of text.split(" ").filter((one) => one !== "")) found.set(word, (found.get(word) ?? 0) + 1);
  return found;
}

const documents = fc.array(
  fc
    .array(fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h"), { maxLength: 5 })
    .map((words) => counts(words.join(" "))),
  { maxLength: 14 },
);

/** Average-link clustering by its definition: merge the two most alike, look again. */
function byDefinition(vectors: readonly Vector[], threshold: number): readonly (readonly number[])[] {
  const clusters = vectors.map((_, index) => [index]);
  for (;;) {
    let best = { similarity: threshold, a: -1, b: -1 };
    for (let a = 0; a < clusters.length; a += 1) {
      for (let b = a + 1; b < clusters.length; b += 1) {
        const pairs = (clusters[a] ?? []).flatMap((i) => (clusters[b] ?? []).map((j) => [i, j] as const));
        const sum = pairs.reduce(
          (so, [i, j]) => so + cosine(vectors[i] ?? new Map(), vectors[j] ?? new Map()),
          0,
        );
        if (sum / pairs.length > best.similarity) best = { similarity: sum / pairs.length, a, b };
      }
    }
    if (best.a < 0) return clusters;
    const [merged = []] = clusters.splice(best.b, 1);
    clusters[best.a]?.push(...merged);
  }
}

describe("vectors", () => {
  test("leave out terms of one document, and are of length one or empty", () => {
    const [first, second, third] = toVectors([
      counts("memory leak"),
      counts("memory memory"),
      counts("docs"),
    ]);
    expect([...(first?.keys() ?? [])]).toEqual(["memory"]);
    expect(cosine(first ?? new Map(), second ?? new Map())).toBeCloseTo(1);
    expect(third?.size).toBe(0);
  });

  test("leave out a term that stands nearly everywhere", () => {
    const vectors = toVectors(Array.from({ length: 40 }, (_, index) => counts(`stoa w${index % 8}`)));
    expect(vectors.every((vector) => vector.size === 1 && !vector.has("stoa"))).toBe(true);
  });
});

describe("average-link clustering", () => {
  test("puts together what shares its terms, and leaves the rest alone", () => {
    const texts = ["memory leak", "leak memory", "memory", "java agent", "agent java", "docs"];
    const clusters = averageLink(toVectors(texts.map(counts)), 0.12);
    expect(new Set(clusters.map((cluster) => [...cluster].sort((a, b) => a - b).join()))).toEqual(
      new Set(["0,1,2", "3,4", "5"]),
    );
  });

  test("puts every document into exactly one cluster", () => {
    fc.assert(
      fc.property(documents, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, threshold) => {
        const clusters = averageLink(toVectors(all), threshold);
        expect(clusters.flat().sort((a, b) => a - b)).toEqual(all.map((_, index) => index));
      }),
    );
  });

  test("finds what its definition finds, where no two similarities are alike", () => {
    const weight = fc.double({ min: 0.1, max: 1, noNaN: true });
    const vector = fc
      .tuple(weight, weight, weight, weight)
      .map((weights) => centroidOf([new Map(weights.map((one, index) => [`t${index}`, one] as const))]));
    fc.assert(
      fc.property(fc.array(vector, { maxLength: 9 }), (vectors) => {
        const sorted = (clusters: readonly (readonly number[])[]) =>
          clusters.map((cluster) => [...cluster].sort((a, b) => a - b).join()).sort();
        expect(sorted(averageLink(vectors, 0.93))).toEqual(sorted(byDefinition(vectors, 0.93)));
      }),
    );
  });
});
