// How well found clusters agree with known ones: the measures of the clustering literature.

export interface Agreement {
  /** Normalised mutual information, arithmetic mean (the V-measure of Rosenberg and Hirschberg 2007), 0…1. */
  readonly nmi: number;
  /** Adjusted Rand index (Hubert and Arabie 1985), 0 for chance, 1 for the same clusters. */
  readonly ari: number;
  /** The share of documents in the right cluster when clusters and classes are matched one to one, as well as can be. */
  readonly accuracy: number;
}

/** Compares two labellings of the same documents. */
export function agreementOf(found: readonly string[], known: readonly string[]): Agreement {
  const size = found.length;
  const foundSizes = countBy(found);
  const knownSizes = countBy(known);
  const joint = countBy(found.map((label, index) => `${label}\n${known[index] ?? ""}`));
  const foundEntropy = entropy(foundSizes, size);
  const knownEntropy = entropy(knownSizes, size);
  const mutual = foundEntropy + knownEntropy - entropy(joint, size);
  const pairs = sumOfPairs(joint);
  const expected = (sumOfPairs(foundSizes) * sumOfPairs(knownSizes)) / pairsOf(size);
  const most = (sumOfPairs(foundSizes) + sumOfPairs(knownSizes)) / 2;
  const profits = [...foundSizes.keys()].map((label) =>
    [...knownSizes.keys()].map((name) => joint.get(`${label}\n${name}`) ?? 0),
  );
  return {
    nmi: (2 * mutual) / (foundEntropy + knownEntropy),
    ari: (pairs - expected) / (most - expected),
    accuracy: bestMatching(profits) / size,
  };
}

function countBy(labels: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

function entropy(sizes: ReadonlyMap<string, number>, of: number): number {
  let sum = 0;
  for (const size of sizes.values()) sum -= (size / of) * Math.log(size / of);
  return sum;
}

function pairsOf(size: number): number {
  return (size * (size - 1)) / 2;
}

function sumOfPairs(sizes: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const size of sizes.values()) sum += pairsOf(size);
  return sum;
}

/** The largest sum of entries of which no two share a row or column: the Hungarian method (Kuhn 1955), by shortest paths. */
function bestMatching(profits: readonly (readonly number[])[]): number {
  const size = Math.max(profits.length, profits[0]?.length ?? 0);
  const rowPotentials = new Float64Array(size + 1);
  const columnPotentials = new Float64Array(size + 1);
  const rowOf = new Int32Array(size + 1);
  const way = new Int32Array(size + 1);
  for (let row = 1; row <= size; row += 1) {
    rowOf[0] = row;
    let column = 0;
    const slack = new Float64Array(size + 1).fill(Infinity);
    const isUsed = new Uint8Array(size + 1);
    while (rowOf[column] !== 0) {
      isUsed[column] = 1;
      const current = rowOf[column] ?? 0;
      let delta = Infinity;
      let next = 0;
      for (let other = 1; other <= size; other += 1) {
        if (isUsed[other]) continue;
        const cost = -(profits[current - 1]?.[other - 1] ?? 0);
        const reduced = cost - (rowPotentials[current] ?? 0) - (columnPotentials[other] ?? 0);
        if (reduced < (slack[other] ?? Infinity)) {
          slack[other] = reduced;
          way[other] = column;
        }
        if ((slack[other] ?? Infinity) < delta) {
          delta = slack[other] ?? Infinity;
          next = other;
        }
      }
      for (let other = 0; other <= size; other += 1) {
        if (isUsed[other]) {
          const used = rowOf[other] ?? 0;
          rowPotentials[used] = (rowPotentials[used] ?? 0) + delta;
          columnPotentials[other] = (columnPotentials[other] ?? 0) - delta;
        } else slack[other] = (slack[other] ?? 0) - delta;
      }
      column = next;
    }
    while (column !== 0) {
      const before = way[column] ?? 0;
      rowOf[column] = rowOf[before] ?? 0;
      column = before;
    }
  }
  return columnPotentials[0] ?? 0;
}
