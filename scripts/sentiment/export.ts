// What training found, as the model's file: weights in 8 bits, inputs merged, texts as hashes.

import { createHash } from "node:crypto";
import type { Network } from "../../src/features/sentiment/model/convolution.ts";
import { DENSE } from "../../src/features/sentiment/model/features.ts";
import { BUCKETS } from "../../src/features/sentiment/model/buckets.ts";
import {
  DENSE_INPUTS,
  DENSE_OUTPUTS,
  encodeNumbers,
  KINDS,
  MACHINES,
  MODEL_VERSION,
  POLARITIES,
  type ModelFile,
} from "../../src/features/sentiment/model/format.ts";
import { viewsOf } from "../../src/features/sentiment/model/views.ts";
import type { Example } from "./dataset.ts";
import type { TrainedNetwork } from "./network-training.ts";
import { HEAT_DENSE_WEIGHT, type HeatModel } from "./heat.ts";
import { DENSE_WEIGHT, HEAT_CITATION, SEED, SOURCES, type TrainingExample } from "./recipe.ts";
import type { Stack } from "./stack.ts";
import { WIDTH } from "./svm.ts";

/** Answers that claim less than this are "uncertain": see docs/sentiment.md for what that costs and brings. */
const CERTAIN_FROM = 0.6;

/** A text as the model's file knows it: that it was trained on can be told, what it says cannot. */
export function textHash(text: string): number {
  return createHash("sha256").update(text.trim()).digest().readUInt32LE(0);
}

export function exportModel({
  stack,
  heatModel,
  examples,
  heated,
}: {
  readonly stack: Stack;
  readonly heatModel: HeatModel;
  readonly examples: readonly TrainingExample[];
  readonly heated: readonly Example[];
}): ModelFile {
  const machines = [...stack.machines, heatModel.machine];
  const denseWeights = [...stack.machines.map(() => DENSE_WEIGHT), HEAT_DENSE_WEIGHT];
  const hashedScales = machines.map((machine) => largest(machine.subarray(0, BUCKETS)) / 127);
  const hashed = new Int8Array(BUCKETS * MACHINES);
  const dense = new Float32Array(DENSE_OUTPUTS * DENSE_INPUTS);
  for (const [index, machine] of machines.entries()) {
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      hashed[bucket * MACHINES + index] = Math.round(machine[bucket]! / hashedScales[index]!);
    }
    for (let input = 0; input < DENSE; input += 1) {
      dense[input * DENSE_OUTPUTS + index] = machine[BUCKETS + input]! * denseWeights[index]!;
    }
    dense[DENSE * DENSE_OUTPUTS + index] = machine[WIDTH - 1]!;
  }
  for (const [index, weight] of stack.kinds.entries()) {
    dense[Math.floor(index / KINDS) * DENSE_OUTPUTS + MACHINES + (index % KINDS)] = weight;
  }
  const trainedOn = [
    ...SOURCES.map(({ name, citation }) => ({
      name,
      texts: examples.filter(({ source }) => source === name).length,
      citation,
    })),
    { name: "heated", texts: heated.length, citation: HEAT_CITATION },
  ];
  const { depth, leaves } = stack.forest;
  const networks = [toSteps(stack.network), toSteps(heatModel.network)];
  return {
    version: MODEL_VERSION,
    seed: SEED,
    trainedOn,
    calibration: {
      temperatures: stack.calibration.temperatures.map(rounded),
      offsets: stack.calibration.offsets.map(rounded),
    },
    certainFrom: CERTAIN_FROM,
    heat: {
      viewWeights: Array.from({ length: viewsOf(POLARITIES.length) }, (_, index) =>
        rounded(heatModel.machine[BUCKETS + DENSE + index]!),
      ),
      slope: rounded(heatModel.slope),
      networkSlope: rounded(heatModel.networkSlope),
      intercept: rounded(heatModel.intercept),
      heatedFrom: rounded(heatModel.heatedFrom),
    },
    forest: { depth, trees: leaves.length / 2 ** depth },
    networks: networks.map(({ filters, moveStep }) => ({ filters, moveStep })),
    hashedScales,
    numbers: encodeNumbers({
      hashed,
      dense,
      forest: stack.forest,
      networks,
      trainingTexts: Uint32Array.from([...examples, ...heated], ({ text }) => textHash(text)).sort(),
    }),
  };
}

/** A network whose words' moves are in 8 bits. */
function toSteps({ moves, ...rest }: TrainedNetwork): Network {
  const moveStep = largest(moves) / 127;
  return { ...rest, moveStep, moves: Int8Array.from(moves, (move) => Math.round(move / moveStep)) };
}

function largest(weights: Float32Array): number {
  return weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1e-9);
}

function rounded(value: number): number {
  return Number(value.toFixed(6));
}
