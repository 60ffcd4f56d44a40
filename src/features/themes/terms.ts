// The terms of a text: stems of its words, but for those of grammar. Only some of them can also name what a text is about:
// words of templates and of everybody's daily work ("issue", "add", "please") name nothing, and neither do pieces of code.

import stemmer from "natural/lib/natural/stemmers/porter_stemmer.js";

/** Words of grammar, which say nothing of what a text is about. */
const GRAMMAR: ReadonlySet<string> = new Set(
  `a about all also am an and any are as at be been being but by can cannot could did do does doing done down each for
  from get getting got had has have having he her here him his how i if in into is it its just may me might mine must my
  myself no nor not of off on only onto or our out over own s same shall she should so some t than that the their them
  then there these they this those to too under up us use used using very via was we were what when where which who
  whom whose why will with without would you your yours
  'd 'll 'm 're 's 't 've ain't aren't can't couldn't didn't doesn't don't hasn't haven't i'm i've isn't it's let's
  shouldn't that's wasn't weren't won't wouldn't you're d doesn didn don isn ll m re ve won`
    .split(/\s+/)
    .filter((word) => word !== ""),
);

/** Words that name no theme. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  `a able about above across actually after afterwards again against ago all allow allowed allows almost alone along
  already also although always am among an and another any anybody anyone anything anyway anywhere are aren't around as
  ask at away back based be became because become been before behind being below between beyond big bit both but by call
  called came can can't cannot case cases certain certainly change changed changes changing check clear clearly come
  comes coming complete completely consider considered could couldn't current currently did didn't different do does
  doesn't doing don't done down due during each either else empty end enough especially etc even ever every everybody
  everyone everything exactly example examples except explicit explicitly far feel few find first follow following for
  found from full further generally get gets getting give given gives go goes going gone good got great had hadn't half
  happen happens hard has hasn't have haven't having he hello help hence her here herself hi him himself his hope how
  however i i'd i'll i'm i've idea if imo imho important in include included includes including indeed information
  inside instead into is isn't it it'd it's its itself just keep kind know known large last lastly later latest least
  leave less let let's like likely little ll long longer look looking looks lot made mainly make makes making many may
  maybe me mean means mention mentioned might mine minor moment more moreover most mostly move much must my myself name
  namely near necessary need needed needs neither never new next nice no nobody none nor normally not note nothing now
  obvious obviously of off often oh ok okay old on once one ones only onto open or original other others otherwise ought
  our ours ourselves out outside over overall own part particular particularly per perhaps place please point points
  possible possibly prefer pretty previous probably problem problems proper properly propose proposed provide provided
  provides put quite rather re read ready real really reason reasonable recent recently regarding related right said
  same say saying says second see seem seems seen set several shall she should shouldn't show shows similar simple
  simply since slightly small so some somebody someone something sometimes somewhat somewhere soon sorry sort specific
  still stuff such suggest suggested suggestion sure take taken taking talk tell text than thank thanks that that's the
  their them themselves then there there's therefore these they they're thing things think this those though thought
  three through thus till time to today together too took top toward tried try trying turn two under understand unless
  unlike until up upon us use used useful user users uses using usually various very via vs want wanted wants was wasn't
  way we we're well went were weren't what whatever when whenever where whereas whether which while who whole whom whose
  why will with within without won't word words work worked working works worth would wouldn't write written wrong yes
  yet you you're your yours yourself
  add added adding adds additional address addressed addresses allowing bug bugs cleanup clarification clarify
  clarified clarifies clean close closed closes code comment comments commit commits consistent correct create created
  creates creating cut default describe described describes description discuss discussed discussion doc docs document
  documented documents draft edit editorial edits enable error errors expected behavior behaviour fail failed failing
  fails feature feedback fix fixed fixes fixing handle handling implement implementation implemented implementing
  improve improved improvement improvements initial introduce issue issues line lines list merge merged misc missing
  mistake nit nits option options pr prs pull question questions refactor reference references remove removed removes
  removing rename replace report request requests require required requires resolve resolves result results review
  rework section sections sentence solution spec specification specified specify split start steps stop suggestions
  support supported supporting supports syntax todo typo typos tweak tweaks unnecessary update updated updates updating
  version wip wording editors editor appendix paragraph chapter para rfc alternative
  appears assumes branch build bump changelog checklist cherry-pick chore main master minimal nits pick run running
  screenshot screenshots tidy description descriptions dependency dependencies deps reword reworded rewrite restructure`
    .split(/\s+/)
    .filter((word) => word !== ""),
);

/** A word that could name something: letters, and up to two digits as in "ipv6" and "k8s". */
const NAME = /^[a-z]+\d{0,2}[a-z]{0,3}$/;
/** "getUserById" is code; "TypeScript" and "eBPF" may be names. */
const CAMEL_CASE = /^[a-z]{2,}[A-Z]/;
/** Letters and digits of any script, with what may stand within or behind them: "don't", "C#", "C++". */
const WORD = /[\p{L}\p{N}](?:[\p{L}\p{N}]|['’](?=\p{L}))*(?:\+\+|#)?/gu;
const LONGEST_WORD = 30;

/** One use of a term. */
export interface TermUse {
  readonly stem: string;
  /** As it was written, but for the capital that begins a text. */
  readonly surface: string;
  /** Which word of the text it is: neighbours differ by one. */
  readonly position: number;
  /** Whether it may name what the text is about. */
  readonly isName: boolean;
}

/** The terms of a text in their order, of no more than `maxWords` words. */
export function termsOf(text: string, maxWords = Infinity): readonly TermUse[] {
  const uses: TermUse[] = [];
  let position = -1;
  for (const match of text.matchAll(WORD)) {
    const [raw] = match;
    position += 1;
    if (position >= maxWords) break;
    const written = raw.replaceAll("’", "'").replace(/'s$/, "");
    const word = lowerCase(written);
    if (word.length > LONGEST_WORD || GRAMMAR.has(word)) continue;
    const surface = position === 0 && /^.[^A-Z]*$/.test(written) ? word : written;
    const stem = stemOf(word);
    const isCode = text[match.index - 1] === "_" || text[match.index + raw.length] === "_";
    uses.push({ stem, surface, position, isName: !isCode && isName(word, written, stem) });
  }
  return uses;
}

/** The stems of all words of a text, those of grammar too, in their order. */
export function wordStems(text: string): readonly string[] {
  return [...text.matchAll(WORD)].map(([word]) => stemOf(lowerCase(word.replaceAll("’", "'"))));
}

/** Of a Turkish İ only the i: its dot would be a character of its own, and none of a word. */
function lowerCase(word: string): string {
  return word.toLowerCase().replaceAll("\u0307", "");
}

function isName(word: string, written: string, stem: string): boolean {
  if (word.length < 2 || !NAME.test(word) || CAMEL_CASE.test(written)) return false;
  return !STOP_WORDS.has(word) && !STOP_STEMS.has(stem);
}

const stems = new Map<string, string>();
/** Words come again and again; the stems of this many are remembered. */
const REMEMBERED_STEMS = 50_000;

function stemOf(word: string): string {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
  let stem = stems.get(word);
  if (stem === undefined) {
    stem = stemmer.stem(word);
    if (stems.size >= REMEMBERED_STEMS) stems.clear();
    stems.set(word, stem);
  }
  return stem;
}

/** Stems of the longer stop words, which keep out their other forms; those of short ones would keep out too much. */
const STOP_STEMS: ReadonlySet<string> = new Set(
  [...STOP_WORDS].filter((word) => word.length > 4).map((word) => stemmer.stem(word)),
);
