// English or not: sentiment and themes read English only, and keep silent about the rest. Careful both ways: what is too
// short or too mixed to tell is undefined.
//
// Function words decide nearly all (the "small words" method of Ingle 1976, and Grefenstette 1995), in a few µs. Trigrams
// (franc, 330 µs a comment here, and wrong on one comment in eight) are asked only about longer texts with none of them.

import { franc } from "franc-min";

/** Frequent in English, no word (or a rare one) in the other languages that are written with Latin letters. */
const ENGLISH: ReadonlySet<string> = new Set(
  `the and to of this that is it it's its for you with not have has are be but i i'm i'd i've i'll if we we're can can't
  was were will would should could there they their them from what when where which who why how my your our does doesn't
  don't didn't isn't do did by at as any some more than then just only also because about after before into out
  been being these those here now still however please thanks thank think know need want like see get make
  using used use works work something anything nothing yes same looks good great nice sorry really very much
  while since without doesn't shouldn't wouldn't couldn't isn't wasn't won't another each every such again`
    .split(/\s+/)
    .filter((word) => word !== ""),
);

/** Frequent in German, French, Spanish, Portuguese, Italian, Dutch, Polish and Turkish, and no English word. */
const FOREIGN: ReadonlySet<string> = new Set(
  `der das ist nicht und ich ein eine einen einem einer mit für auf dem den von auch noch wenn wie aber oder wird sind
  habe haben kann bei nach wir sie es zum zur danke leider mir mich
  le la les des est une dans pour pas que qui avec sur je vous nous mais cette ce il elle ne sont j'ai c'est merci très
  el los las por para con está pero como más del lo esto muy gracias hola cuando porque
  os uma não mas você obrigado isso também quando ainda são tem
  che di non per sono questo ma della è grazie quando anche del nel
  het een niet van ik dat voor maar ook zijn deze er heb wel bedankt
  nie jest się że jak czy dla ale dzięki przy
  bir ve bu için ile çok değil teşekkürler`
    .split(/\s+/)
    .filter((word) => word !== ""),
);

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
  const words =
    sample
      .toLowerCase()
      .replaceAll("’", "'")
      .match(/[\p{L}'-]+/gu) ?? [];
  if (words.length < FEWEST_WORDS) return undefined;
  const share = words.filter((word) => ENGLISH.has(word)).length / words.length;
  const others = words.filter((word) => FOREIGN.has(word)).length;
  if (others >= FEWEST_OTHERS && others / words.length >= Math.max(OTHER_SHARE, 1.5 * share)) return false;
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
  const { length } = text;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    const lower = code | 0x20;
    if (lower >= 0x61 && lower <= 0x7a) latin += 1;
    else if (code >= 0xc0 && code <= 0x24f) latin += 1;
    else if (code >= 0x1e00 && code <= 0x1eff) latin += 1;
    else if (code > 0x24f && /\p{L}/u.test(String.fromCharCode(code))) foreign += 1;
  }
  return { latin, foreign };
}
