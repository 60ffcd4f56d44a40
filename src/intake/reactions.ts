// Reads who reacted to what features count the reactions of. GitHub sends no webhook for reactions, so they are swept,
// within a budget: totals every hour, 100 to a request, and who reacted only where a total has changed. A swapped reaction
// changes no sum, so once a night all are read. docs/requests.md has the arithmetic.

import type { Clock } from "../core/clock.ts";
import type { ConfigLoader } from "../config/load.ts";
import type { Connection, Database } from "../db/connection.ts";
import {
  listUnreadDuplicates,
  storeDuplicateMarks,
  storeIssueExtras,
  storeProjectStatuses,
} from "../db/issue-extras.ts";
import { countOpenThreads, findTotals, replaceReactions, storeTotals } from "../db/reactions.ts";
import { threadId } from "../core/activity.ts";
import { listRepositories, type RepositoryRow } from "../db/repositories.ts";
import type { Feature, ReactionSubject, Refresh } from "../features/feature.ts";
import type { GitHubClient, GraphQl } from "../github/clients.ts";
import { readDuplicateMarks, readProjectStatuses } from "../github/issue-extras.ts";
import {
  ISSUES_A_PAGE,
  listOpenIssues,
  readReactions,
  readTotals,
  SUBJECTS_A_REQUEST,
  TOTALS_A_REQUEST,
  type Totals,
} from "../github/reactions.ts";
import { unlessGone } from "../github/failures.ts";
import { readPromptly } from "../github/reads.ts";

/**
 * A repository's issues are listed when so many on a page are worth it; the others are asked for by id. So 5,000 subjects
 * need 72 listed pages at most.
 */
const SUBJECTS_WORTH_A_PAGE = 70;

export interface Sweep {
  readonly database: Database;
  readonly graphql: GraphQl;
  readonly client: Pick<GitHubClient, "rest">;
  readonly clock: Clock;
  readonly features: readonly Feature[];
  readonly config: ConfigLoader;
}

/** Brings the reactions of all that an installation's features count up to date. */
export async function sweepReactions(
  sweep: Sweep,
  installationId: number,
  what: Refresh = "reactions",
): Promise<void> {
  const isFull = what === "all-reactions";
  await readDuplicates(sweep, installationId);
  // What an issue's type is may make it a subject, so all are listed before subjects are looked for.
  const listed = isFull ? await listRepositoriesIssues(sweep, installationId, () => true) : new Map();
  const subjects = await listSubjects(sweep, installationId);
  const changed = isFull ? subjects : await listChanged(sweep, installationId, subjects);
  for (const batch of batches(changed, SUBJECTS_A_REQUEST)) {
    await readBatch(sweep, batch, listed);
  }
  if (isFull) await readProjects(sweep, subjects);
}

/** Reads what projects say of the subjects that are to be looked for there. */
async function readProjects(
  { database, graphql }: Sweep,
  subjects: readonly ReactionSubject[],
): Promise<void> {
  const byField = new Map<string, ReactionSubject[]>();
  for (const subject of subjects) {
    const { projectField } = subject;
    if (projectField !== undefined)
      byField.set(projectField, [...(byField.get(projectField) ?? []), subject]);
  }
  for (const [field, wanted] of byField) {
    for (const batch of batches(wanted, SUBJECTS_A_REQUEST)) {
      const nodeIds = batch.map(({ nodeId }) => nodeId);
      const statuses = await readProjectStatuses(graphql, { nodeIds, field });
      const rows = batch.flatMap(({ threadId: id, nodeId }) => {
        const projectStatus = statuses.get(nodeId);
        return projectStatus === undefined ? [] : [{ threadId: id, projectStatus }];
      });
      await database.transaction((connection) => storeProjectStatuses(connection, rows));
    }
  }
}

/** Reads who reacted to these subjects. */
async function readBatch(
  { database, graphql, clock }: Sweep,
  batch: readonly ReactionSubject[],
  listed: ReadonlyMap<string, Totals>,
): Promise<void> {
  const byNodeId = new Map(batch.map((subject) => [subject.nodeId, subject]));
  const read = await readReactions(graphql, [...byNodeId.keys()]);
  const seen = read.flatMap((reactions) => {
    const subject = byNodeId.get(reactions.nodeId);
    // Of two readings a moment apart the sum may differ; then the next sweep finds out.
    const contents = listed.get(reactions.nodeId)?.contents ?? null;
    return subject ? [{ ...reactions, ...subject, contents }] : [];
  });
  await database.transaction((connection) => replaceReactions(connection, seen, clock.now()));
}

async function listSubjects(
  { database, features, config }: Sweep,
  installationId: number,
): Promise<readonly ReactionSubject[]> {
  const connection = database.reader;
  const values = await config.forInstallation(connection, installationId);
  const found = new Map<string, ReactionSubject>();
  for (const feature of features) {
    const context = { connection, config: values[feature.name], installationId };
    for (const subject of (await feature.reactionSubjects?.(context)) ?? []) {
      found.set(subject.subjectId, subject);
    }
  }
  return [...found.values()];
}

