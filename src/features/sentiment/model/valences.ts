// What a word's feeling is by two general lexica, each as it is and once with the words of developers' daily work made
// neutral. AFINN-165 as the `sentiment` package ships it (Nielsen 2011, "A new ANEW"), VADER's as `vader-sentiment` does
// (Hutto and Gilbert 2014). They are inputs of the model, which learns how far to believe them.

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

/** Valences of single words by four lexica, −1…1. */
export const LEXICA = ["afinn", "afinnDev", "vader", "vaderDev"] as const;

/** A word's valence in each of the four lexica; words in none are not there. */
export const VALENCES: ReadonlyMap<string, Float32Array> = readValences();

/** Valences of emoji, −1…1. */
export const EMOJI_VALENCES: ReadonlyMap<string, number> = new Map(
  Object.entries(emoji).map(([sign, valence]) => [sign, valence / 5]),
);

function readValences(): ReadonlyMap<string, Float32Array> {
  const valences = new Map<string, Float32Array>();
  const add = (word: string, lexicon: number, valence: number) => {
    const of = valences.get(word) ?? new Float32Array(LEXICA.length);
    of[lexicon] = valence;
    if (!DEVELOPERS_WORDS.has(word)) of[lexicon + 1] = valence;
    valences.set(word, of);
  };
  for (const [word, valence] of Object.entries(afinn)) if (!word.includes(" ")) add(word, 0, valence / 5);
  for (const line of readFileSync(require.resolve("vader-sentiment/vader_lexicon.txt"), "utf8").split("\n")) {
    const [word = "", valence] = line.split("\t", 2);
    if (/^[a-z]/.test(word) && word.length > 1) add(word, 2, Number(valence) / 4);
  }
  return valences;
}
