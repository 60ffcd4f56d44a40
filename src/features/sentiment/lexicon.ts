// The words and phrases that carry feeling, each with a valence from −5 to 5: AFINN-165 as the `sentiment` package
// ships it (Nielsen 2011, "A new ANEW", with that package's emoji), less the words that name a developer's daily work,
// and with the phrases in which a developer thanks, agrees, doubts or despairs.

import { createRequire } from "node:module";

// Not `import … with { type: "json" }`: tsx makes a variable of each key, and AFINN has words such as "await".
const require = createRequire(import.meta.url);
const emoji = require("sentiment/build/emoji.json") as Readonly<Record<string, number>>;
const afinn = require("sentiment/languages/en/labels.json") as Readonly<Record<string, number>>;

/** Words AFINN hears feeling in, which among developers name things and deeds: "abort the child process". */
const NEUTRAL = words(`
  aborted aborts accept accepted accepting accepts active alert alive allow alone anti attack avoid
  avoided avoids block blocked blocking blocks cancel cancelled charged clean cleaner clear cleared
  collision commit commits conflict conflicting conflicts corrupt corrupted crash cut cuts dead deadlock
  death defect defects delay delayed demand demanding denied deny die difficult dirty drop dropped dump
  empty ensure ensuring error errors escape escapes escaping exclude excluded exploit expose exposed fail
  failed failing fails failure failures fatal fine fire fired flaw forced free fresh garbage grant granted
  growing hard help helpful helping helps hid hide hope hopes ignore ignored ignores important improve
  improved improvement improves increase increased innovate interest interesting interrupt interrupted
  join kill killed killing kills lag leak leaked leave like limitation limited limits lost lowest matter
  matters miss missing mistake natural no obsolete offline overload panic please poison pressure prevent
  prevented prevents problem problems promise promised promises protect protected reach reject rejected
  rejects resolve resolved resolves resolving rig risk risks safe safely save saved secure share shared
  shares significant solid solution solutions solve solved solves solving spam stall steal stop stopped
  stops stress strong stuck support supported supporting supports suspect suspend suspended tolerant top
  tops true trust trusted uncertain unconfirmed vague validate validated validates violate violation
  violations vulnerability vulnerable want warn warned warning warnings warns weak win wins worth wrong
  yes`);

/** Phrases and words of developers' talk. A phrase counts in place of its words. */
const SPOKEN: Readonly<Record<string, number>> = {
  // Thanks, praise and agreement.
  "thank you": 3,
  "thanks in advance": 0,
  "thank you in advance": 0,
  thx: 3,
  ty: 2,
  tks: 3,
  kudos: 4,
  lgtm: 3,
  "looks good": 3,
  "look good": 3,
  "sounds good": 2,
  "sounds great": 3,
  "good catch": 3,
  "nice catch": 3,
  "good point": 2,
  "good idea": 2,
  "good job": 3,
  "great job": 4,
  "nice job": 3,
  "good work": 3,
  "great work": 4,
  "nice work": 3,
  "well done": 4,
  "good luck": 2,
  "good to know": 2,
  "makes sense": 1,
  "works like a charm": 4,
  "works great": 3,
  "works perfectly": 4,
  "works well": 2,
  "much better": 3,
  "no problem": 2,
  "no problems": 1,
  "no worries": 2,
  "my pleasure": 3,
  "you're welcome": 2,
  "thumbs up": 3,
  "ship it": 3,
  "i like": 3,
  "i love": 4,
  "love it": 4,
  "like it": 2,
  "like this": 0,
  "looking forward": 2,
  "i hope": 1,
  hooray: 3,
  yay: 3,
  woohoo: 4,
  woot: 3,
  // Doubt, regret, blame.
  "i'm afraid": -2,
  "i am afraid": -2,
  "too bad": -2,
  "my bad": -1,
  "my fault": -1,
  "my mistake": -1,
  "doesn't make sense": -2,
  "does not make sense": -2,
  "makes no sense": -3,
  "make no sense": -3,
  "don't like": -3,
  "do not like": -3,
  "not happy": -3,
  "not a fan": -2,
  "waste of time": -4,
  "wasted time": -3,
  "what a mess": -3,
  "the hell": -4,
  "the heck": -2,
  "the fuck": -5,
  "shut up": -4,
  "come on": -2,
  "for no reason": -2,
  "fed up": -3,
  "give up": -2,
  "pain in": -3,
  "so bad": -3,
  wtf: -4,
  ffs: -4,
  ugh: -3,
  argh: -3,
  meh: -2,
  oops: -1,
  whoops: -1,
  ouch: -2,
  damn: -3,
  weird: -2,
  weirdly: -2,
  hacky: -2,
  ugly: -3,
  nonsense: -3,
  frustrating: -3,
  annoying: -3,
  annoys: -3,
  unfortunately: -2,
  sadly: -2,
  sorry: -2,
  broken: -1,
  breaks: -1,
  confusing: -2,
  // In a question or a figure of speech rather than a feeling.
  "want to": 0,
  "would like": 0,
  "would love": 1,
  "feel free": 0,
  "free to": 0,
  "make sure": 0,
  "pretty sure": 0,
  "pretty much": 0,
  "best practice": 0,
  "best practices": 0,
  "dead code": 0,
  "at best": 0,
  "good first issue": 0,
};

