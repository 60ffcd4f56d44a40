// What is said of a request in its own thread.

import { link, personLink } from "../../text/escape.ts";
import type { RequestsConfig } from "./config.ts";
import { STATUS_WORDS, votesInWords } from "./present.ts";
import type { Priority, PriorityPart } from "./rank.ts";
import type { CountedRequest, Reason } from "./rules.ts";

/** To a silent owner, and to everybody who would take it. */
export function presentAsked(
  owner: { readonly login: string; readonly page: string },
  freeAt: number,
): string {
  return `It has been quiet since ${personLink(owner.login, owner.page)} took this three weeks ago. Still at it? A comment here keeps it, \`/stoa disown\` hands it on. Without a word it is free again on ${day(freeAt)}.`;
}

/** Once a silent owner was let go. */
export function presentReleased(): string {
  return "This is free again: `/stoa own` takes it.";
}

/** In the thread of a request that a release ships. */
export function presentShipped(of: {
  readonly release: { readonly tag: string; readonly url: string };
  readonly pull: { readonly number: number; readonly url: string };
  readonly votes: number;
}): string {
  const { release, pull, votes } = of;
  // Of one, the person who opened it, nothing is said.
  const wanted = votes > 1 ? ` ${votes} people had asked for it.` : "";
  return `This shipped in ${link(release.tag, release.url)} with [#${pull.number}](${pull.url}).${wanted} Thanks for waiting.`;
}

export interface Explanation {
  readonly request: CountedRequest;
  readonly reason: Reason;
  readonly isOpen: boolean;
  /** Its rank in each order, of so many; null for one that is not listed. */
  readonly ranks: {
    readonly votes: number;
    readonly trending: number;
    readonly priority: number;
    readonly of: number;
  } | null;
  readonly duplicates: readonly { readonly number: number; readonly url: string }[];
  readonly declinedUrl: string | null;
}

const REASONS: Readonly<Record<Reason, string>> = {
  mark: "a maintainer said so",
  label: "of its label",
  type: "of its type",
  category: "of its category",
  template: "it was written into a template for features",
};

/** The answer to `/stoa why`: what was counted, and how its ranks come about. */
export function presentWhy(explanation: Explanation, config: RequestsConfig): string {
  const { request, reason, ranks, isOpen } = explanation;
  const head = `This is a request because ${REASONS[reason]}. It has **${votesInWords(request)}**${
    ranks === null
      ? `; it is ${isOpen ? "listed nowhere" : "closed, so it is on no list"}.`
      : `: number ${ranks.votes} of ${ranks.of} by votes, ${ranks.trending} by trend, ${ranks.priority} by priority.`
  }`;
  const facts = [
    ...countedLines(explanation),
    ...statusLines(explanation),
    `Trend ${request.trending.toFixed(2)}: ${people(request.recentVotes)} voted and ${people(request.recentPeople)} wrote in the last 30 days.`,
  ];
  return [head, facts.map((line) => `- ${line}`).join("\n"), priorityTable(request, config)].join("\n\n");
}

function countedLines({ request, duplicates }: Explanation): string[] {
  const { ways, upvotes, against, throughDuplicates, voters } = request.tally;
  const lines = [
    `${people(voters.size)}, each counted once: ${ways.reaction} reacted, ${ways.comment} wrote "+1", ${ways.opening} opened it or a duplicate. Bots are left out.`,
  ];
  if (duplicates.length > 0) {
    const links = duplicates.map(({ number, url }) => `[#${number}](${url})`).join(", ");
    lines.push(`${throughDuplicates} of them through duplicates alone: ${links}.`);
  }
  if (request.isAtLeast) {
    lines.push(
      `Up-votes: ${upvotes}. GitHub does not tell whose, so the larger number counts, and it may be more.`,
    );
  }
  if (against > 0) lines.push(`${people(against)} against it, taken off.`);
  return lines;
}

function statusLines({ request, declinedUrl }: Explanation): string[] {
  if (request.status === null) return [];
  const why = declinedUrl === null ? "" : ` (${link("why", declinedUrl)})`;
  return [`Status: ${STATUS_WORDS[request.status]}${why}.`];
}

function priorityTable(request: CountedRequest, { priority: weights }: RequestsConfig): string {
  const { priority } = request;
  const rows = (Object.keys(priority.parts) as PriorityPart[]).map(
    (name) => `| ${name} | ${evidence(name, request)} | ${part(priority, name)} | ${weights[name]} |`,
  );
  return [
    `Priority ${Math.round(priority.score)} of 100, the weighted mean of:`,
    "",
    "| part | what it is made of | 0 to 1 | weight |",
    "|---|---|--:|--:|",
    ...rows,
  ].join("\n");
}

function part({ parts }: Priority, name: PriorityPart): string {
  return parts[name].toFixed(2);
}

function evidence(name: PriorityPart, request: CountedRequest): string {
  const { votes, recentVotes, people: taking, themePeople, mood } = request;
  const words: Readonly<Record<PriorityPart, string>> = {
    votes: `${votes} votes`,
    momentum: `${recentVotes} of them in 30 days`,
    people: `${taking} people took part`,
    theme: themePeople === 0 ? "no theme" : `${themePeople} people talk about its theme`,
    mood: mood === null ? "too little to say" : `mean ${mood.toFixed(2)}, from −1 to 1`,
    age: `open since ${day(request.createdAt)}`,
    effort: "by its labels",
  };
  return words[name];
}

function people(count: number): string {
  return count === 1 ? "1 person" : `${count} people`;
}

function day(at: number): string {
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  }).format(at);
}
