// What the linear machines say of a text as a whole, and of the best, the worst, the first and the last of its sentences: a
// long remark that thanks, explains and refuses is three things, and one margin would be their mean.

/** Numbers for each machine: its margin on the text; its highest, lowest, first and last margin on a sentence. */
export const PER_MACHINE = 5;

/** How many numbers `writeViews` writes for so many machines. */
export function viewsOf(machines: number): number {
  return machines * PER_MACHINE;
}

/**
 * Writes the views: the margins of all machines on the text, then machine by machine the four of its sentences.
 * @param of.text each machine's margin on the whole text
 * @param of.sentences each machine's margin on the hashed part of each sentence, sentence by sentence
 */
export function writeViews(
  views: Float32Array | Float64Array,
  at: number,
  of: {
    readonly text: ArrayLike<number>;
    readonly sentences: ArrayLike<number>;
    readonly count: number;
    readonly machines: number;
  },
): void {
  const { text, sentences, count, machines } = of;
  for (let machine = 0; machine < machines; machine += 1) {
    views[at + machine] = text[machine] ?? 0;
    const first = count === 0 ? 0 : (sentences[machine] ?? 0);
    let highest = first;
    let lowest = first;
    let last = first;
    for (let sentence = 1; sentence < count; sentence += 1) {
      last = sentences[sentence * machines + machine] ?? 0;
      if (last > highest) highest = last;
      if (last < lowest) lowest = last;
    }
    const place = at + machines + machine * (PER_MACHINE - 1);
    views[place] = highest;
    views[place + 1] = lowest;
    views[place + 2] = first;
    views[place + 3] = last;
  }
}