/** Written feeling that is no word: emoticons, and emoji as GitHub's short codes. */
const EMOTICONS: Readonly<Record<string, number>> = {
  ":)": 2,
  ":-)": 2,
  "=)": 2,
  ";)": 2,
  ";-)": 2,
  ":d": 3,
  ":-d": 3,
  "<3": 3,
  ":(": -2,
  ":-(": -2,
  "=(": -2,
  ":'(": -3,
  ":/": -1,
  ":-/": -1,
  ":+1:": 2,
  ":thumbsup:": 2,
  ":-1:": -2,
  ":thumbsdown:": -2,
  ":tada:": 3,
  ":heart:": 3,
  ":rocket:": 2,
  ":clap:": 2,
  ":smile:": 2,
  ":smiley:": 2,
  ":grin:": 2,
  ":joy:": 2,
  ":blush:": 2,
  ":wink:": 1,
  ":raised_hands:": 2,
  ":pray:": 2,
  ":confused:": -2,
  ":disappointed:": -2,
  ":cry:": -2,
  ":sob:": -2,
  ":rage:": -3,
  ":angry:": -3,
  ":facepalm:": -2,
};

/** Words that turn the feeling of the next few around. */
export const NEGATORS: ReadonlySet<string> = new Set(
  words(`no not never none neither nor cannot can't cant don't dont doesn't doesnt didn't didnt isn't isnt wasn't aren't
    won't wouldn't couldn't shouldn't haven't hasn't hadn't without hardly`),
);

/** Words that make the feeling of the next one stronger. */
export const INTENSIFIERS: ReadonlySet<string> = new Set(
  words("very really so extremely absolutely totally incredibly super too completely truly"),
);

/** A phrase of several words: the words after the first, and its valence. */
export interface Phrase {
  readonly rest: readonly string[];
  readonly valence: number;
}

/** Valences of single words, emoticons and emoji. */
export const VALENCES: ReadonlyMap<string, number> = singleWords();

/** Phrases of two words and more by their first word, the longest first. */
export const PHRASES: ReadonlyMap<string, readonly Phrase[]> = phrases();

function singleWords(): ReadonlyMap<string, number> {
  const neutral = new Set(NEUTRAL);
  const valences = new Map<string, number>();
  for (const [word, valence] of Object.entries({ ...afinn, ...emoji })) {
    if (!word.includes(" ") && !neutral.has(word)) valences.set(word, valence);
  }
  for (const [word, valence] of Object.entries({ ...SPOKEN, ...EMOTICONS })) {
    if (!word.includes(" ")) valences.set(word, valence);
  }
  return valences;
}

function phrases(): ReadonlyMap<string, readonly Phrase[]> {
  const byFirst = new Map<string, Phrase[]>();
  for (const [phrase, valence] of Object.entries({ ...afinn, ...SPOKEN })) {
    const [first, ...rest] = phrase.split(" ");
    if (first === undefined || rest.length === 0) continue;
    byFirst.set(first, [...(byFirst.get(first) ?? []), { rest, valence }]);
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.rest.length - a.rest.length);
  return byFirst;
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
