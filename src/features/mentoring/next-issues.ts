// What somebody whose first change was merged could do next: open issues that nobody has taken, with a label that invites,
// near to what they just touched.

import { and, desc, eq, inArray, isNull } from "drizzle-orm";
import { threadId } from "../../core/activity.ts";
import type { ReaderScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import { likeness } from "./expertise.ts";
import { areaFit, compareText, type Work } from "./rules.ts";

/** More than three is a list, and nobody takes anything from a list. */
const MOST_NEXT = 3;
/** Open issues that are looked through, those that changed last. */
const MOST_OPEN = 1_000;

/** An open issue that somebody could take up. */
export interface NextIssue {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly repositoryId: number;
  /** Whether it is near to what was touched, or only in the same repository. */
  readonly isNear: boolean;
}

interface Candidate extends Omit<NextIssue, "isNear"> {
  readonly id: string;
  readonly labels: readonly string[];
}

/** At most three issues for somebody who just had `work` merged, the nearest first. */
export async function findNextIssues(
  connection: Connection,
  scope: ReaderScope,
  of: { readonly repositoryId: number; readonly work: Work; readonly labels: readonly string[] },
): Promise<readonly NextIssue[]> {
  const invites = new Set(of.labels.map((label) => label.toLowerCase()));
  const open = (await listOpen(connection, scope)).filter(({ labels }) =>
    labels.some((label) => invites.has(label.toLowerCase())),
  );
  if (open.length === 0) return [];
  const taken = await listTaken(connection, scope);
  return rankNext(
    open.filter(({ id }) => !taken.has(id)),
    { ...of, invites },
  ).map(({ number, title, url, repositoryId, isNear }) => ({ number, title, url, repositoryId, isNear }));
}

/** The nearest first; of equals those of the same repository, then the smaller ids. What is neither near nor there is left out. */
export function rankNext(
  candidates: readonly Candidate[],
  of: { readonly repositoryId: number; readonly work: Work; readonly invites: ReadonlySet<string> },
): readonly (Candidate & { readonly isNear: boolean })[] {
  const near = (issue: Candidate) => nearness(issue, of);
  return candidates
    .map((issue) => ({ issue, near: near(issue), isHere: issue.repositoryId === of.repositoryId }))
    .filter((one) => one.near > 0 || one.isHere)
    .sort(
      (a, b) => b.near - a.near || Number(b.isHere) - Number(a.isHere) || compareText(a.issue.id, b.issue.id),
    )
    .slice(0, MOST_NEXT)
    .map(({ issue, near: points }) => ({ ...issue, isNear: points > 0 }));
}

/** 0…1: shared labels, or a folder of the change that the issue's labels or title name. */
function nearness(
  { labels, title }: Candidate,
  { work, invites }: { readonly work: Work; readonly invites: ReadonlySet<string> },
): number {
  const own = { title, labels: labels.filter((label) => !invites.has(label.toLowerCase())), paths: null };
  const folders = new Set((work.paths ?? []).flatMap((path) => path.split("/").slice(0, -1).slice(0, 2)));
  const named = Math.max(0, ...[...folders].map((folder) => areaFit(folder, own)));
  return Math.max(likeness(own, { ...work, paths: null, themes: [] }), named / 3);
}

async function listOpen(
  connection: Connection,
  { repositoryIds }: ReaderScope,
): Promise<readonly Candidate[]> {
  const { threads } = connection.tables;
  return connection.db
    .select({
      id: threads.id,
      number: threads.number,
      title: threads.title,
      url: threads.url,
      repositoryId: threads.repositoryId,
      labels: threads.labels,
    })
    .from(threads)
    .where(
      and(
        eq(threads.kind, "issue"),
        eq(threads.state, "open"),
        // Where nobody has said whether somebody is assigned, nobody is sent.
        eq(threads.isAssigned, false),
        isNull(threads.deletedAt),
        inArray(threads.repositoryId, [...repositoryIds]),
      ),
    )
    .orderBy(desc(threads.updatedAt), desc(threads.id))
    .limit(MOST_OPEN);
}

/** Issues that somebody owns, or that an open pull request would close. */
async function listTaken(
  connection: Connection,
  { repositoryIds }: ReaderScope,
): Promise<ReadonlySet<string>> {
  const { threads, requestOwners } = connection.tables;
  const pulls = await connection.db
    .select({ repositoryId: threads.repositoryId, closes: threads.closes })
    .from(threads)
    .where(
      and(
        eq(threads.kind, "pull"),
        eq(threads.state, "open"),
        inArray(threads.repositoryId, [...repositoryIds]),
      ),
    )
    .orderBy(desc(threads.updatedAt), desc(threads.id))
    .limit(MOST_OPEN);
  const owned = await connection.db.select({ id: requestOwners.threadId }).from(requestOwners);
  return new Set([
    ...owned.map(({ id }) => id),
    ...pulls.flatMap(({ repositoryId, closes }) => closes.map((number) => threadId(repositoryId, number))),
  ]);
}
