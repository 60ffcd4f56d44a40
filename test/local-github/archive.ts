// Reads a community's archive in the format hundreds of IETF repositories publish (archive.json of the
// i-d-template: issues, pull requests, comments, reviews, labels, authors, times) and tells it as happenings.

import { readFile } from "node:fs/promises";
import type { Community, Happening, RepositorySeed } from "./community.ts";

interface Comment {
  readonly author: string | null;
  readonly body: string;
  readonly createdAt: string;
}

interface Issue extends Comment {
  readonly number: number;
  readonly title: string;
  readonly labels: readonly string[];
  readonly closedAt: string | null;
  readonly comments: readonly Comment[];
}

interface Review extends Comment {
  readonly state: string;
  /** They have no author of their own: it is the review's. */
  readonly comments: readonly Omit<Comment, "author">[];
}

interface Pull extends Issue {
  readonly mergedAt: string | null;
  readonly mergedBy: string | null;
  readonly headRefName?: string;
  readonly reviews: readonly Review[];
}

interface Archive {
  readonly repo: string;
  readonly labels?: readonly {
    readonly name: string;
    readonly color?: string;
    readonly description?: string | null;
  }[];
  readonly issues: readonly Issue[];
  readonly pulls: readonly Pull[];
}

/** Categories the archives know nothing of, but a community that talks has. */
const CATEGORIES: NonNullable<RepositorySeed["categories"]> = [
  { name: "General", emoji: ":speech_balloon:" },
  { name: "Announcements", emoji: ":mega:" },
  { name: "Ideas", emoji: ":bulb:" },
  { name: "Q&A", emoji: ":pray:", isAnswerable: true },
];

/** Reads an archive file. Rejects when there is none or it is something else. */
export async function loadArchive(path: string): Promise<Community> {
  return communityOf(JSON.parse(await readFile(path, "utf8")) as Archive);
}

/**
 * Tells an archive as a community; happenings are sorted by time, equal times in the order they must have
 * had.
 */
export function communityOf(archive: Archive): Community {
  const { repo } = archive;
  const [owner = "", name = ""] = repo.split("/");
  const known = new Set(archive.issues.map(({ number }) => number));
  const happenings = [
    ...archive.issues.flatMap((issue) => issueHappenings(repo, issue)),
    ...archive.pulls.flatMap((pull) => pullHappenings(repo, pull, known)),
  ];
  const logins = new Set(happenings.map(({ by }) => by));
  logins.delete(owner);
  return {
    accounts: [
      { login: owner, type: "Organization" },
      ...[...logins].map((login) => ({ login, type: login.endsWith("[bot]") ? "Bot" : "User" }) as const),
    ],
    repositories: [
      { owner, name, labels: labelSeeds(archive), categories: CATEGORIES, maintainers: mergers(archive) },
    ],
    happenings: happenings.toSorted((a, b) => a.at - b.at),
  };
}

function labelSeeds(archive: Archive): NonNullable<RepositorySeed["labels"]> {
  return (archive.labels ?? []).map(({ name, color, description }) => ({
    name,
    ...(color ? { color } : {}),
    ...(description ? { description } : {}),
  }));
}

/** Who merged anything has write access. */
function mergers(archive: Archive): string[] {
  return [...new Set(archive.pulls.flatMap(({ mergedBy }) => mergedBy ?? []))];
}

/** A thread's own events in the order they must have had, none before the thread was opened. */
function clamped(events: readonly Happening[]): Happening[] {
  const start = events[0]?.at ?? 0;
  const sorted = events.map((event) => ({ ...event, at: Math.max(event.at, start) }));
  return sorted.toSorted((a, b) => a.at - b.at);
}

function who(author: string | null | undefined): string {
  return author ?? "ghost";
}

function commentsOf(base: { repository: string; number: number }, thread: Issue): Happening[] {
  return thread.comments.map((comment, index) => ({
    ...base,
    do: "comment",
    at: Date.parse(comment.createdAt),
    by: who(comment.author),
    body: comment.body,
    remark: `c${thread.number}.${index}`,
  }));
}

/** Nobody tells who closed: the last to have spoken by then, or else the opener. */
function closerOf(thread: Issue, at: number): string {
  const last = thread.comments.findLast(({ createdAt }) => Date.parse(createdAt) <= at);
  return who((last ?? thread).author);
}

function issueHappenings(repository: string, issue: Issue): Happening[] {
  const base = { repository, number: issue.number };
  const { title, body, labels } = issue;
  const at = Date.parse(issue.createdAt);
  const events: Happening[] = [{ ...base, do: "open-issue", at, by: who(issue.author), title, body, labels }];
  events.push(...commentsOf(base, issue));
  if (issue.closedAt) {
    const closedAt = Date.parse(issue.closedAt);
    events.push({ ...base, do: "close", at: closedAt, by: closerOf(issue, closedAt) });
  }
  return clamped(events);
}

function pullHappenings(repository: string, pull: Pull, issues: ReadonlySet<number>): Happening[] {
  const base = { repository, number: pull.number };
  const { title, body, labels } = pull;
  const at = Date.parse(pull.createdAt);
  const opening: Happening = {
    ...base,
    do: "open-pull",
    at,
    by: who(pull.author),
    title,
    body,
    labels,
    closes: closedBy(body).filter((number) => issues.has(number)),
    ...(pull.headRefName ? { branch: pull.headRefName } : {}),
  };
  const reviews = (pull.reviews ?? []).flatMap((review) => reviewHappening(base, review));
  const events = [opening, ...commentsOf(base, pull), ...reviews];
  if (pull.mergedAt) {
    // A merge closes: the archive's closing at the same instant is the same event.
    events.push({ ...base, do: "merge", at: Date.parse(pull.mergedAt), by: who(pull.mergedBy) });
  } else if (pull.closedAt) {
    const closedAt = Date.parse(pull.closedAt);
    events.push({ ...base, do: "close", at: closedAt, by: closerOf(pull, closedAt) });
  }
  return clamped(events);
}

const REVIEW_STATES = ["APPROVED", "CHANGES_REQUESTED", "COMMENTED"] as const;

function reviewHappening(base: { repository: string; number: number }, review: Review): Happening[] {
  const comments = review.comments.map(({ body, createdAt }) => ({ body, at: Date.parse(createdAt) }));
  // A dismissed or pending review was written all the same.
  const state = REVIEW_STATES.find((known) => known === review.state) ?? "COMMENTED";
  const at = Date.parse(review.createdAt);
  return [{ ...base, do: "review", at, by: who(review.author), state, body: review.body, comments }];
}

/** Issue numbers after GitHub's closing keywords ("fixes #12"). */
function closedBy(body: string): number[] {
  const found = body.matchAll(/\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#(\d+)\b/gi);
  return [...new Set([...found].map(([, number]) => Number(number)))];
}
