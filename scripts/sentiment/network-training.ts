// Trains a network (see src/features/sentiment/model/convolution.ts): cross-entropy with smoothed labels, dropout between the
// filters and the outputs, Adam (Kingma and Ba 2015) for the weights and AdaGrad (Duchi, Hazan and Singer 2011), with one rate for
// each word, for how far words move from their vectors.

import { OWN, TAPS_OF_FILTER, WIDTHS, writeTaps } from "../../src/features/sentiment/model/convolution.ts";
import { rowsOf, shippedVectors } from "../../src/features/sentiment/model/word-vectors.ts";
import { Adam } from "./adam.ts";
import { lexemes } from "./lexemes.ts";
import { normal, seededRandom, shuffle } from "./random.ts";

export interface NetworkTask {
  /** By row: the text's lexemes. */
  readonly sequences: readonly Uint32Array[];
  /** The rows to learn from. */
  readonly rows: Uint32Array;
  /** By row, from 0. */
  readonly labels: Uint8Array;
  readonly weights: Float64Array;
  readonly classes: number;
  readonly seed: number;
}

/** A network as `Network` has it, its moves not yet in steps. */
export interface TrainedNetwork {
  readonly filters: number;
  readonly moves: Float32Array;
  readonly taps: Float32Array;
  readonly biases: Float32Array;
  readonly outputs: Float32Array;
}

const FILTERS = 8;
const PASSES = 6;
const BATCH = 48;
/** Both rates fall to nothing, evenly. */
const RATE = 0.004;
const MOVE_RATE = 0.04;
const DECAY = 0.001;
const DROPOUT = 0.4;
const SMOOTHING = 0.1;

const POOLED = WIDTHS * FILTERS;
const TAPS = TAPS_OF_FILTER * FILTERS;
/** By width: the place among a filter's taps of its first word. */
const FIRST_PLACES = [0, 1, 3];

export function trainNetwork(task: NetworkTask): TrainedNetwork {
  const { rows, seed } = task;
  const training = new Training(task);
  const order = Uint32Array.from(rows);
  const random = seededRandom(seed);
  const steps = PASSES * Math.ceil(order.length / BATCH);
  let step = 0;
  for (let pass = 0; pass < PASSES; pass += 1) {
    shuffle(order, random);
    for (let from = 0; from < order.length; from += BATCH) {
      training.learnFrom(order.subarray(from, from + BATCH), random);
      step += 1;
      training.step(1 - step / steps);
    }
  }
  return training.network();
}

/** The weights and their gradients over one batch. */
class Training {
  private readonly task: NetworkTask;
  private readonly dimensions = shippedVectors().dimensions;
  private readonly inputs = this.dimensions + OWN;
  private readonly taps = new Adam(this.inputs * TAPS);
  private readonly biases = new Adam(POOLED);
  private readonly outputs: Adam;
  /** Words where they have moved to, and how they would move next. */
  private readonly words: Float32Array;
  private readonly wordGradients: Float32Array;
  /** By word: the sum of the mean squares of its gradients. */
  private readonly wordSquares: Float32Array;
  private readonly moved = new Set<number>();
  /** By lexeme: its taps, if it is of this batch. */
  private readonly known: Float32Array;
  private readonly isKnown: Uint8Array;
  private readonly input: Float32Array;
  private readonly pooled = new Float32Array(POOLED);
  private readonly strongest = new Int32Array(POOLED);
  private size = 0;

  constructor(task: NetworkTask) {
    this.task = task;
    this.input = new Float32Array(this.inputs);
    this.outputs = new Adam(task.classes * (POOLED + 1));
    const { values, step } = shippedVectors();
    this.words = Float32Array.from(values, (value) => step * value);
    this.wordGradients = new Float32Array(values.length);
    this.wordSquares = new Float32Array(rowsOf(shippedVectors()));
    this.known = new Float32Array(lexemes.length * TAPS);
    this.isKnown = new Uint8Array(lexemes.length);
    const random = seededRandom(task.seed);
    for (let at = 0; at < this.taps.values.length; at += 1) {
      this.taps.values[at] = normal(random) / Math.sqrt(this.inputs * widthOfPlace(at % TAPS_OF_FILTER));
    }
    for (let at = 0; at < task.classes * POOLED; at += 1) this.outputs.values[at] = 0.1 * normal(random);
  }

  /** Adds up the gradients of these rows. */
  learnFrom(rows: Uint32Array, random: () => number): void {
    this.isKnown.fill(0);
    this.size = rows.length;
    for (const row of rows) {
      const sequence = this.task.sequences[row]!;
      for (const lexeme of sequence) this.findTaps(lexeme);
      this.pool(sequence);
      this.goBack(sequence, this.errorsOf(row, random));
    }
  }

  private findTaps(lexeme: number): void {
    if (this.isKnown[lexeme] === 1) return;
    this.isKnown[lexeme] = 1;
    const { row, own } = lexemes[lexeme]!;
    const from = row * this.dimensions;
    this.input.set(this.words.subarray(from, from + this.dimensions));
    this.input.set(own, this.dimensions);
    writeTaps(this.known, lexeme * TAPS, this.input, this.taps.values);
  }

