// Measures the recipe on texts it did not learn from: five folds, by group where there are groups, equal texts together. The
// other sets are learned from in every fold, as the shipped model learns from all.

import { measure, type Answer, type Measures } from "./measures.ts";
import { fitHeat, heatData, heatReader } from "./heat.ts";
import { foldsOf, type Example } from "./dataset.ts";
import { f1OfClasses } from "./measures.ts";
import { label, machineViews, SEED, STACK_OPTIONS, type TrainingExample } from "./recipe.ts";
import { fitStack, foldsBySource, stackReader } from "./stack.ts";

const FOLDS = 5;

/**
 * Measures by source; of `measured` sources alone where it is given (the others are only learned from).
 * @param seed how the texts are divided into folds
 */
export function crossValidatePolarity(
  examples: readonly TrainingExample[],
  measured: readonly string[] = [...new Set(examples.map(({ source }) => source))],
  seed = SEED,
): Readonly<Record<string, Measures>> {
  const data = label(examples);
  const all = Uint32Array.from(examples.keys());
  const isMeasured = all.map((row) => (measured.includes(examples[row]!.source) ? 1 : 0));
  const folds = foldsBySource(data, all, FOLDS, seed);
  const answers: Answer[] = [];
  for (let fold = 0; fold < FOLDS; fold += 1) {
    // A text that is also in another set must not be learned from either.
    const held = new Set(
      [...all]
        .filter((row) => isMeasured[row] === 1 && folds[row] === fold)
        .map((row) => keyOf(examples[row]!)),
    );
    const rows = all.filter(
      (row) => !(isMeasured[row] === 1 && folds[row] === fold) && !held.has(keyOf(examples[row]!)),
    );
    const stack = fitStack(data, rows, STACK_OPTIONS, SEED);
    const read = stackReader(stack, data);
    for (const row of all) {
      if (isMeasured[row] === 1 && folds[row] === fold) answers[row] = surest(read(row));
    }
  }
  return Object.fromEntries(
    measured.map((source) => {
      const rows = [...all].filter((row) => examples[row]!.source === source);
      return [
        source,
        measure(
          rows.map((row) => data.labels[row]!),
          rows.map((row) => answers[row]!),
          data.classes,
        ),
      ];
    }),
  );
}

/** F1 of "uncivil" over five folds by issue, and the measures of both classes. */
export function crossValidateHeat(
  examples: readonly TrainingExample[],
  heated: readonly Example[],
  seed = SEED,
): Measures & { readonly uncivilF1: number } {
  const held = new Set(heated.map(keyOf));
  const learned = examples.filter((example) => !held.has(keyOf(example)));
  const stack = fitStack(label(learned), Uint32Array.from(learned.keys()), STACK_OPTIONS, SEED);
  const data = heatData(heated, machineViews(stack));
  const folds = foldsOf(heated, FOLDS, seed);
  const answers: Answer[] = [];
  const rows = Uint32Array.from(heated.keys());
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const model = fitHeat(
      data,
      rows.filter((row) => folds[row] !== fold),
      SEED,
    );
    const read = heatReader(model, data);
    for (const row of rows) {
      if (folds[row] !== fold) continue;
      const heat = read(row);
      answers[row] =
        heat >= model.heatedFrom ? { label: 1, confidence: heat } : { label: 0, confidence: 1 - heat };
    }
  }
  const truth = [...data.labels];
  const predicted = answers.map((answer) => answer.label);
  return { ...measure(truth, answers, 2), uncivilF1: f1OfClasses(truth, predicted, 2)[1] ?? 0 };
}

export function crossValidate(
  examples: readonly TrainingExample[],
  heated: readonly Example[],
): Readonly<Record<string, Measures>> {
  return { ...crossValidatePolarity(examples), heated: crossValidateHeat(examples, heated) };
}

function keyOf({ text }: Pick<Example, "text">): string {
  return text.trim().toLowerCase();
}

function surest(chances: Float64Array): Answer {
  const confidence = Math.max(...chances);
  return { label: chances.indexOf(confidence), confidence };
}
