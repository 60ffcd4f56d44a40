import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseTerms, toCorpus, unitWeights } from "../../../../../src/features/themes/clustering/corpus.ts";
import { kMeans } from "../../../../../src/features/themes/clustering/k-means.ts";
import { bestOf, mixtureOf, place, score } from "../../../../../src/features/themes/clustering/mixture.ts";
import { emptyNeighbours, findNeighbours } from "../../../../../src/features/themes/clustering/neighbours.ts";
import { seededRandom } from "../../../../../src/features/themes/clustering/random.ts";

const TEXTS = fc.array(fc.array(fc.constantFrom("a", "b", "c", "d", "e", "f"), { maxLength: 5 }), {
  minLength: 2,
  maxLength: 12,
});

function corpusOf(texts: readonly (readonly string[])[]) {
  return toCorpus(texts, chooseTerms(texts));
}

function cosine(corpus: ReturnType<typeof corpusOf>, a: number, b: number): number {
  const unit = unitWeights(corpus);
  const weightsOf = (row: number) => {
    const weights = new Map<number, number>();
    for (let at = corpus.starts[row] ?? 0; at < (corpus.starts[row + 1] ?? 0); at += 1)
      weights.set(corpus.terms[at] ?? 0, unit[at] ?? 0);
    return weights;
  };
  const other = weightsOf(b);
  return [...weightsOf(a)].reduce((sum, [term, weight]) => sum + weight * (other.get(term) ?? 0), 0);
}

describe("the steps of a fit", () => {
  test("find each document's nearest as a comparison with all the others would, itself left out", () => {
    fc.assert(
      fc.property(TEXTS, (texts) => {
        const corpus = corpusOf(texts);
        const most = 3;
        const { ids, similarities } = findNeighbours(corpus, unitWeights(corpus), most);
        for (const row of texts.keys()) {
          const all = [...texts.keys()]
            .filter((other) => other !== row)
            .map((other) => cosine(corpus, row, other));
          const nearest = all.toSorted((a, b) => b - a);
          for (let at = 0; at < most; at += 1) {
            const similarity = similarities[row * most + at] ?? 0;
            const other = ids[row * most + at] ?? 0;
            expect(similarity).toBeCloseTo(nearest[at] ?? 0, 5);
            expect(similarity === 0 ? 0 : cosine(corpus, row, other)).toBeCloseTo(similarity, 5);
          }
        }
      }),
    );
  });

  test("score by what is kept as by what the mixture holds", () => {
    fc.assert(
      fc.property(TEXTS, (texts) => {
        const corpus = corpusOf(texts);
        fc.pre(corpus.terms.length > 0);
        const moved = Int32Array.from(texts, (_, row) => row % 3);
        const mixture = mixtureOf(corpus, moved, 4);
        for (const [row, cluster] of moved.entries()) {
          place(mixture, corpus, { row, cluster, sign: -1 });
          place(mixture, corpus, { row, cluster: 2 - cluster, sign: 1 });
        }
        const fresh = mixtureOf(
          corpus,
          moved.map((cluster) => 2 - cluster),
          4,
        );
        const of = { row: 0, neighbours: emptyNeighbours(1, 1), place: 0, labels: moved };
        const [kept, anew] = [new Float64Array(4), new Float64Array(4)];
        score(mixture, corpus, of, kept);
        score(fresh, corpus, of, anew);
        for (const [cluster, value] of anew.entries()) {
          const isEmpty = value === -Infinity;
          expect(kept[cluster] === -Infinity).toBe(isEmpty);
          expect(isEmpty ? 0 : kept[cluster]).toBeCloseTo(isEmpty ? 0 : value, 3);
        }
      }),
    );
  });

  test("let neighbours outvote the words when their votes weigh more", () => {
    const texts = [
      ["memory"],
      ["memory"],
      ["memory"],
      ["agent"],
      ["agent"],
      ["chart", "memory"],
      ["chart", "x"],
    ];
    const corpus = corpusOf([...texts, ...texts]);
    const labels = Int32Array.from([...texts, ...texts], ([word]) => (word === "memory" ? 0 : 1));
    const mixture = mixtureOf(corpus, labels, 2);
    const neighbours = { most: 1, ids: Uint32Array.of(3), similarities: Float32Array.of(1) };
    const clusterFor = (votes: number) => {
      const scores = new Float64Array(2);
      score(mixture, corpus, { row: 0, neighbours, place: 0, labels, votes }, scores);
      return bestOf(scores);
    };
    expect([clusterFor(0), clusterFor(20)]).toEqual([0, 1]);
  });

  test("learn clusters of many rows from evenly chosen ones, and put every row into one", () => {
    const random = seededRandom(4);
    const size = 12_001;
    const dimensions = 6;
    const rows = new Float32Array(size * dimensions);
    for (let row = 0; row < size; row += 1) {
      const angle = random() * 0.1;
      rows[row * dimensions + (row % 3)] = Math.cos(angle);
      rows[row * dimensions + 5] = Math.sin(angle);
    }
    const labels = kMeans({ rows, dimensions }, { clusters: 3, random });
    expect(labels).toHaveLength(size);
    expect(new Set(labels.slice(0, 3)).size).toBe(3);
    expect(labels.every((label, row) => label === labels[row % 3])).toBe(true);
  });
});
