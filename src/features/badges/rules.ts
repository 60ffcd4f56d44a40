// What earns a badge. A merged pull request is of the kinds that the first layer with an opinion names: its own labels,
// the labels of issues it closes, its conventional title, the paths it changes. See docs/badges.md.

import type { Badge } from "../../db/tables/features.ts";
import { titleKind } from "../../text/conventional.ts";
import type { BadgesConfig } from "./config.ts";

/** What a change may be, as far as badges know. */
type ChangeKind = "fix" | "feature" | "docs";

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

/** Every badge, in the order in which they are shown. */
export const BADGES: readonly Badge[] = [
  "first-contribution",
  "bug-fixer",
  "docs-writer",
  "feature-builder",
  "reviewer",
];

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
    const wanted = new Set(names[kind].map(bareLabel));
    const label = labels.toSorted().find((one) => wanted.has(bareLabel(one)));
    return label === undefined ? [] : [{ kind, label }];
  });
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

/** The badges that a merged pull request earns its author, each with its reason. */
export function badgesOfPull(kinds: readonly JudgedKind[]): readonly { badge: Badge; reason: string }[] {
  return [
    { badge: "first-contribution", reason: "a merged pull request" },
    ...kinds.map(({ kind, reason }) => ({ badge: BADGE_OF_KIND[kind], reason })),
  ];
}

/**
 * Why a remark counts as a review, or null. A verdict counts, also when it was dismissed later; so do a review with
 * words of its own and a comment on a line. Nobody reviews their own work. An empty "commented" review is only
 * GitHub's envelope around line comments, which count themselves.
 */
export function reviewReason(review: {
  readonly kind: string;
  readonly state: string | null;
  readonly body: string;
  readonly personId: number;
  readonly pullAuthorId: number | null;
  readonly deletedAt: number | null;
}): string | null {
  if (review.personId === review.pullAuthorId || review.deletedAt !== null) return null;
  if (review.kind === "review_comment") return "commented on a line";
  if (review.kind !== "review") return null;
  if (review.state === "approved") return "approved";
  if (review.state === "changes_requested") return "asked for changes";
  if (review.state === "dismissed") return "reviewed";
  return review.body.trim() === "" ? null : "commented";
}
