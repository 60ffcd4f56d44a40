// What was shipped: merged pull requests sorted into new, fixed, docs and other, each change once however many
// branches it was carried to, and bots' work apart. And what waits, in the order it deserves. Pure.

import type { Person } from "../../core/activity.ts";
import type { Schedule } from "../../core/calendar.ts";
import { categorySlug } from "../../core/names.ts";
import { cleanTitle, titleKind } from "../../text/conventional.ts";
import { releaseNote } from "../../text/release-note.ts";
import { WEEKDAYS, type DigestConfig, type MaintainersPlace } from "./config.ts";

/** A pull request that was merged in the period. */
export interface MergedPull {
  readonly id: string;
  readonly repositoryId: number;
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly url: string;
  readonly labels: readonly string[];
  /** null for a deleted account. */
  readonly author: Person | null;
  readonly mergedAt: number;
}

export const CHANGE_KINDS = ["New", "Fixed", "Docs", "Other"] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** One change, and every pull request that brought it somewhere, the first one first. */
export interface Change {
  readonly kind: ChangeKind;
  /** Its release note, else its title; plain text as people wrote it. */
  readonly text: string;
  readonly pulls: readonly [MergedPull, ...MergedPull[]];
}

export interface Shipped {
  readonly changes: readonly Change[];
  /** People's pull requests, copies to other branches included. */
  readonly pulls: readonly MergedPull[];
  /** Bots' pull requests that are no copies of a person's. */
  readonly botPulls: readonly MergedPull[];
}

/** An open issue that a newcomer could take. */
export interface OpenIssue {
  readonly id: string;
  readonly repositoryId: number;
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly labels: readonly string[];
  readonly createdAt: number;
}

/** An open discussion without an accepted answer. */
export interface Question {
  readonly id: string;
  readonly repositoryId: number;
  readonly title: string;
  readonly url: string;
  readonly category: string | null;
  readonly createdAt: number;
  /** Remarks by people. */
  readonly replies: number;
}

/** Sorts merged pull requests, given in the order they were merged. */
export function sortShipped(merged: readonly MergedPull[]): Shipped {
  const changes = new Map<string, [MergedPull, ...MergedPull[]]>();
  const people = merged.filter(({ author }) => !author?.isBot);
  const botPulls: MergedPull[] = [];
  for (const pull of people) {
    const copies = changes.get(changeKey(pull));
    if (copies) copies.push(pull);
    else changes.set(changeKey(pull), [pull]);
  }
  for (const pull of merged.filter(({ author }) => author?.isBot)) {
    const original = changes.get(changeKey(pull));
    if (original) original.push(pull);
    else botPulls.push(pull);
  }
  return {
    changes: [...changes.values()].map((pulls) => toChange(pulls)),
    pulls: people,
    botPulls,
  };
}

function toChange(pulls: readonly [MergedPull, ...MergedPull[]]): Change {
  const [first] = pulls;
  return { kind: changeKind(first), text: changeText(first), pulls };
}

const KIND_OF_TITLE = { feature: "New", fix: "Fixed", docs: "Docs", chore: "Other" } as const;

/** Words of labels that tell a kind, for titles that tell none. */
const KIND_OF_LABEL: readonly (readonly [RegExp, ChangeKind])[] = [
  [/\b(?:bug|bugfix|fix|regression)\b/i, "Fixed"],
  [/\b(?:feature|enhancement)\b/i, "New"],
  [/\b(?:docs?|documentation)\b/i, "Docs"],
];

/** What its title says it is (its type, as in Conventional Commits), else what its labels say. */
function changeKind({ title, labels }: MergedPull): ChangeKind {
  const kind = titleKind(withoutBranch(title));
  if (kind !== undefined) return KIND_OF_TITLE[kind];
  return KIND_OF_LABEL.find(([words]) => labels.some((label) => words.test(label)))?.[1] ?? "Other";
}

/** Its release note, which is written for users, else its title. */
function changeText({ title, body }: MergedPull): string {
  return releaseNote(body)?.replace(/^[-*+]\s+/, "") ?? withoutClosing(cleanTitle(withoutBranch(title)));
}

/** "Encourage GREASE. Fixes #606" without its end: what it closes is a matter for the issue. Never leaves nothing. */
function withoutClosing(title: string): string {
  let short = title.trim();
  while (CLOSING.test(short)) short = short.replace(CLOSING, "").trim();
  return short === "" ? title : short;
}

