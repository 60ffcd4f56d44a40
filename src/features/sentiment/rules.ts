// How a remark feels, as the shipped model reads it. A reading is a guess about words, meant for sums over many and never for
// a verdict on one; where the model is not sure it says so, and such a remark counts as neither good nor bad.

import type { Polarity } from "../../db/tables/features.ts";
import { POLARITIES } from "./model/format.ts";
import { shippedModel } from "./model/model.ts";
import type { Text } from "./model/surface.ts";

export interface Tone {
  /** The probability of positive less that of negative, −1…1. */
  readonly score: number;
  /** The likeliest of negative, neutral and positive; "uncertain" when it is not likely enough. */
  readonly polarity: Polarity;
  /** The calibrated probability of the likeliest, ⅓…1: of a hundred answers at .8, about eighty are right. */
  readonly confidence: number;
  /** The probability that people would call it uncivil, 0…1. */
  readonly heat: number;
}

/** The tone of a prose text in English (see `toProse`, `isEnglish`). */
export function toneOf(prose: Text): Tone {
  const model = shippedModel();
  const { probabilities, heat } = model.read(prose);
  const confidence = Math.max(...probabilities);
  const likeliest = POLARITIES[probabilities.indexOf(confidence)] ?? "neutral";
  return {
    score: probabilities[2] - probabilities[0],
    polarity: confidence < model.file.certainFrom ? "uncertain" : likeliest,
    confidence,
    heat,
  };
}
