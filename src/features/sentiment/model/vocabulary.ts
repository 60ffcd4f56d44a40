// All that the model ever asks of a word, a written feeling or a mark, found out once: people use the same few thousand words,
// so most of reading a text is to look them up. Each has a number, and what is known of it stands under that in columns.

import { actNodeOf, laterWordOf } from "./acts.ts";
import { characterBuckets, emotionBucket, hashOf } from "./buckets.ts";
import { emotionValence } from "./emotions.ts";
import { partPlaceOf } from "./places.ts";
import { VALENCES } from "./valences.ts";

/** What a token is; so it stands in `kinds`. */
export const WORD = 0;
export const EMOTION = 1;
export const MARK = 2;

/** Three letters and more, all capitals. */
export const SHOUTED = 1;
/** A letter three times in a row: "soooo". */
export const ELONGATED = 2;
/** Turns round what the next few say. */
export const NEGATES = 4;
/** Makes the next one stronger. */
export const STRENGTHENS = 8;
/** The real message comes after it. */
export const TURNS = 16;

/** As many are known at a time; then it begins anew. */
const MOST = 2 ** 14;
/** The same for their parts: twice what so many words of a usual length have, so that nobody fills the memory with long ones. */
export const MOST_PARTS = 2 ** 19;

/** Each token's text: a word in lower case with straight apostrophes, "0" for a number; a written feeling; a mark. */
export const texts: string[] = [];
export const kinds = new Uint8Array(MOST);
/** The sum of those constants that are true of a word. */
export const flags = new Uint8Array(MOST);
/** Where the lexica's valences of a word begin; −1 for one that is in none. */
export const valencesAt = new Int32Array(MOST);
/** What a written feeling shows, −1…1. */
export const feelings = new Float64Array(MOST);
/** The hash of the text, at twice the token's number; behind it that of the same where a negation reaches it. */
export const hashes = new Int32Array(2 * MOST);
/** Where speech acts begin with it, and which one it is of the words with which they go on: see acts.ts. */
export const actNodes = new Uint16Array(MOST);
export const laterWords = new Uint16Array(MOST);
/** Where its parts end in `partPlaces`; those of the next begin there. */
export const partEnds = new Uint32Array(MOST);
export const partPlaces = new Uint32Array(MOST_PARTS);

/** Words by hash, the last one that was asked for under each: nearly all are found so, for which no string has to be made. */
const recent = new Int16Array(2 ** 14).fill(-1);
/** The tokens' texts as they were written, one after the other, and where each ends. */
const spellings = new Uint16Array(MOST_PARTS);
const spellingEnds = new Uint32Array(MOST);

/** How often all was forgotten. */
let forgotten = 0;

/** Another number as soon as the tokens' numbers mean something else: for whoever keeps what it found out about them. */
export function generation(): number {
  return forgotten;
}

const words = new Map<string, number>();
const others = new Map<string, number>();

const NEGATORS: ReadonlySet<string> = new Set(
  `no not never none neither nor nothing nobody cannot can't don't doesn't didn't isn't wasn't aren't weren't won't wouldn't
   couldn't shouldn't haven't hasn't hadn't ain't without hardly`.split(/\s+/),
);
const INTENSIFIERS: ReadonlySet<string> = new Set(
  "very really so extremely absolutely totally incredibly super completely truly highly utterly insanely".split(
    " ",
  ),
);
const AFTER_THESE: ReadonlySet<string> = new Set(
  "but however though although unfortunately except still instead yet nevertheless otherwise".split(" "),
);

/** How people write contractions in haste. */
const CONTRACTIONS: ReadonlyMap<string, string> = new Map(
  `cant:can't dont:don't doesnt:doesn't didnt:didn't isnt:isn't wasnt:wasn't arent:aren't wont:won't wouldnt:wouldn't
   couldnt:couldn't shouldnt:shouldn't havent:haven't hasnt:hasn't im:i'm ive:i've thats:that's youre:you're
   youve:you've lets:let's`
    .split(/\s+/)
    .map((pair) => pair.split(":") as [string, string]),
);

