// The small words of a text: how many of its words are frequent in English, and how many in other languages that are written with
// Latin letters. One pass over the characters, in which no word is cut out: this runs on every remark.

import { codesOf } from "./codes.ts";

/** Frequent in English, no word (or a rare one) in the other languages that are written with Latin letters. */
export const ENGLISH: ReadonlySet<string> = new Set(
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
export const FOREIGN: ReadonlySet<string> = new Set(
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

// FNV-1a (Fowler, Noll, Vo).
const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

const ROOM = 2 ** 12;
const IS_ENGLISH = 1;
const IS_FOREIGN = 2;

const WORDS: readonly string[] = [...new Set([...ENGLISH, ...FOREIGN])];
const LANGUAGES = Uint8Array.from(
  WORDS,
  (word) => (ENGLISH.has(word) ? IS_ENGLISH : 0) | (FOREIGN.has(word) ? IS_FOREIGN : 0),
);
/** The words' characters one after the other, and by word where its own begin; one more at the end. */
const SPELLINGS = Uint16Array.from(WORDS.join(""), (character) => character.charCodeAt(0));
const SPELLING_STARTS = Uint16Array.from(
  [...WORDS, ""],
  (_, number) => WORDS.slice(0, number).join("").length,
);
/** By hash: 1 more than a word's number, in the next free place; 0 where there is none. A tenth of it is taken. */
const PLACES = placesOf(WORDS);

function placesOf(spellings: readonly string[]): Uint16Array {
  const places = new Uint16Array(ROOM);
  for (const [number, word] of spellings.entries()) {
    let place = placeOf(hashOf(word));
    while (places[place] !== 0) place = (place + 1) % ROOM;
    places[place] = number + 1;
  }
  return places;
}

function hashOf(word: string): number {
  let hash = OFFSET;
  for (let index = 0; index < word.length; index += 1) hash = Math.imul(hash ^ word.charCodeAt(index), PRIME);
  return hash;
}

function placeOf(hash: number): number {
  return (hash ^ (hash >>> 15)) & (ROOM - 1);
}

/** A text's words (letters, apostrophes and hyphens), how many of them are English small words, and how many others' are. */
export interface FunctionWords {
  readonly words: number;
  readonly english: number;
  readonly others: number;
}

/** What belongs to a word, in lower case, and 0 for the rest of ASCII. */
const LETTERS = Uint8Array.from({ length: 0x80 }, (_, code) =>
  /[A-Za-z'-]/.test(String.fromCharCode(code)) ? String.fromCharCode(code).toLowerCase().charCodeAt(0) : 0,
);
const LAST_ASCII = 0x7f;

export function countFunctionWords(text: string): FunctionWords {
  let codes = codesOf(text);
  let { length } = text;
  if (!isAscii(codes, length)) {
    const lower = text.toLowerCase().replaceAll("’", "'");
    codes = codesOf(lower);
    ({ length } = lower);
  }
  let words = 0;
  let english = 0;
  let others = 0;
  let from = 0;
  let hash = OFFSET;
  for (let at = 0; at <= length; at += 1) {
    const code = codes[at]!;
    const letter = code <= LAST_ASCII ? LETTERS[code]! : letterAt(codes, at);
    if (letter !== 0) {
      codes[at] = letter;
      hash = Math.imul(hash ^ letter, PRIME);
      continue;
    }
    if (from < at) {
      const languages = languagesOf(codes, { from, to: at, hash });
      words += 1;
      english += languages & IS_ENGLISH;
      others += languages >> 1;
      hash = OFFSET;
    }
    from = at + 1;
  }
  return { words, english, others };
}

function isAscii(codes: Uint16Array, length: number): boolean {
  let all = 0;
  for (let index = 0; index < length; index += 1) all |= codes[index]!;
  return all <= LAST_ASCII;
}

/** The code there if a letter, or half of one, stands there, else 0. */
function letterAt(codes: Uint16Array, at: number): number {
  const code = codes[at]!;
  const isSecondHalf = code >= 0xdc00 && code <= 0xdfff;
  const first = isSecondHalf ? at - 1 : at;
  const point = String.fromCharCode(codes[first] ?? 0, codes[first + 1]!).codePointAt(0) ?? 0;
  if (isSecondHalf && point <= 0xffff) return 0;
  return /\p{L}/u.test(String.fromCodePoint(point)) ? code : 0;
}

/** In which languages the word from `from` to `to` is frequent: a sum of the constants above. */
function languagesOf(
  codes: Uint16Array,
  { from, to, hash }: { readonly from: number; readonly to: number; readonly hash: number },
): number {
  for (let place = placeOf(hash); ; place = (place + 1) & (ROOM - 1)) {
    const number = PLACES[place]! - 1;
    if (number < 0) return 0;
    if (isSpelt(number, codes, from, to)) return LANGUAGES[number]!;
  }
}

function isSpelt(word: number, codes: Uint16Array, from: number, to: number): boolean {
  let at = SPELLING_STARTS[word]!;
  if (SPELLING_STARTS[word + 1]! - at !== to - from) return false;
  for (let index = from; index < to; index += 1, at += 1) {
    if (SPELLINGS[at] !== codes[index]) return false;
  }
  return true;
}
