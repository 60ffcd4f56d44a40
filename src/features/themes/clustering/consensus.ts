// Of several fits that differ by chance, the one that the others agree with most: a fit that went astray agrees with few.

/** The index of the labelling that shares most with the others; the first of two. */
export function mostAgreed(labellings: readonly Int32Array[]): number {
  let best = 0;
  let most = -Infinity;
  for (const [index, labels] of labellings.entries()) {
    let sum = 0;
    for (const other of labellings) if (other !== labels) sum += normalisedMutualInformation(labels, other);
    if (sum <= most) continue;
    most = sum;
    best = index;
  }
  return best;
}

/** Mutual information over the mean of the entropies, 0…1 (Strehl and Ghosh 2002). */
export function normalisedMutualInformation(a: Int32Array, b: Int32Array): number {
  const width = b.reduce((most, label) => Math.max(most, label), 0) + 2;
  const entropies = entropyOf(a) + entropyOf(b);
  // Labels start at −1.
  const joint = entropyOf(a.map((label, index) => (label + 1) * width + (b[index] ?? -1) + 1));
  return entropies === 0 ? 1 : (2 * (entropies - joint)) / entropies;
}

function entropyOf(labels: Int32Array): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  let sum = 0;
  for (const count of counts.values()) sum -= (count / labels.length) * Math.log(count / labels.length);
  return sum;
}
