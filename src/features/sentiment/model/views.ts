// What the linear machines say of a text as a whole, of the best, the worst, the first and the last of its sentences, and of
// its most telling words: a long remark that thanks, explains and refuses is three things, and one margin would be their mean.

/**
 * Numbers for each machine: its margin on the text; its highest, lowest, first and last margin on a sentence; the highest and
 * the lowest weight of a hashed input, 0 where none is above or below.
 */
export const PER_MACHINE = 7;
/** Those that are not of the text as a whole. */
const OF_PARTS = PER_MACHINE - 1;

/** How many numbers `writeViews` writes for so many machines. */
export function viewsOf(machines: number): number {
  return machines * PER_MACHINE;
}

/**
 * Writes the views: the margins of all machines on the text, then machine by machine those of its parts.
 * @param of.text each machine's margin on the whole text
 * @param of.extremes each machine's highest and lowest weight, machine by machine
 * @param of.sentences each machine's margin on the hashed part of each sentence, sentence by sentence
 */
export function writeViews(
  views: Float32Array | Float64Array,
  at: number,
  of: {
    readonly text: ArrayLike<number>;
    readonly extremes: ArrayLike<number>;
    readonly sentences: ArrayLike<number>;
    readonly count: number;
    readonly machines: number;
  },
): void {
  const { text, extremes, sentences, count, machines } = of;
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
    const place = at + machines + machine * OF_PARTS;
    views[place] = highest;
    views[place + 1] = lowest;
    views[place + 2] = first;
    views[place + 3] = last;
    views[place + 4] = extremes[2 * machine] ?? 0;
    views[place + 5] = extremes[2 * machine + 1] ?? 0;
  }
}
