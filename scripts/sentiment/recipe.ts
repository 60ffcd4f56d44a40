// What the shipped model is made of and with: the data, its weights, and the settings of the learners.

import { POLARITIES } from "../../src/features/sentiment/model/format.ts";
import { toMatrix, type Example } from "./dataset.ts";
import { viewsOf } from "../../src/features/sentiment/model/views.ts";
import { rowViewsInto } from "./row-views.ts";
import type { Labelled, Stack, StackOptions } from "./stack.ts";

export const SEED = 7;

export interface Source {
  /** The file's name, without .jsonl. */
  readonly name: string;
  /** What one of its texts weighs in training: less for those that are least like remarks on GitHub. */
  readonly weight: number;
  readonly citation: string;
}

export const SOURCES: readonly Source[] = [
  {
    name: "github",
    weight: 1,
    citation:
      "Novielli, Calefato, Dongiovanni, Girardi, Lanubile: Can we use SE-specific sentiment analysis tools in a cross-platform setting? MSR 2020",
  },
  {
    name: "pull-requests",
    weight: 1,
    citation: "opus-research, sentiment-dataset: comments on pull requests, MIT licence",
  },
  {
    name: "stackoverflow",
    weight: 0.3,
    citation:
      "Calefato, Lanubile, Maiorano, Novielli: Sentiment polarity detection for software development, EMSE 2018, MIT licence",
  },
];

export const HEAT_CITATION =
  "Ehsani, Imran, Zita, Damevski, Chatterjee: Incivility in open source projects, MSR 2024, MIT licence";

/** What the dense numbers are multiplied by before they stand beside the hashed ones. */
export const DENSE_WEIGHT = 0.6;

export const STACK_OPTIONS: StackOptions = {
  cost: 0.2,
  innerFolds: 4,
  boosting: {
    rounds: 140,
    depth: 3,
    learningRate: 0.03,
    rowShare: 0.7,
    columnShare: 0.15,
    lambda: 1,
    leastWeight: 10,
  },
};

export type TrainingExample = Example & { readonly source: string; readonly weight: number };

/** The examples as numbers. A label that is no polarity is the caller's error. */
export function label(examples: readonly TrainingExample[]): Labelled {
  return {
    examples,
    matrix: toMatrix(
      examples.map(({ text }) => text),
      DENSE_WEIGHT,
    ),
    labels: Uint8Array.from(examples, (example) => POLARITIES.findIndex((one) => one === example.label)),
    weights: Float64Array.from(examples, ({ weight }) => weight),
    classes: POLARITIES.length,
  };
}

/** What a stack's machines say of a text: see `rowViewsInto`. */
export function machineViews({ machines }: Stack): (text: string) => Float64Array {
  return (text) => {
    const views = new Float64Array(viewsOf(machines.length));
    rowViewsInto(views, 0, { machines, matrix: toMatrix([text], DENSE_WEIGHT), row: 0 });
    return views;
  };
}
