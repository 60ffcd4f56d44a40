import { expect, test } from "vitest";
import { LEXICA, VALENCES } from "../../../../../src/features/sentiment/model/valences.ts";

/** What each lexicon says of a word. */
function valencesOf(word: string): Readonly<Record<string, number | undefined>> {
  const place = VALENCES.places.get(word);
  const said = LEXICA.map((name, index) => [
    name,
    place === undefined ? undefined : VALENCES.values[place + index],
  ]);
  return Object.fromEntries(said) as Readonly<Record<string, number | undefined>>;
}

test("reads each lexicon whole: the model was trained on these words", () => {
  const counts = LEXICA.map((_, index) => {
    let count = 0;
    for (let at = index; at < VALENCES.values.length; at += LEXICA.length)
      if (VALENCES.values[at]) count += 1;
    return count;
  });
  expect(Object.fromEntries(LEXICA.map((name, index) => [name, counts[index]]))).toEqual({
    afinn: 3352,
    afinnDev: 3167,
    vader: 7267,
    vaderDev: 7076,
    senticonDev: 18797,
    patternDev: 1106,
  });
  expect(VALENCES.places.size).toBe(24771);
});

test("knows what a word feels like, and that developers kill processes", () => {
  const close = (value: number) => expect.closeTo(value, 5) as number;
  expect(valencesOf("awesome")).toEqual({
    afinn: close(0.8),
    afinnDev: close(0.8),
    vader: close(0.775),
    vaderDev: close(0.775),
    senticonDev: close(0.625),
    patternDev: close(1),
  });
  expect(valencesOf("kill")).toMatchObject({ afinn: close(-0.6), afinnDev: 0, vaderDev: 0, senticonDev: 0 });
  expect(valencesOf("kubernetes")).toMatchObject({ afinn: undefined });
});
