// A digest's own sections: releases, what was shipped, questions that wait, issues for newcomers; and its foot. Pure
// Markdown; what people wrote is escaped, names are links and never mentions, and an empty section is not there.

import type { CalendarPeriod } from "../../core/calendar.ts";
import { DAY } from "../../core/clock.ts";
import { inlineText, link, personLink } from "../../text/escape.ts";
import { cleanTitle } from "../../text/conventional.ts";
import type { PublishedRelease } from "./facts.ts";
import { mergedBotsUrl, mergedPeopleUrl, placesOf } from "./lead.ts";
import { iso, linkWords, repositoryUrl, searchUrl, type Place } from "./links.ts";
import { counted, inWords, listItem, listOf, sentence } from "./phrases.ts";
import {
  areDependencyUpdates,
  CHANGE_KINDS,
  type Change,
  type MergedPull,
  type OpenIssue,
  type Question,
  type Shipped,
} from "./rules.ts";

/** What every section needs to write its links. */
export interface Surroundings {
  readonly origin: string;
  readonly places: readonly Place[];
  readonly period: CalendarPeriod;
}

/** Changes of one kind, and releases, shown at most. */
const MOST_CHANGES = 12;
/** Characters of a change: a release note may be a long sentence. */
const LONGEST_ITEM = 240;
/** Questions and good first issues shown at most. */
const MOST_OPEN = 5;

/** Releases and changes by kind; undefined when nothing was released or merged. */
export function presentShipped(
  facts: Surroundings & { readonly releases: readonly PublishedRelease[]; readonly shipped: Shipped },
): string | undefined {
  const blocks = [
    ...releasesBlock(facts),
    ...CHANGE_KINDS.flatMap((kind) => changesBlock(facts, kind)),
    ...botsBlock(facts),
  ];
  return blocks.length > 0 ? blocks.join("\n\n") : undefined;
}

function releasesBlock({
  origin,
  places,
  releases,
}: Surroundings & { readonly releases: readonly PublishedRelease[] }): readonly string[] {
  if (releases.length === 0) return [];
  const names = releases.slice(0, MOST_CHANGES).map((release) => {
    const place = places.find(({ id }) => id === release.repositoryId);
    const name = places.length > 1 && place ? `${place.name} ${release.tag}` : release.tag;
    return `${link(name, release.url)}${release.isPrerelease ? " (a pre-release)" : ""}`;
  });
  const rest = placesOf(releases.slice(MOST_CHANGES), places).map((place) =>
    linkWords(`more of ${place.name}`, `${repositoryUrl(origin, place)}/releases`),
  );
  return [`**Releases** – ${[...names, ...rest].join(" · ")}`];
}

function changesBlock(
  facts: Surroundings & { readonly shipped: Shipped },
  kind: Change["kind"],
): readonly string[] {
  const changes = facts.shipped.changes.filter((change) => change.kind === kind);
  if (changes.length === 0) return [];
  const items = changes.slice(0, MOST_CHANGES).map((change) => changeItem(change, facts));
  const more = changes.length - MOST_CHANGES;
  // GitHub cannot search for our kinds, so this leads to everything people merged, and bears no number.
  const rest =
    more > 0
      ? [`- and ${inWords(more)} more among ${linkWords("all that was merged", mergedPeopleUrl(facts))}`]
      : [];
  const isOnly = facts.shipped.changes.length === changes.length;
  const heading = kind === "Other" && isOnly ? "Merged" : kind;
  return [`**${heading}**\n\n${[...items, ...rest].join("\n")}`];
}

function changeItem({ text, pulls }: Change, facts: Surroundings): string {
  const links = pulls.map((pull) => pullLink(pull, facts.places));
  const authors = new Map(
    pulls.flatMap(({ author }) => (author && !author.isBot ? [[author.id, author] as const] : [])),
  );
  const names = [...authors.values()].map(({ login }) =>
    personLink(login, `${facts.origin}/${encodeURIComponent(login)}`),
  );
  const by = names.length > 0 ? ` by ${listOf(names)}` : "";
  return `- ${inlineText(listItem(text), LONGEST_ITEM)} (${links.join(", ")}${by})`;
}

function pullLink({ number, repositoryId, url }: MergedPull, places: readonly Place[]): string {
  const place = places.find(({ id }) => id === repositoryId);
  return linkWords(places.length > 1 && place ? `${place.name}#${number}` : `#${number}`, url);
}

function botsBlock(facts: Surroundings & { readonly shipped: Shipped }): readonly string[] {
  const { botPulls, changes } = facts.shipped;
  if (botPulls.length === 0) return [];
  const noun = areDependencyUpdates(botPulls) ? "dependency update" : "pull request";
  const what = linkWords(counted(botPulls.length, noun), mergedBotsUrl(facts));
  const rest = botPulls.length === 1 ? "by a bot was merged" : "by bots were merged";
  return [sentence(changes.length > 0 ? `besides, ${what} ${rest}` : `${what} ${rest}`)];
}

/**
 * "Waiting for an answer".
 * @param questions In the order to show them.
 * @param before Questions asked later than this were not looked at.
 */
export function presentQuestions(
  questions: readonly Question[],
  facts: Surroundings & { readonly now: number; readonly before: number },
): string | undefined {
  if (questions.length === 0) return undefined;
  const items = questions.slice(0, MOST_OPEN).map((question) => {
    const days = Math.floor((facts.now - question.createdAt) / DAY);
    const replies = question.replies === 0 ? "no reply yet" : counted(question.replies, "reply", "replies");
    return `- ${link(cleanTitle(question.title), question.url)} (${counted(days, "day")}, ${replies})`;
  });
  const url = searchUrl(
    facts.origin,
    placesOf(questions, facts.places),
    "discussions",
    `is:open is:unanswered created:<${iso(facts.before)}`,
  );
  return section("Waiting for an answer", items, moreItem(questions.length - MOST_OPEN, url));
}

/** "Good first issues", in the order given. */
export function presentGoodFirst(
  issues: readonly OpenIssue[],
  facts: Surroundings & { readonly labels: readonly string[] },
): string | undefined {
  if (issues.length === 0) return undefined;
  const items = issues.slice(0, MOST_OPEN).map((issue) => `- ${link(cleanTitle(issue.title), issue.url)}`);
  const wanted = new Set(facts.labels.map((label) => label.trim().toLowerCase()));
  const used = new Set(
    issues.flatMap(({ labels }) => labels).filter((label) => wanted.has(label.toLowerCase())),
  );
  const labels = [...used].sort().map((label) => `"${label}"`);
  const url = searchUrl(
    facts.origin,
    placesOf(issues, facts.places),
    "issues",
    `is:issue is:open -linked:pr label:${labels.join(",")}`,
  );
  return section("Good first issues", items, moreItem(issues.length - MOST_OPEN, url));
}

function moreItem(more: number, url: string): readonly string[] {
  return more > 0 ? [`- and ${linkWords(`${inWords(more)} more`, url)}`] : [];
}

function section(heading: string, items: readonly string[], more: readonly string[]): string {
  return `**${heading}**\n\n${[...items, ...more].join("\n")}`;
}
