// Prose to sentences of tokens: words in lower case, written feelings (emoticons, :shortcodes:, emoji), and punctuation that
// tells something. A scanner and not a pattern: it runs on every remark.

/** Where a negation reaches: this many words after it, within its clause. */
const NEGATION_REACH = 4;

export interface Token {
  /** A word in lower case with straight apostrophes, "0" for a number; an emoticon, shortcode or emoji; or a punctuation mark. */
  readonly text: string;
  readonly kind: "word" | "emotion" | "mark";
  /** A word of three letters and more, all capitals. */
  readonly isShouted: boolean;
  /** Stands within reach of a negation. */
  readonly isNegated: boolean;
}

/** What stands between two full stops, question or exclamation marks, or ends of a line. */
export type Sentence = readonly Token[];

/** Words that turn round what the next few say. */
const NEGATORS: ReadonlySet<string> = new Set(
  `no not never none neither nor nothing nobody cannot can't don't doesn't didn't isn't wasn't aren't weren't won't wouldn't
   couldn't shouldn't haven't hasn't hadn't ain't without hardly`.split(/\s+/),
);

/** How people write contractions in haste. */
const CONTRACTIONS: ReadonlyMap<string, string> = new Map(
  `cant:can't dont:don't doesnt:doesn't didnt:didn't isnt:isn't wasnt:wasn't arent:aren't wont:won't wouldnt:wouldn't
   couldnt:couldn't shouldnt:shouldn't havent:haven't hasnt:hasn't im:i'm ive:i've thats:that's youre:you're
   youve:you've lets:let's`
    .split(/\s+/)
    .map((pair) => pair.split(":") as [string, string]),
);

/** Western emoticons, eastern ones, hearts and votes; "8)" and "x)" end lists more often than they smile. */
const EMOTICON =
  /(?:[<>]?[:;=][-'^o]{0,2}(?:\){1,9}|\({1,9}|\]|\[|\}|\{|[dDpPoOsSxX3@c](?![\w:/])|[/\\|*$](?![\w/:])|>(?!\w))|[xX]D+(?!\w)|<\/?3(?!\d)|\^[_.-]{0,2}\^|-_{1,3}-|[oO0][_.][oO0](?!\w)|>[._]<|T_T|\\o\/|[+-]1(?![\d.]))/y;
const SHORTCODE = /:[a-z0-9][a-z0-9_+-]{1,40}:|:[+-]1:/y;
const EMOJI = /\p{Extended_Pictographic}/uy;

/** The sentences of a prose text, in order; none is empty. Linear in its input. */
export function toSentences(prose: string): readonly Sentence[] {
  const text = prose.includes("’") ? prose.replaceAll("’", "'") : prose;
  const sentences: Token[][] = [];
  let sentence: Token[] = [];
  let negation = 0;
  let isEnding = false;
  let at = 0;
  const add = (token: Token) => {
    if (isEnding && token.kind === "word") end();
    sentence.push(token);
  };
  const end = () => {
    if (sentence.length > 0) sentences.push(sentence);
    sentence = [];
    negation = 0;
    isEnding = false;
  };
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x20) {
      at += 1;
    } else if (code === 0x0a) {
      end();
      at += 1;
    } else if (isLetter(code) && !(mayOpenEmoticon(code) && matchAt(EMOTICON, text, at))) {
      const from = at;
      at = endOfWord(text, at);
      const raw = text.slice(from, at);
      const lower = raw.toLowerCase();
      const word = CONTRACTIONS.get(lower) ?? lower;
      add({
        text: word,
        kind: "word",
        isShouted: raw.length > 2 && raw !== lower && raw === raw.toUpperCase(),
        isNegated: negation > 0,
      });
      negation = NEGATORS.has(word) ? NEGATION_REACH : Math.max(0, negation - 1);
    } else {
      const emotion = isEmotionStart(code) || isLetter(code) ? emotionAt(text, at) : undefined;
      if (emotion !== undefined) {
        add({ text: emotion.toLowerCase(), kind: "emotion", isShouted: false, isNegated: false });
        at += emotion.length;
      } else if (isDigit(code)) {
        at = endOfWord(text, at);
        add({ text: "0", kind: "word", isShouted: false, isNegated: false });
      } else {
        if (isMark(code)) {
          add({ text: text.charAt(at), kind: "mark", isShouted: false, isNegated: false });
          negation = 0;
          if (isSentenceEnd(code)) isEnding = true;
        }
        at += code >= 0xd800 && code < 0xdc00 ? 2 : 1;
      }
    }
  }
  end();
  return sentences;
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

/** x o O X T: letters with which an emoticon begins. */
function mayOpenEmoticon(code: number): boolean {
  return code === 0x78 || code === 0x58 || code === 0x6f || code === 0x4f || code === 0x54;
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

function endOfWord(text: string, from: number): number {
  let at = from + 1;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isLetter(code) || isDigit(code)) continue;
    // An apostrophe or a hyphen belongs to the word when a letter follows.
    if ((code === 0x27 || code === 0x2d || code === 0x5f) && isLetter(text.charCodeAt(at + 1))) continue;
    break;
  }
  return at;
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
