// Takes a forgotten person out of texts that Stoa wrote itself. It writes names and titles in a few fixed ways (a name links
// to its profile, a title to its thread), so the addresses tell what to replace, and no other word is touched.

/** A forgotten person, as Stoa's own texts know them. */
export interface NamedPerson {
  readonly login: string;
  /** Numbers of the threads they opened, by address. */
  readonly threads: ReadonlyMap<string, number>;
  /** Words of their threads, in lower case. */
  readonly words: ReadonlySet<string>;
}

/** What stands in a name's place. */
export const SOMEBODY = "somebody";

/** A link that Stoa wrote: brackets in its text are escaped, and an address has no parentheses. */
const LINK = /\[((?:\\.|[^\\[\]])*)\]\(([^()\s]+)\)/g;

/** A change in a digest's list: "- its note ([#12](…) by [ada](…))". An escaped note has no such bracket. */
const CHANGE_NOTE = /^- [^[].*? \((?=\[)/;

/** A digest's line of themes, and one theme in it: "*memory, collector* (11 threads, rising; [#231](…), [#198](…))". */
const THEMES = "**What people talked about** – ";
const THEME = /\*([^*]+)\* \((?:[^()]|\([^()]*\))*\)/g;

/** The words of a text, as `NamedPerson` wants them. */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The text without the person's name, and with their threads' numbers in place of their titles. */
export function withoutPerson(markdown: string, person: NamedPerson): string {
  return markdown
    .split("\n")
    .map((line) => lineWithoutPerson(line, person))
    .join("\n");
}

/** Whether the text names the person. */
export function isNamed(markdown: string, { login }: Pick<NamedPerson, "login">): boolean {
  return [...markdown.matchAll(LINK)].some(([, , url = ""]) => isProfileOf(url, login));
}

function lineWithoutPerson(line: string, person: NamedPerson): string {
  if (line.startsWith(THEMES)) return themesWithoutPerson(line, person);
  let isAboutTheirs = false;
  const text = line.replace(LINK, (whole, label: string, url: string) => {
    if (isProfileOf(url, person.login)) return SOMEBODY;
    const number = person.threads.get(url.replace(/#.*$/, ""));
    if (number === undefined) return whole;
    isAboutTheirs = true;
    return isNumber(label) ? whole : `[#${number}](${url})`;
  });
  return isAboutTheirs ? text.replace(CHANGE_NOTE, "- a change (") : text;
}

/** The themes that none of their words is a term of: a theme's terms come from all of its threads. */
function themesWithoutPerson(line: string, { words }: NamedPerson): string {
  const themes = [...line.matchAll(THEME)];
  const kept = themes.filter(([, label = ""]) => !wordsOf(label).some((word) => words.has(word)));
  if (kept.length === themes.length) return line;
  return kept.length === 0 ? "" : `${THEMES}${kept.map(([theme]) => theme).join(", ")}.`;
}

/** "#12", "collector#12" and counts are no words of anybody. */
function isNumber(label: string): boolean {
  return /^(?:[\w.-]*#)?\d+$/.test(label);
}

function isProfileOf(url: string, login: string): boolean {
  if (login === "" || !URL.canParse(url)) return false;
  return new URL(url).pathname.toLowerCase() === `/${encodeURIComponent(login)}`.toLowerCase();
}