/** Those whose totals differ from what they were when it was last asked who reacted. */
async function listChanged(
  sweep: Sweep,
  installationId: number,
  subjects: readonly ReactionSubject[],
): Promise<readonly ReactionSubject[]> {
  const { database } = sweep;
  const known = await findTotals(
    database.reader,
    subjects.map(({ subjectId }) => subjectId),
  );
  const now = await readAllTotals(sweep, installationId, subjects);
  const changed: ReactionSubject[] = [];
  const seen: { subject: ReactionSubject; totals: Totals }[] = [];
  for (const subject of subjects) {
    const totals = now.get(subject.nodeId);
    const before = known.get(subject.subjectId);
    if (!totals) continue;
    // Of the few polls there are every vote counts by its time, a swapped one too.
    if (isSame(before, totals) && subject.kind !== "remark") continue;
    // Without reactions there is nobody to ask for.
    if (totals.total === 0 && (before?.total ?? 0) === 0 && subject.kind !== "discussion") {
      seen.push({ subject, totals });
    } else changed.push(subject);
  }
  await database.transaction((connection) =>
    storeTotals(
      connection,
      seen.map(({ subject, totals }) => ({ ...subject, ...totals })),
      sweep.clock.now(),
    ),
  );
  return changed;
}

function isSame(before: (Totals & { readonly isStale: boolean }) | undefined, now: Totals): boolean {
  if (!before || before.isStale || before.total !== now.total || before.upvotes !== now.upvotes) return false;
  return before.contents === null || now.contents === null || before.contents === now.contents;
}

/** The totals of all subjects, by node id: issues from lists where that is cheaper, everything else by id. */
async function readAllTotals(
  sweep: Sweep,
  installationId: number,
  subjects: readonly ReactionSubject[],
): Promise<ReadonlyMap<string, Totals>> {
  const counts = await countOpenThreads(sweep.database.reader, installationId);
  const wanted = new Map<number, number>();
  for (const { kind, threadId: id } of subjects) {
    const repositoryId = Number.parseInt(id, 10);
    if (kind === "issue") wanted.set(repositoryId, (wanted.get(repositoryId) ?? 0) + 1);
  }
  const found = new Map(
    await listRepositoriesIssues(sweep, installationId, ({ id }) => {
      const pages = Math.ceil((counts.get(id) ?? 0) / ISSUES_A_PAGE);
      return pages > 0 && (wanted.get(id) ?? 0) / pages >= SUBJECTS_WORTH_A_PAGE;
    }),
  );
  const others = subjects.map(({ nodeId }) => nodeId).filter((nodeId) => !found.has(nodeId));
  for (const ids of batches(others, TOTALS_A_REQUEST)) {
    for (const [nodeId, totals] of await readTotals(sweep.graphql, ids)) found.set(nodeId, totals);
  }
  return found;
}

/** Lists the open issues of repositories, and keeps what only lists tell of them. */
async function listRepositoriesIssues(
  sweep: Sweep,
  installationId: number,
  isListed: (repository: RepositoryRow) => boolean,
): Promise<ReadonlyMap<string, Totals>> {
  const { client, database } = sweep;
  const found = new Map<string, Totals>();
  for (const repository of await listRepositories(database.reader, installationId)) {
    if (!isListed(repository)) continue;
    for (let page = 1; ; page += 1) {
      const read = () => unlessGone(() => listOpenIssues(client, { ...repository, page }));
      const listing = await readPromptly(read);
      if (!listing) break;
      const rows = listing.issues.map(({ number, issueType, milestone }) => ({
        threadId: threadId(repository.id, number),
        issueType,
        milestone,
      }));
      await database.transaction((connection) => storeIssueExtras(connection, rows));
      for (const issue of listing.issues) found.set(issue.nodeId, issue);
      if (listing.isLast) break;
    }
  }
  return found;
}

/** Asks what issues were closed as duplicates of, where nobody wrote it down: once for each closing. */
async function readDuplicates({ database, graphql, clock }: Sweep, installationId: number): Promise<void> {
  const unread = await listUnreadDuplicates(database.reader, installationId);
  for (const batch of batches(unread, SUBJECTS_A_REQUEST)) {
    const marks = await readDuplicateMarks(
      graphql,
      batch.map(({ nodeId }) => nodeId),
    );
    const rows = batch.map(({ id, nodeId }) => {
      const mark = marks.get(nodeId);
      return { threadId: id, originalId: mark ? threadId(mark.repositoryId, mark.number) : null };
    });
    await database.transaction((connection: Connection) =>
      storeDuplicateMarks(connection, rows, clock.now()),
    );
  }
}

function* batches<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
