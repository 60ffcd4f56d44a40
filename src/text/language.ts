// English or not: sentiment and themes read English only, and keep silent about the rest. Careful both ways: what is too
// short or too mixed to tell is undefined.
//
// Function words decide nearly all (the "small words" method of Ingle 1976, and Grefenstette 1995), in a few µs. Trigrams
// (franc, 330 µs a comment here, and wrong on one comment in eight) are asked only about longer texts with none of them.

import { franc } from "franc-min";
import { codesOf } from "./codes.ts";
import { countFunctionWords } from "./function-words.ts";

/** Below this many words Latin letters alone say too little. */
const FEWEST_WORDS = 4;
/** Running English text has 30 to 50 % of such words; technical text in other languages borrows under 5 %. */
const ENGLISH_SHARE = 0.2;
const FOREIGN_SHARE = 0.05;
/** Running text in one of those languages has 25 to 50 % of their words; English with a foreign name in it one or two. */
const OTHER_SHARE = 0.25;
const FEWEST_OTHERS = 3;
const FEWEST_LETTERS_FOR_TRIGRAMS = 80;
/** What is looked at; more does not change the answer. */
const LONGEST_SAMPLE = 600;

/**
 * Whether prose (from `toProse`) is English; undefined when it is too short or too mixed to tell. Text that is mostly in
 * another script is not English, however short.
 */
export function isEnglish(text: string): boolean | undefined {
  const sample = text.slice(0, LONGEST_SAMPLE);
  const { latin, foreign } = countLetters(sample);
  if (foreign >= 2 && foreign > latin) return false;
  const { words, english, others } = countFunctionWords(sample);
  if (words < FEWEST_WORDS) return undefined;
  const share = english / words;
  if (others >= FEWEST_OTHERS && others / words >= Math.max(OTHER_SHARE, 1.5 * share)) return false;
  if (share >= ENGLISH_SHARE) return true;
  if (share > FOREIGN_SHARE || latin < FEWEST_LETTERS_FOR_TRIGRAMS) return undefined;
  return isEnglishByTrigrams(sample);
}

/** Trigrams take lists of English technical words for other languages, so "no" counts only with accents or a major language. */
function isEnglishByTrigrams(sample: string): boolean | undefined {
  const language = franc(sample);
  if (language === "eng") return true;
  return MAJOR.has(language) ? false : undefined;
}

/** Languages in which developers write and which franc seldom sees in English text. */
const MAJOR: ReadonlySet<string> = new Set(
  "deu spa por fra ita nld pol tur vie ind ces ron hun swe".split(" "),
);

/** Letters of the Latin script (up to U+024F, with U+1E00 to U+1EFF) and of all others. */
function countLetters(text: string): { readonly latin: number; readonly foreign: number } {
  let latin = 0;
  let foreign = 0;
  const codes = codesOf(text);
  const { length } = text;
  for (let index = 0; index < length; index += 1) {
    const code = codes[index]!;
    const lower = code | 0x20;
    if (lower >= 0x61 && lower <= 0x7a) latin += 1;
    else if (code >= 0xc0 && code <= 0x24f) latin += 1;
    else if (code >= 0x1e00 && code <= 0x1eff) latin += 1;
    else if (code > 0x24f && /\p{L}/u.test(String.fromCharCode(code))) foreign += 1;
  }
  return { latin, foreign };
}