  /** As `poolTaps`, and where in the text each filter's strongest answer is. */
  private pool(sequence: Uint32Array): void {
    this.pooled.fill(-Infinity);
    for (let width = 1; width <= WIDTHS; width += 1) {
      const filterAt = (width - 1) * FILTERS;
      const placeAt = FIRST_PLACES[width - 1]!;
      for (let start = 0; start + width <= sequence.length; start += 1) {
        for (let filter = 0; filter < FILTERS; filter += 1) {
          let answer = 0;
          for (let place = 0; place < width; place += 1) {
            answer +=
              this.known[sequence[start + place]! * TAPS + filter * TAPS_OF_FILTER + placeAt + place]!;
          }
          if (answer > this.pooled[filterAt + filter]!) {
            this.pooled[filterAt + filter] = answer;
            this.strongest[filterAt + filter] = start;
          }
        }
      }
    }
    for (let filter = 0; filter < POOLED; filter += 1) {
      this.pooled[filter] = Math.max(0, this.pooled[filter]! + this.biases.values[filter]!);
    }
  }

  /** Adds the gradients of the outputs, and returns the error that each filter's answer is to blame for. */
  private errorsOf(row: number, random: () => number): Float64Array {
    const { labels, weights, classes } = this.task;
    const { values, gradients } = this.outputs;
    const kept = this.pooled.map((answer) => (random() < DROPOUT ? 0 : answer / (1 - DROPOUT)));
    const scores = Float64Array.from({ length: classes }, (_, klass) => {
      let score = values[classes * POOLED + klass]!;
      for (let filter = 0; filter < POOLED; filter += 1)
        score += values[klass * POOLED + filter]! * kept[filter]!;
      return score;
    });
    const highest = Math.max(...scores);
    const powers = scores.map((score) => Math.exp(score - highest));
    const sum = powers.reduce((all, power) => all + power, 0);
    const errors = new Float64Array(POOLED);
    for (let klass = 0; klass < classes; klass += 1) {
      const wanted = SMOOTHING / classes + (labels[row] === klass ? 1 - SMOOTHING : 0);
      const error = weights[row]! * (powers[klass]! / sum - wanted);
      gradients[classes * POOLED + klass]! += error;
      for (let filter = 0; filter < POOLED; filter += 1) {
        if (kept[filter] === 0) continue;
        gradients[klass * POOLED + filter]! += error * kept[filter]!;
        errors[filter]! += (error * values[klass * POOLED + filter]!) / (1 - DROPOUT);
      }
    }
    return errors;
  }

  /** Adds the gradients of the filters and of the words they answered to. */
  private goBack(sequence: Uint32Array, errors: Float64Array): void {
    const { values, gradients } = this.taps;
    for (let filter = 0; filter < POOLED; filter += 1) {
      const error = errors[filter]!;
      if (error === 0) continue;
      this.biases.gradients[filter]! += error;
      const width = Math.floor(filter / FILTERS) + 1;
      for (let place = 0; place < width; place += 1) {
        const { row, own } = lexemes[sequence[this.strongest[filter]! + place]!]!;
        const tap = (filter % FILTERS) * TAPS_OF_FILTER + FIRST_PLACES[width - 1]! + place;
        const from = row * this.dimensions;
        for (let input = 0; input < this.dimensions; input += 1) {
          gradients[input * TAPS + tap]! += error * this.words[from + input]!;
          this.wordGradients[from + input]! += error * values[input * TAPS + tap]!;
        }
        for (let input = 0; input < OWN; input += 1) {
          gradients[(this.dimensions + input) * TAPS + tap]! += error * own[input]!;
        }
        this.moved.add(row);
      }
    }
  }

  /** Moves along the gradients, at a share of the rates, and forgets them. */
  step(share: number): void {
    this.taps.step({ rate: RATE * share, decay: DECAY, count: this.size });
    this.biases.step({ rate: RATE * share, decay: 0, count: this.size });
    this.outputs.step({ rate: RATE * share, decay: DECAY, count: this.size });
    for (const row of this.moved) {
      const from = row * this.dimensions;
      let square = 0;
      for (let at = from; at < from + this.dimensions; at += 1)
        square += (this.wordGradients[at]! / this.size) ** 2;
      this.wordSquares[row]! += square / this.dimensions;
      const rate = (MOVE_RATE * share) / (this.size * (Math.sqrt(this.wordSquares[row]!) + 1e-6));
      for (let at = from; at < from + this.dimensions; at += 1) {
        this.words[at]! -= rate * this.wordGradients[at]!;
        this.wordGradients[at] = 0;
      }
    }
    this.moved.clear();
  }

  network(): TrainedNetwork {
    const { values, step } = shippedVectors();
    return {
      filters: FILTERS,
      moves: this.words.map((value, at) => value - step * values[at]!),
      taps: this.taps.values,
      biases: this.biases.values,
      outputs: this.outputs.values,
    };
  }
}

/** How many words the filter looks at that a tap is for. */
function widthOfPlace(place: number): number {
  return FIRST_PLACES.filter((first) => place >= first).length;
}
