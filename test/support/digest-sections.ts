// What the sections of a digest say, read from its text by patterns: a short script that shares nothing with Stoa.

import { numberOf } from "./digest-counts.ts";

/** What was shipped of a kind: numbers of pull requests, and how many changes more are only counted. */
interface ShippedKind {
  readonly numbers: readonly number[];
  readonly more: number;
}

export interface DigestSections {
  readonly releases: number;
  readonly shipped: Readonly<Record<string, ShippedKind>>;
  /** Of bots. */
  readonly besides: number;
  /** "ctz 614": whose first pull request was merged, and which; sorted. */
  readonly first: readonly string[];
  /** "ctz bug-fixer bronze 614", sorted. Of mentors and graduates no archive tells. */
  readonly badges: readonly string[];
  /** "rank number votes" of the most wanted requests. */
  readonly wanted: readonly string[];
  readonly questions: readonly number[];
  readonly goodFirst: readonly number[];
  readonly moreGoodFirst: number;
  /** Each number that leads to a search, as "is:pr is:merged merged:2024-02-12..2024-02-25 = 7". */
  readonly searches: readonly string[];
}

/** Reads a digest as it was posted. */
export function readSections(markdown: string): DigestSections {
  const good = section(markdown, "Good first issues");
  return {
    releases: [...section(markdown, "Releases").matchAll(/\]\(/g)].length,
    shipped: readShipped(markdown),
    besides: numberOf(/^(?:Besides, )?\[(\w+) [^\]]*\]\(\S+\) by (?:a bot|bots) w/m.exec(markdown)?.[1]) ?? 0,
    first: [...section(markdown, "First contributions").matchAll(FIRST)]
      .map(([, login, , number]) => `${plain(login)} ${number}`)
      .sort(),
    badges: readBadges(section(markdown, "Badges")),
    wanted: [...section(markdown, "Most wanted").matchAll(WANTED)].map(
      ([, rank, number, votes]) => `${rank} ${number} ${votes}`,
    ),
    questions: numbersIn(section(markdown, "Waiting for an answer")),
    goodFirst: numbersIn(good),
    moreGoodFirst: numberOf(/^- and \[(\w+) more/m.exec(good)?.[1]) ?? 0,
    searches: readSearches(markdown),
  };
}

/** Mentor and Graduate follow from whom Stoa paired, and with them their weeks and years: "mira mentor bronze 12". */
export function isOfMentoring(line: string): boolean {
  return /^\S+ (?:mentor|graduate) /.test(line);
}

/** "bo pull 12": whom a mentor is beside, and where. */
export function readMentored(markdown: string): readonly string[] {
  return [...section(markdown, "Mentoring").matchAll(MENTORED)].map(
    ([, login, kind, number]) => `${plain(login)} ${kind === "pull" ? "pull" : "issue"} ${number}`,
  );
}

/** How many people each mood is of that has a number. */
export function readMoodPeople(markdown: string): readonly number[] {
  const text = section(markdown, "Mood");
  const told = [...text.matchAll(/^\*\*Mood\*\* – \d+ \([^)]*?(\d+) people\)/gm)];
  const rows = [...text.matchAll(/^\| [^|]* \| \d+ \([^|]*\| (\d+) \|$/gm)];
  return [...told, ...rows].map(([, people]) => Number(people));
}

const LINK = String.raw`\[((?:\\.|[^\]\\])*)\]\(`;
const FIRST = new RegExp(String.raw`${LINK}[^)]*\) with ${LINK}[^)]*/pull/(\d+)\)`, "g");
const MENTORED = new RegExp(
  String.raw`(?:helped|is helping) ${LINK}[^)]*\) with \[(?:\\.|[^\]\\])*\]\([^)]*/(pull|issues|discussions)/(\d+)\)`,
  "g",
);
const WANTED = /^\| (\d+) \| .*\/(?:issues|discussions)\/(\d+)\) \| \[((?:at least )?\d+)\]/gm;

/** The block under a bold heading, up to the next; "" when it is not there. */
function section(markdown: string, heading: string): string {
  const start = markdown.indexOf(`**${heading}**`);
  if (start < 0) return "";
  const rest = markdown.slice(start + 1);
  const end = rest.search(/\n\n(?:\*\*\p{Lu}|Besides, |<!--)/u);
  return `*${end < 0 ? rest : rest.slice(0, end)}`;
}

function readShipped(markdown: string): Readonly<Record<string, ShippedKind>> {
  const shipped: Record<string, ShippedKind> = {};
  for (const heading of ["New", "Fixed", "Docs", "Other", "Merged"]) {
    const text = section(markdown, heading);
    if (text === "") continue;
    const numbers = [...text.matchAll(/\[#(\d+)\]\(/g)].map(([, number]) => Number(number));
    const more = numberOf(/^- and (\w+) more among/m.exec(text)?.[1]) ?? 0;
    // Where everything is of no kind, the heading says only that it was merged.
    shipped[heading === "Merged" ? "Other" : heading] = { numbers, more };
  }
  return shipped;
}

function readBadges(text: string): readonly string[] {
  const people = text.replace(/^\*\*Badges\*\* – /, "").split(" · ");
  return people
    .flatMap((one) => {
      const login = plain(/^\[((?:\\.|[^\]\\])*)\]/.exec(one)?.[1]);
      return [...one.matchAll(/(?:: |, )([A-Z][A-Za-z ]*?)(?: in (\w+))? \(\[#(\d+)\]/g)].map(
        ([, name = "", tier = "-", number]) =>
          `${login} ${name.toLowerCase().replaceAll(" ", "-")} ${tier} ${number}`,
      );
    })
    .sort();
}

function numbersIn(text: string): readonly number[] {
  return [...text.matchAll(/^- \[.*\]\([^)]*\/(?:issues|discussions)\/(\d+)\)/gm)].map(([, number]) =>
    Number(number),
  );
}

/** Numbers that lead to a search for exactly what was counted; "and five more" leads to all of them. */
function readSearches(markdown: string): readonly string[] {
  return [...markdown.matchAll(/(and )?\[(\w+) [^\]]*\]\([^)]*[?&]q=([^)]*)\)/g)].flatMap(
    ([all, and, word, query = ""]) => {
      const isRest = and !== undefined && all.includes(" more]");
      const number = numberOf(word);
      const isNumber = number !== undefined && !Number.isNaN(number);
      return isRest || !isNumber ? [] : [`${decodeURIComponent(query.replaceAll("+", " "))} = ${number}`];
    },
  );
}

function plain(text: string | undefined): string {
  return (text ?? "").replace(/\\(.)/g, "$1");
}
