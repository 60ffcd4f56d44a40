// A digest's opening: one sentence that an editor would have written, every number of it a link to what it counts
// where GitHub can show that. In a quiet period it says what little happened. Pure.

import type { CalendarPeriod, Every } from "../../core/calendar.ts";
import type { PublishedRelease, Talk } from "./facts.ts";
import { authorQualifier, linkWords, repositoryUrl, searchRange, searchUrl, type Place } from "./links.ts";
import { counted, inWords, listOf, sentence } from "./phrases.ts";
import type { MergedPull, Shipped } from "./rules.ts";

export interface LeadFacts {
  readonly origin: string;
  readonly places: readonly Place[];
  readonly period: CalendarPeriod;
  readonly every: Every;
  readonly releases: readonly PublishedRelease[];
  readonly shipped: Shipped;
  readonly talk: Talk;
  /** People who did anything, and how many things. */
  readonly activity: { readonly total: number; readonly people: number };
  /** Clauses of the contributors' sections, in their order. */
  readonly leads: readonly string[];
  /** Their sentences of news. */
  readonly news: readonly string[];
}

/** "Two releases, nine merged pull requests, and three people who made their first one." */
export function presentLead(facts: LeadFacts): string {
  const own = [releasesClause(facts), pullsClause(facts)].filter((clause) => clause !== undefined);
  if (own.length === 0) return [quietLead(facts), ...facts.news].join(" ");
  const opening = sentence(
    own.length + facts.leads.length === 1 ? onlyClause(facts) : listOf([...own, ...facts.leads]),
  );
  return [opening, ...facts.news, talkSentence(facts.talk)].filter((part) => part !== undefined).join(" ");
}

/** Where there is one thing to tell, a whole sentence: "Three pull requests were merged". */
function onlyClause(facts: LeadFacts): string {
  const { pulls, changes } = facts.shipped;
  if (pulls.length === 0) {
    const came = facts.releases.length === 1 ? "was published" : "were published";
    return `${releasesClause(facts) ?? ""} ${came}`;
  }
  const words = linkWords(counted(pulls.length, "pull request"), mergedPeopleUrl(facts));
  const merged = pulls.length === 1 ? "was merged" : "were merged";
  const what = changes.length < pulls.length ? `, ${counted(changes.length, "change")} in all` : "";
  return `${words} ${merged}${what}`;
}

/** Nobody calls it quiet where as many threads were opened and remarks written. */
const NOT_QUIET = 10;

/** "A quiet fortnight: one new issue, and three remarks in two threads by two people." */
function quietLead(facts: LeadFacts): string {
  const clauses = [...openedClauses(facts), ...remarksClause(facts.talk), ...facts.leads];
  const what = clauses.length > 0 ? listOf(clauses) : tendedClause(facts.activity);
  const { opened, remarks } = facts.talk;
  const stirrings = opened.issue.count + opened.pull.count + opened.discussion.count + remarks;
  if (stirrings >= NOT_QUIET) return `No release and no merge this ${facts.every}, but ${what}.`;
  return `A quiet ${facts.every}: ${what}.`;
}

function tendedClause({ total, people }: LeadFacts["activity"]): string {
  if (total === 0) return "nothing happened here";
  const who = people > 0 ? counted(people, "person", "people") : "somebody";
  return `${who} looked after what was there, and nothing new was written`;
}

function releasesClause({ releases, origin, places }: LeadFacts): string | undefined {
  const [first] = releases;
  if (!first) return undefined;
  const words = counted(releases.length, "release");
  if (releases.length === 1) return linkWords(words, first.url);
  const place = places.find(({ id }) => id === first.repositoryId);
  const isOnePlace = releases.every(({ repositoryId }) => repositoryId === first.repositoryId);
  return place && isOnePlace ? linkWords(words, `${repositoryUrl(origin, place)}/releases`) : words;
}

function pullsClause(facts: LeadFacts): string | undefined {
  const { pulls, changes } = facts.shipped;
  if (pulls.length === 0) return undefined;
  const words = linkWords(counted(pulls.length, "merged pull request"), mergedPeopleUrl(facts));
  // A change carried to other branches is several pull requests.
  return changes.length < pulls.length ? `${counted(changes.length, "change")} in ${words}` : words;
}

/** All that people merged in the period; bots are taken out by name. */
export function mergedPeopleUrl(facts: Pick<LeadFacts, "origin" | "places" | "period" | "shipped">): string {
  const { pulls, botPulls, changes } = facts.shipped;
  const all = [...pulls, ...botPulls, ...changes.flatMap((change) => change.pulls)];
  const bots = botLogins(all).map((login) => `-${authorQualifier(login)}`);
  return mergedUrl(facts, pulls, bots);
}

/** What bots merged in the period. */
export function mergedBotsUrl(facts: Pick<LeadFacts, "origin" | "places" | "period" | "shipped">): string {
  const { botPulls } = facts.shipped;
  return mergedUrl(facts, botPulls, botLogins(botPulls).map(authorQualifier));
}

function mergedUrl(
  { origin, places, period }: Pick<LeadFacts, "origin" | "places" | "period">,
  pulls: readonly MergedPull[],
  authors: readonly string[],
): string {
  const query = ["is:pr", "is:merged", `merged:${searchRange(period)}`, ...authors].join(" ");
  return searchUrl(origin, placesOf(pulls, places), "pulls", query);
}

/** The places that these things are in. */
export function placesOf(
  things: readonly { readonly repositoryId: number }[],
  places: readonly Place[],
): readonly Place[] {
  const ids = new Set(things.map(({ repositoryId }) => repositoryId));
  return places.filter(({ id }) => ids.has(id));
}

function botLogins(pulls: readonly MergedPull[]): readonly string[] {
  const logins = pulls.flatMap(({ author }) => (author?.isBot ? [author.login] : []));
  return [...new Set(logins)].sort();
}

function openedClauses({ talk, origin, places, period }: LeadFacts): readonly string[] {
  const words = { issue: "new issue", pull: "new pull request", discussion: "new discussion" } as const;
  return (["issue", "pull", "discussion"] as const).flatMap((kind) => {
    const { count, repositoryIds } = talk.opened[kind];
    if (count === 0) return [];
    const where = places.filter(({ id }) => repositoryIds.includes(id));
    const created = `created:${searchRange(period)}`;
    if (kind === "discussion") {
      return [linkWords(counted(count, words[kind]), searchUrl(origin, where, "discussions", created))];
    }
    const [tab, is] = kind === "issue" ? (["issues", "is:issue"] as const) : (["pulls", "is:pr"] as const);
    return [linkWords(counted(count, words[kind]), searchUrl(origin, where, tab, `${is} ${created}`))];
  });
}

function remarksClause({ remarks, threads, people }: Talk): readonly string[] {
  if (remarks === 0) return [];
  const by = people > 0 ? ` by ${counted(people, "person", "people")}` : "";
  return [`${counted(remarks, "remark")} in ${counted(threads, "thread")}${by}`];
}

/** Fewer remarks are not worth a sentence beside what was shipped. */
const FEWEST_REMARKS = 3;

/** "Twelve people wrote 41 remarks in 17 threads." */
function talkSentence({ remarks, threads, people }: Talk): string | undefined {
  if (remarks < FEWEST_REMARKS || people === 0) return undefined;
  const who = people === 1 ? "One person" : `${inWords(people)} people`;
  return sentence(`${who} wrote ${counted(remarks, "remark")} in ${counted(threads, "thread")}`);
}