/** Makes room for so many new tokens: what was known before may be forgotten, and its numbers mean something else from then on. */
export function makeRoom(count: number): void {
  // A character in lower case has four parts at most.
  if (texts.length + count <= MOST && partsKnown() + 4 * count <= MOST_PARTS) return;
  recent.fill(-1);
  forgotten += 1;
  texts.length = 0;
  words.clear();
  others.clear();
}

/**
 * The number of the word that stands in a text from `from` to `to`, as it was written; "0" for a number.
 * @param of.codes the text's characters
 * @param of.hash any hash of the word's
 */
export function wordAt(
  text: string,
  of: { readonly codes: Uint16Array; readonly from: number; readonly to: number; readonly hash: number },
): number {
  const place = (of.hash ^ (of.hash >>> 15)) & (recent.length - 1);
  const known = recent[place]!;
  if (known >= 0 && isSpelt(known, of.codes, of.from, of.to)) return known;
  const token = wordOf(text.slice(of.from, of.to));
  recent[place] = token;
  return token;
}

function isSpelt(token: number, codes: Uint16Array, from: number, to: number): boolean {
  let at = token === 0 ? 0 : spellingEnds[token - 1]!;
  if (spellingEnds[token]! - at !== to - from) return false;
  for (let index = from; index < to; index += 1, at += 1) {
    if (spellings[at] !== codes[index]) return false;
  }
  return true;
}

/** How many parts all tokens have. */
export function partsKnown(): number {
  return texts.length === 0 ? 0 : partEnds[texts.length - 1]!;
}

/** The number of a word as it was written, or of "0" for a number. */
export function wordOf(written: string): number {
  return words.get(written) ?? learnWord(written);
}

/** The number of an emoticon, a shortcode or an emoji. */
export function emotionOf(written: string): number {
  return others.get(written) ?? learn(others, written, EMOTION, written.toLowerCase());
}

/** The number of a punctuation mark. */
export function markOf(mark: string): number {
  return others.get(mark) ?? learn(others, mark, MARK, mark);
}

function learnWord(written: string): number {
  const lower = written.toLowerCase();
  const text = CONTRACTIONS.get(lower) ?? lower;
  const token = learn(words, written, WORD, text);
  const isShouted = written.length > 2 && written !== lower && written === written.toUpperCase();
  flags[token] =
    (isShouted ? SHOUTED : 0) |
    (/(.)\1\1/s.test(text) ? ELONGATED : 0) |
    (NEGATORS.has(text) ? NEGATES : 0) |
    (INTENSIFIERS.has(text) ? STRENGTHENS : 0) |
    (AFTER_THESE.has(text) ? TURNS : 0);
  valencesAt[token] = VALENCES.places.get(text) ?? -1;
  return token;
}

function learn(known: Map<string, number>, written: string, kind: number, told: string): number {
  const token = texts.length;
  spell(token, kind === WORD ? written : "");
  // A copy: of a long word V8 would keep the whole text that it was cut from.
  const text = Buffer.from(told).toString();
  known.set(written === told ? text : Buffer.from(written).toString(), token);
  texts.push(text);
  kinds[token] = kind;
  flags[token] = 0;
  valencesAt[token] = -1;
  feelings[token] = kind === EMOTION ? emotionValence(text) : 0;
  hashes[2 * token] = hashOf(text, false);
  hashes[2 * token + 1] = hashOf(text, true);
  actNodes[token] = kind === MARK ? 0 : actNodeOf(text);
  laterWords[token] = laterWordOf(text);
  let end = token === 0 ? 0 : partEnds[token - 1]!;
  for (const bucket of partsOf(text, kind)) {
    partPlaces[end] = partPlaceOf(bucket);
    end += 1;
  }
  partEnds[token] = end;
  return token;
}

function partsOf(text: string, kind: number): readonly number[] {
  if (kind === MARK) return [];
  return kind === WORD ? characterBuckets(text) : [emotionBucket(text)];
}

function spell(token: number, written: string): void {
  const start = token === 0 ? 0 : spellingEnds[token - 1]!;
  const { length } = written;
  for (let index = 0; index < length; index += 1) spellings[start + index] = written.charCodeAt(index);
  spellingEnds[token] = start + length;
}
