// Prose to sentences of tokens: words in lower case, written feelings (emoticons, :shortcodes:, emoji), and punctuation that
// tells something. A scanner and not a pattern: it runs on every remark.

import { codesOf } from "../../../text/codes.ts";
import { OFFSET, PRIME } from "./buckets.ts";
import {
  emotionOf,
  flags,
  kinds,
  makeRoom,
  MARK,
  markOf,
  NEGATES,
  WORD,
  wordAt,
  wordOf,
} from "./vocabulary.ts";

/** Where a negation reaches: this many words after it, within its clause. */
const NEGATION_REACH = 4;
/** What is read of a text, in characters: more does not change how it feels, and time stays bounded. */
export const LONGEST = 4_000;

/**
 * A text as tokens, numbers of the vocabulary, one sentence after the other; a sentence is what stands between two full stops,
 * question or exclamation marks, or ends of a line. The arrays are reused by the next text.
 */
export interface Sentences {
  /** How many sentences there are; none is empty. */
  count: number;
  /** By sentence: where it ends in `tokens`. */
  readonly ends: Uint32Array;
  readonly tokens: Uint32Array;
  /** By token: 1 where a negation reaches it, else 0. */
  readonly negated: Uint8Array;
}

const read: Sentences = {
  count: 0,
  ends: new Uint32Array(LONGEST),
  tokens: new Uint32Array(LONGEST),
  negated: new Uint8Array(LONGEST),
};

/** Western emoticons, eastern ones, hearts and votes; "8)" and "x)" end lists more often than they smile. */
const EMOTICON =
  /(?:[<>]?[:;=][-'^o]{0,2}(?:\){1,9}|\({1,9}|\]|\[|\}|\{|[dDpPoOsSxX3@c](?![\w:/])|[/\\|*$](?![\w/:])|>(?!\w))|[xX]D+(?!\w)|<\/?3(?!\d)|\^[_.-]{0,2}\^|-_{1,3}-|[oO0][_.][oO0](?!\w)|>[._]<|T_T|\\o\/|[+-]1(?![\d.]))/y;
const SHORTCODE = /:[a-z0-9][a-z0-9_+-]{1,40}:|:[+-]1:/y;
const EMOJI = /\p{Extended_Pictographic}/uy;

/** The sentences of a prose text, in order. Linear in its input. */
export function toSentences(prose: string): Sentences {
  const whole = prose.length > LONGEST ? prose.slice(0, LONGEST) : prose;
  const text = whole.includes("’") ? whole.replaceAll("’", "'") : whole;
  const { tokens, negated, ends } = read;
  const { length } = text;
  makeRoom(length);
  // Nothing that is called below reads another text.
  const codes = codesOf(text);
  let count = 0;
  let size = 0;
  /** Where the sentence at hand began. */
  let start = 0;
  /** How many words the last negation still reaches. */
  let reach = 0;
  let isLineOver = false;
  let isMarkedOver = false;
  let at = 0;
  while (at < length) {
    const code = codes[at]!;
    let token = -1;
    let isReached = false;
    if (code === 0x20) {
      at += 1;
    } else if (code === 0x0a) {
      at += 1;
      isLineOver = true;
      reach = 0;
    } else if (isLetter(code) && !(mayBeEmoticon(code, codes[at + 1]!) && matchAt(EMOTICON, text, at))) {
      const from = at;
      at = endOfWord(codes, at);
      token = wordAt(text, { codes, from, to: at, hash: hashBetween(codes, from, at) });
      isReached = reach > 0;
      reach = (flags[token]! & NEGATES) !== 0 ? NEGATION_REACH : Math.max(0, reach - 1);
    } else {
      const emotion = isEmotionStart(code) || isLetter(code) ? emotionAt(text, at) : undefined;
      if (emotion !== undefined) {
        at += emotion.length;
        token = emotionOf(emotion);
      } else if (isDigit(code)) {
        at = endOfWord(codes, at);
        token = wordOf("0");
      } else {
        if (isMark(code)) {
          token = markOf(text.charAt(at));
          reach = 0;
        }
        at += code >= 0xd800 && code < 0xdc00 ? 2 : 1;
      }
    }
    if (token < 0) continue;
    // "?!" and ":)" belong to what they stand behind.
    if (isLineOver || (isMarkedOver && kinds[token] === WORD)) {
      if (size > start) {
        ends[count] = size;
        count += 1;
        start = size;
      }
      isLineOver = false;
      isMarkedOver = false;
    }
    tokens[size] = token;
    negated[size] = isReached ? 1 : 0;
    size += 1;
    if (kinds[token] === MARK && isSentenceEnd(code)) isMarkedOver = true;
  }
  if (size > start) {
    ends[count] = size;
    count += 1;
  }
  read.count = count;
  return read;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function emotionAt(text: string, at: number): string | undefined {
  const code = text.charCodeAt(at);
  if (code > 0x7f) return matchAt(EMOJI, text, at);
  return (code === 0x3a ? matchAt(SHORTCODE, text, at) : undefined) ?? matchAt(EMOTICON, text, at);
}

/** Letters that may begin an emoticon: xD, o_o, o.O, T_T. */
function mayBeEmoticon(code: number, next: number): boolean {
  if (next === 0x44) return code === 0x78 || code === 0x58;
  return (next === 0x5f || next === 0x2e) && (code === 0x6f || code === 0x4f || code === 0x54);
}

/** : ; = < > ^ - \ + 0 and whatever is no ASCII. */
function isEmotionStart(code: number): boolean {
  if (code > 0x7f) return code >= 0x2000 || code === 0xa9 || code === 0xae;
  return (
    (code >= 0x3a && code <= 0x3e) ||
    code === 0x5e ||
    code === 0x2d ||
    code === 0x5c ||
    code === 0x2b ||
    code === 0x30
  );
}

function endOfWord(codes: Uint16Array, from: number): number {
  let at = from + 1;
  // The 0 behind the text ends it.
  for (; ; at += 1) {
    const code = codes[at]!;
    if (isLetter(code) || isDigit(code)) continue;
    // An apostrophe or a hyphen belongs to the word when a letter follows.
    if ((code === 0x27 || code === 0x2d || code === 0x5f) && isLetter(codes[at + 1]!)) continue;
    return at;
  }
}

/** FNV-1a, see buckets.ts. */
function hashBetween(codes: Uint16Array, from: number, to: number): number {
  let hash = OFFSET;
  for (let index = from; index < to; index += 1) hash = Math.imul(hash ^ codes[index]!, PRIME);
  return hash;
}

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  if (lower >= 0x61 && lower <= 0x7a) return true;
  return code >= 0xc0 && code <= 0x24f && code !== 0xd7 && code !== 0xf7;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** ! ? . , ; : ( ) " … */
function isMark(code: number): boolean {
  return (
    code === 0x21 ||
    code === 0x3f ||
    code === 0x2e ||
    code === 0x2c ||
    code === 0x3b ||
    code === 0x3a ||
    code === 0x28 ||
    code === 0x29 ||
    code === 0x22 ||
    code === 0x2026
  );
}

function isSentenceEnd(code: number): boolean {
  return code === 0x21 || code === 0x3f || code === 0x2e || code === 0x2026;
}
