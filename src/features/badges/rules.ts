// What earns a badge. A merged pull request is of the kinds that the first layer with an opinion names: its own labels,
// the labels of issues it closes, its conventional title, the paths it changes. See docs/badges.md.

import type { Badge } from "../../db/tables/badges.ts";
import { titleKind } from "../../text/conventional.ts";
import { toProse } from "../../text/prose.ts";
import { hasConditions, ownId } from "./catalogue.ts";
import type { BadgesConfig, OwnBadge } from "./config.ts";

/** What a change may be, as far as badges know. */
export type ChangeKind = "fix" | "feature" | "docs";

/** A kind of a change, and why: "label `bug`". */
export interface JudgedKind {
  readonly kind: ChangeKind;
  readonly reason: string;
}

interface JudgedPull {
  readonly title: string;
  readonly labels: readonly string[];
  /** null when unknown. */
  readonly paths: readonly string[] | null;
}

const KINDS: readonly ChangeKind[] = ["fix", "feature", "docs"];

/** The badge for a merged pull request of a kind. */
const BADGE_OF_KIND: Readonly<Record<ChangeKind, Badge>> = {
  fix: "bug-fixer",
  feature: "feature-builder",
  docs: "docs-writer",
};

/**
 * The kinds of a merged pull request, each with its reason. One layer decides: several kinds come from several labels
 * only. A title of another type (`chore:`) decides too, for none.
 */
export function judgeKinds(
  pull: JudgedPull,
  closedIssues: readonly { readonly number: number; readonly labels: readonly string[] }[],
  config: Pick<BadgesConfig, "labels" | "docsFolders">,
): readonly JudgedKind[] {
  const own = kindsOfLabels(pull.labels, config.labels).map(({ kind, label }) => ({
    kind,
    reason: `label ${label}`,
  }));
  if (own.length > 0) return own;
  const closed = closedIssues.flatMap((issue) =>
    kindsOfLabels(issue.labels, config.labels).map(({ kind, label }) => ({
      kind,
      reason: `closes #${issue.number}, labelled ${label}`,
    })),
  );
  if (closed.length > 0) return KINDS.flatMap((kind) => closed.find((one) => one.kind === kind) ?? []);
  const title = titleKind(pull.title);
  if (title !== undefined) {
    return KINDS.filter((kind) => kind === title).map((kind) => ({ kind, reason: `its title says ${kind}` }));
  }
  if (isOnlyDocs(pull.paths, config.docsFolders))
    return [{ kind: "docs", reason: "changes only documentation" }];
  return [];
}

/** The kinds that labels stand for, each with the label that says so. */
export function kindsOfLabels(
  labels: readonly string[],
  names: BadgesConfig["labels"],
): readonly { readonly kind: ChangeKind; readonly label: string }[] {
  return KINDS.flatMap((kind) => {
    const label = labelAmong(labels, names[kind]);
    return label === undefined ? [] : [{ kind, label }];
  });
}

/** The first of these labels, by the alphabet, that is one of the wanted names. */
export function labelAmong(labels: readonly string[], wanted: readonly string[]): string | undefined {
  if (labels.length === 0) return undefined;
  const names = new Set(wanted.map(bareLabel));
  return labels.toSorted().find((one) => names.has(bareLabel(one)));
}

/** `kind/bug`, `type: bug` and `Bug` are all "bug". */
function bareLabel(label: string): string {
  return label
    .trim()
    .toLowerCase()
    .replace(/^(?:kind|type|category|t|c)\s*[/:-]\s*/, "");
}

/** Files that hold documentation by their name alone. */
const DOCS_FILE = /\.(?:md|mdx|rst|adoc)$/i;

/** Whether a change touches documentation and nothing else; an unknown change does not. */
export function isOnlyDocs(paths: readonly string[] | null, folders: readonly string[]): boolean {
  if (paths === null || paths.length === 0) return false;
  const prefixes = folders.map((folder) => (folder.endsWith("/") ? folder : `${folder}/`));
  return paths.every((path) => DOCS_FILE.test(path) || prefixes.some((prefix) => path.startsWith(prefix)));
}

/** GitHub's button writes the title `Revert "…"` and this line. */
const REVERTS = /^Reverts (?:[\w.-]+\/[\w.-]+)?#(\d{1,9})\s*$/m;

/** The number of the earlier pull request that this one takes back, as GitHub's revert button says it. */
export function revertedNumber(pull: {
  readonly number: number;
  readonly title: string;
  readonly body: string;
}): number | undefined {
  if (!pull.title.startsWith('Revert "')) return undefined;
  const number = Number(REVERTS.exec(pull.body)?.[1]);
  // An earlier one: so reverts cannot run in circles.
  return number < pull.number ? number : undefined;
}