const CLOSING = /[\s.,;:(–-]*\b(?:fix(?:e[sd])?|close[sd]?|resolve[sd]?)\s+(?:issue\s+)?#\d+\)?\.?\s*$/i;

/** Pull requests of one repository that have one title but for the branch they go to are one change. */
function changeKey({ repositoryId, title }: MergedPull): string {
  return `${repositoryId} ${cleanTitle(withoutBranch(title)).toLowerCase()}`;
}

/** Takes off what backport and cherry-pick tools put around a title: "[release-1.8] …", "… (backport #455) (#460)". */
function withoutBranch(title: string): string {
  return title
    .replace(/(?:\s*\(#\d+\))+\s*$/, "")
    .replace(/\s*\(?(?:backport|cherry[- ]?pick(?:ed)?)(?:\s+(?:of|from))?\s+#\d+\)?\s*$/i, "")
    .replace(/(?:\s*\(#\d+\))+\s*$/, "")
    .replace(/^\s*\[(?:v?\d[\w.]*|release[\w./-]*|backport[^\]]*|cherry[^\]]*)\]:?\s*/i, "")
    .replace(/^\s*(?:backport|cherry[- ]?pick)(?:\s+(?:of\s+)?#\d+)?\s*:\s*/i, "")
    .trim();
}

/** The schedule that a configuration asks for. */
export function scheduleOf({ every, weekday, hour, zone }: DigestConfig): Schedule {
  return { every, weekday: WEEKDAYS.indexOf(weekday) + 1, hour, zone };
}

/** When the maintainers' digest is made: every week, in the zone of the community's. */
export function maintainersScheduleOf({ weekday, hour }: MaintainersPlace, zone: string): Schedule {
  return { every: "week", weekday: WEEKDAYS.indexOf(weekday) + 1, hour, zone };
}

/** Questions that wait, those nobody has replied to first, then the newest: their authors are still there. */
export function sortQuestions(questions: readonly Question[], config: DigestConfig): readonly Question[] {
  const wanted = new Set(config.questions.map(categorySlug));
  return questions
    .filter(({ category }) => wanted.has(categorySlug(category ?? "")))
    .sort(
      (a, b) =>
        Number(a.replies > 0) - Number(b.replies > 0) || b.createdAt - a.createdAt || compareText(a.id, b.id),
    );
}

/**
 * Issues to offer: those with one of the labels that no open pull request would close, the best label first, then
 * the newest.
 * @param claimed Ids of issues that an open pull request would close.
 */
export function sortGoodFirst(
  issues: readonly OpenIssue[],
  claimed: ReadonlySet<string>,
  config: DigestConfig,
): readonly OpenIssue[] {
  const wanted = config.goodFirst.map(fold);
  const placeOf = ({ labels }: OpenIssue) => {
    const places = labels.map((label) => wanted.indexOf(fold(label))).filter((place) => place >= 0);
    return places.length > 0 ? Math.min(...places) : undefined;
  };
  return issues
    .flatMap((issue) => {
      const place = placeOf(issue);
      return place === undefined || claimed.has(issue.id) ? [] : [{ issue, place }];
    })
    .sort(
      (a, b) =>
        a.place - b.place || b.issue.createdAt - a.issue.createdAt || compareText(a.issue.id, b.issue.id),
    )
    .map(({ issue }) => issue);
}

/** Whether these are all updates of what the project stands on, as far as their titles say. */
export function areDependencyUpdates(pulls: readonly MergedPull[]): boolean {
  return pulls.every(({ title }) =>
    /\b(?:bump|update|upgrade|renovate|deps|dependenc(?:y|ies))\b/i.test(title),
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function fold(label: string): string {
  return label.trim().toLowerCase();
}

const EVERY = { week: "every", fortnight: "every second", month: "every month's first" } as const;

/** When the digest is posted: "every second Monday 09:00 Europe/Berlin"; or that it is not. */
export function scheduleInWords({ enabled, every, weekday, hour, zone }: DigestConfig): string {
  if (!enabled) return "switched off";
  const day = `${weekday.charAt(0).toUpperCase()}${weekday.slice(1)}`;
  return `${EVERY[every]} ${day} ${String(hour).padStart(2, "0")}:00 ${zone}`;
}
