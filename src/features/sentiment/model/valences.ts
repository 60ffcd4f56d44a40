// What a word's feeling is by four general lexica: AFINN-165 as the `sentiment` package ships it (Nielsen 2011, "A new ANEW"),
// VADER's as `vader-sentiment` does (Hutto and Gilbert 2014), ML-SentiCon (Cruz and others 2014) and Pattern's (De Smedt and
// Daelemans 2012) as `natural` does. The first two count as they are and once more with the words of developers' daily work
// made neutral; the others in that way alone. They are inputs of the model, which learns how far to believe them.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

// Not `import … with { type: "json" }`: tsx makes a variable of each key, and AFINN has words such as "await".
const require = createRequire(import.meta.url);
const afinn = require("sentiment/languages/en/labels.json") as Readonly<Record<string, number>>;
const emoji = require("sentiment/build/emoji.json") as Readonly<Record<string, number>>;

/** Words that general lexica hear feeling in, which among developers name things and deeds: "abort the child process". */
const DEVELOPERS_WORDS: ReadonlySet<string> = new Set(
  `abort aborted aborts accept accepted accepting accepts active alert alive allow allowed attack avoid avoided avoids
   block blocked blocking blocks bug bugs cancel cancelled challenge charge check clean clear cleared collision commit
   commits conflict conflicting conflicts corrupt corrupted crash crashed crashes create created creates critical cut
   dead deadlock death debug default defect defects delay delayed demand denied deny die dies difficult dirty drop
   dropped dump dynamic easy empty ensure error errors escape exception exceptions exclude execute executed expose
   exposed fail failed failing fails failure failures fatal fault feature fire fired force forced forces free fresh
   garbage grant granted handle help hide ignore ignored ignores illegal important improve improved improvement
   improvements increase increased intelligence interrupt interrupted invalid issue issues join kill killed killing
   kills lag leak leaked leaks leave legal like limitation limited limits lock lose lost lowest master matter miss
   missing natural no obsolete offline overload panic patch play please poison pressure prevent prevented prevents
   problem problems promise promised promises protect protected race random reach reject rejected rejects resolve
   resolved resolves rich risk safe safely save saved saves secure serious share shared shares solid solution solutions
   solve solved solves solving spam stall steal stop stopped stops straight stress strict strong stuck substantial
   support supported supporting supports suspend suspended thread top true trust trusted valid validate validated value
   values violate violation vulnerability vulnerable want warn warning warnings warns weak worth yes`.split(
    /\s+/,
  ),
);

/** Valences of single words, −1…1. */
export const LEXICA = ["afinn", "afinnDev", "vader", "vaderDev", "senticonDev", "patternDev"] as const;
type Lexicon = (typeof LEXICA)[number];

/** What the lexica say of words. */
export interface Valences {
  /** Where a word's valences begin, one of each lexicon; words in none are not there. */
  readonly places: ReadonlyMap<string, number>;
  readonly values: Float32Array;
}

/** Room for more words than the lexica have together. */
const MOST_WORDS = 2 ** 15;

// Single words and their valences in the files of `natural`.
const SENTICON_ENTRY = /"([a-z][a-z'-]+)": \{\s+"pos": "\w+",\s+"pol": "([-.\d]+)"/g;
const PATTERN_ENTRY = /"form": "([a-z][a-z'-]+)",[^}]*"polarity": "([-.\d]+)"/g;

export const VALENCES = readValences();

/** Valences of emoji, −1…1. */
export const EMOJI_VALENCES: ReadonlyMap<string, number> = new Map(
  Object.entries(emoji).map(([sign, valence]) => [sign, valence / 5]),
);

/** Reads the lexica. */
export function readValences(): Valences {
  const places = new Map<string, number>();
  const values = new Float32Array(MOST_WORDS * LEXICA.length);
  const add = (lexicon: Lexicon, word: string, valence: number) => {
    if (valence === 0) return;
    const place = places.get(word) ?? places.size * LEXICA.length;
    places.set(word, place);
    values[place + LEXICA.indexOf(lexicon)] = valence;
  };
  const addForDevelopers = (lexicon: Lexicon, word: string, valence: number) => {
    if (!DEVELOPERS_WORDS.has(word)) add(lexicon, word, valence);
  };
  for (const [word, valence] of Object.entries(afinn)) {
    if (word.includes(" ")) continue;
    add("afinn", word, valence / 5);
    addForDevelopers("afinnDev", word, valence / 5);
  }
  for (const line of readText(require.resolve("vader-sentiment/vader_lexicon.txt")).split("\n")) {
    const [word = "", valence] = line.split("\t", 2);
    if (!/^[a-z]/.test(word) || word.length === 1) continue;
    add("vader", word, Number(valence) / 4);
    addForDevelopers("vaderDev", word, Number(valence) / 4);
  }
  // Found by pattern in `natural`'s megabytes of JSON: to parse them takes four times as long.
  const senticon = readText(require.resolve("natural/lib/natural/sentiment/English/senticon_en.json"));
  for (const [, word = "", valence] of senticon.matchAll(SENTICON_ENTRY)) {
    addForDevelopers("senticonDev", word, Number(valence));
  }
  const pattern = readText(
    require.resolve("natural/lib/natural/sentiment/English/pattern-sentiment-en.json"),
  );
  for (const [, word = "", valence] of pattern.matchAll(PATTERN_ENTRY)) {
    addForDevelopers("patternDev", word, Number(valence));
  }
  return { places, values };
}

function readText(path: string): string {
  return readFileSync(path, "utf8");
}
