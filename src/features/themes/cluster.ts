// Documents into clusters: TF-IDF vectors, and average-link agglomerative clustering by their cosine down to a
// threshold, so that nobody needs to say how many clusters there are. The same documents in the same order always
// give the same clusters.

/** How often each term occurs in a document. */
export type TermCounts = ReadonlyMap<string, number>;
/** Weights by term, of Euclidean length 1 (or empty). */
export type Vector = ReadonlyMap<string, number>;

/** A term in more documents than this share (and than a few) tells none of them apart. */
const MOST_DOCUMENTS_SHARE = 0.25;
const FEW_DOCUMENTS = 6;

/**
 * TF-IDF vectors (Salton and Buckley 1988): (1 + log tf) · log((1 + N) / df), normalised. Terms of one document, and
 * those of too many, are left out.
 */
export function toVectors(documents: readonly TermCounts[]): readonly Vector[] {
  const documentFrequency = new Map<string, number>();
  for (const counts of documents) {
    for (const term of counts.keys()) documentFrequency.set(term, (documentFrequency.get(term) ?? 0) + 1);
  }
  const most = Math.max(FEW_DOCUMENTS, MOST_DOCUMENTS_SHARE * documents.length);
  return documents.map((counts) => {
    const weights: [string, number][] = [];
    for (const [term, count] of counts) {
      const frequency = documentFrequency.get(term) ?? 0;
      if (frequency < 2 || frequency > most) continue;
      weights.push([term, (1 + Math.log(count)) * Math.log((1 + documents.length) / frequency)]);
    }
    return normalised(new Map(weights));
  });
}

/** The mean direction of some vectors. */
export function centroidOf(vectors: readonly Vector[]): Vector {
  const sum = new Map<string, number>();
  for (const vector of vectors) {
    for (const [term, weight] of vector) sum.set(term, (sum.get(term) ?? 0) + weight);
  }
  return normalised(sum);
}

/** The cosine of two normalised vectors. */
export function cosine(a: Vector, b: Vector): number {
  let sum = 0;
  for (const [term, weight] of a) sum += weight * (b.get(term) ?? 0);
  return sum;
}

function normalised(weights: ReadonlyMap<string, number>): Vector {
  let squares = 0;
  for (const weight of weights.values()) squares += weight ** 2;
  const length = Math.sqrt(squares);
  return new Map([...weights].map(([term, weight]) => [term, weight / length]));
}

/**
 * Average-link agglomerative clustering (UPGMA, Sokal and Michener 1958): the two clusters whose members are most alike
 * on average are merged, until none are at `threshold` or above. Found by nearest-neighbour chains (Murtagh 1983) in
 * quadratic time; the similarity of merged clusters follows from their parts (Lance and Williams 1967).
 * @returns clusters as indices of `vectors`
 */
export function averageLink(vectors: readonly Vector[], threshold: number): readonly (readonly number[])[] {
  const rows = similarityRows(vectors);
  const members = vectors.map((_, index) => [index]);
  const open = new Set(members.keys());
  const finished: number[][] = [];
  const chain: number[] = [];
  for (;;) {
    const last = chain.at(-1) ?? firstOf(open);
    if (last === undefined) return finished;
    if (chain.length === 0) chain.push(last);
    const before = chain.at(-2);
    const nearest = nearestTo({ last, before, threshold }, rows, open);
    if (nearest === undefined) {
      // Merging others never brings one of them nearer than its parts were: this cluster is done.
      finished.push(members[last] ?? []);
      open.delete(last);
      chain.pop();
    } else if (nearest === before) {
      mergeRows({ into: nearest, from: last }, rows, { members, open });
      members[nearest]?.push(...(members[last] ?? []));
      chain.splice(-2);
    } else {
      chain.push(nearest);
    }
  }
}

/** The cosine of each two vectors, by way of the terms that both have. */
function similarityRows(vectors: readonly Vector[]): readonly Float64Array[] {
  const rows = vectors.map(() => new Float64Array(vectors.length));
  const postings = new Map<string, { readonly index: number; readonly weight: number }[]>();
  for (const [index, vector] of vectors.entries()) {
    const row = rows[index];
    for (const [term, weight] of vector) {
      const list = postings.get(term) ?? [];
      for (const other of list) {
        const sum = (row?.[other.index] ?? 0) + weight * other.weight;
        if (row) row[other.index] = sum;
      }
      list.push({ index, weight });
      postings.set(term, list);
    }
  }
  for (const [index, row] of rows.entries()) {
    for (let other = 0; other < index; other += 1) {
      const mirrored = rows[other];
      if (mirrored) mirrored[index] = row[other] ?? 0;
    }
  }
  return rows;
}

/** The open cluster most like the chain's last; the one before it wins a tie, or the chain would go round. */
function nearestTo(
  chain: { readonly last: number; readonly before: number | undefined; readonly threshold: number },
  rows: readonly Float64Array[],
  open: ReadonlySet<number>,
): number | undefined {
  const row = rows[chain.last];
  let nearest = chain.before;
  let best = nearest === undefined ? -1 : (row?.[nearest] ?? -1);
  for (const other of open) {
    const similarity = row?.[other] ?? -1;
    if (other === chain.last || similarity <= best) continue;
    nearest = other;
    best = similarity;
  }
  return best >= chain.threshold ? nearest : undefined;
}

function mergeRows(
  { into, from }: { readonly into: number; readonly from: number },
  rows: readonly Float64Array[],
  { members, open }: { readonly members: readonly number[][]; readonly open: Set<number> },
): void {
  open.delete(from);
  const intoSize = members[into]?.length ?? 0;
  const fromSize = members[from]?.length ?? 0;
  for (const other of open) {
    const row = rows[other];
    if (!row || other === into) continue;
    const merged = (intoSize * (row[into] ?? 0) + fromSize * (row[from] ?? 0)) / (intoSize + fromSize);
    row[into] = merged;
    const intoRow = rows[into];
    if (intoRow) intoRow[other] = merged;
  }
}

function firstOf(open: ReadonlySet<number>): number | undefined {
  for (const index of open) return index;
  return undefined;
}