/** The badges that a merged pull request earns its author, each with its reason. */
export function badgesOfPull(
  pull: JudgedPull,
  kinds: readonly JudgedKind[],
  own: readonly OwnBadge[],
): readonly { badge: Badge; reason: string }[] {
  return [
    { badge: "first-contribution", reason: "a merged pull request" },
    ...kinds.map(({ kind, reason }) => ({ badge: BADGE_OF_KIND[kind], reason })),
    ...own.flatMap((badge) => {
      const reason = hasConditions(badge) ? whyOwn(pull, kinds, badge) : undefined;
      return reason === undefined ? [] : [{ badge: ownId(badge), reason }];
    }),
  ];
}

/** Why a merged pull request earns a project's own badge; undefined when one of its conditions is not so. */
function whyOwn(pull: JudgedPull, kinds: readonly JudgedKind[], { when }: OwnBadge): string | undefined {
  const reasons: string[] = [];
  if (when.label !== null) {
    const wanted = when.label.toLowerCase();
    const label = pull.labels.find((one) => one.toLowerCase() === wanted);
    if (label === undefined) return undefined;
    reasons.push(`label ${label}`);
  }
  if (when.path !== null) {
    const { path } = when;
    const folder = path.endsWith("/") ? path : `${path}/`;
    if (!pull.paths?.some((one) => one === path || one.startsWith(folder))) return undefined;
    reasons.push(`changes ${path}`);
  }
  if (when.kind !== null) {
    const judged = kinds.find(({ kind }) => kind === when.kind);
    if (!judged) return undefined;
    reasons.push(judged.reason);
  }
  return reasons.join(", ");
}

/** As GitHub writes its private addresses into Co-authored-by lines: the id, a plus, the login. */
const CO_AUTHOR =
  /^co-authored-by:[^\n<]{0,200}<(\d{1,15})\+([^@\s<>]{1,60})@users\.noreply\.github\.com>\s*$/gim;

/** The accounts that a pull request's text names as co-authors, without bots and its author; each once, in rising order. */
export function coAuthorsIn(pull: { readonly body: string; readonly personId: number }): readonly number[] {
  if (!/co-authored-by/i.test(pull.body)) return [];
  const ids = new Set<number>();
  for (const [, id, login = ""] of pull.body.matchAll(CO_AUTHOR)) {
    if (!login.endsWith("[bot]")) ids.add(Number(id));
  }
  ids.delete(pull.personId);
  return [...ids].sort((a, b) => a - b);
}

/** What an issue led to when a pull request that closes it was merged: its labels say, else the pull request's kinds. */
export function badgeOfClosed(
  labels: readonly string[],
  kindsOfPull: readonly JudgedKind[],
  names: BadgesConfig["labels"],
): "reporter" | "idea-maker" | undefined {
  const own = kindsOfLabels(labels, names);
  const kinds = own.length > 0 ? own : kindsOfPull;
  if (kinds.some(({ kind }) => kind === "fix")) return "reporter";
  return kinds.some(({ kind }) => kind === "feature") ? "idea-maker" : undefined;
}

/** A version that Semantic Versioning 2.0.0 calls a pre-release: 1.4.0-rc.2, v2.0.0-beta. */
const PRE_RELEASE = /\bv?\d{1,6}\.\d{1,6}\.\d{1,6}-(?:alpha|beta|rc|pre|preview|next|nightly)[\w.]{0,20}/i;

/**
 * Why an issue is a report on a pre-release: a label says so, or it is labelled a bug and names such a version. undefined
 * when it is none, or was closed as not planned or as a duplicate.
 */
export function feedbackReason(
  issue: {
    readonly title: string;
    readonly body: string;
    readonly labels: readonly string[];
    readonly stateReason: string | null;
  },
  names: BadgesConfig["labels"],
): string | undefined {
  if (issue.stateReason === "not_planned" || issue.stateReason === "duplicate") return undefined;
  const label = labelAmong(issue.labels, names.feedback);
  if (label !== undefined) return `label ${label}`;
  const bug = labelAmong(issue.labels, names.fix);
  const version = bug === undefined ? null : PRE_RELEASE.exec(`${issue.title}\n${issue.body}`);
  return version ? `label ${bug}, of ${version[0]}` : undefined;
}

/** A review's own text needs as many words to show that somebody read: "LGTM" and "nice work, thanks" do not. */
export const MIN_WORDS = 5;

/**
 * Why a remark counts as a review, or null: it has some words of its own, or comments on a line. A verdict alone costs a
 * click and shows no reading, and an empty "commented" review is only GitHub's envelope around line comments, which count
 * themselves. Nobody reviews their own work.
 */
export function reviewReason(review: {
  readonly kind: string;
  readonly reviewState: string | null;
  readonly body: string;
  readonly author: { readonly id: number } | null;
  readonly threadAuthorId: number | null;
}): string | null {
  if (review.author?.id === review.threadAuthorId) return null;
  if (review.kind === "review_comment") return "commented on a line";
  if (review.kind !== "review" || toProse(review.body).wordCount < MIN_WORDS) return null;
  if (review.reviewState === "approved") return "approved, in words";
  if (review.reviewState === "changes_requested") return "asked for changes";
  return "reviewed, in words";
}
