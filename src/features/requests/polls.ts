// Polls in a thread: opened by a maintainer, voted on by reacting to Stoa's comment, counted and closed at their date.

import { and, asc, eq, gte, inArray, isNull, lt, lte, or } from "drizzle-orm";
import { DAY, dayOf } from "../../core/clock.ts";
import type { Effect } from "../../core/effect.ts";
import { UserError } from "../../core/errors.ts";
import type { Period, PublicScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import type { CommandAnswer, CommandCall, FeatureContext, JobContext, ReactionSubject } from "../feature.ts";
import type { RequestsConfig } from "./config.ts";
import { inChunks } from "../../db/chunks.ts";
import { listLeftOut } from "./counts.ts";
import { countPoll, parsePoll } from "./poll-rules.ts";
import { presentOpenPoll, presentPollResult, type ShownPoll } from "./present-poll.ts";

/** A poll of GitHub's own is told of for so long after its discussion was opened: GitHub names no end. */
const GITHUB_POLL_DAYS = 60;

/** `/stoa poll "Question" "A" "B"` */
export async function openPoll(
  call: CommandCall,
  { connection, config }: FeatureContext<RequestsConfig>,
): Promise<CommandAnswer> {
  const { thread, repository, actor, at, key } = call.activity;
  if (!actor) return {};
  if (repository.isPrivate) throw new UserError("Votes are counted in public repositories alone.");
  const text = parsePoll(call.argument, at);
  if (typeof text === "string") throw new UserError(text);
  const { requestPolls } = connection.tables;
  const isThis = eq(requestPolls.threadId, thread.id);
  const [open] = await connection.db
    .select({ closesAt: requestPolls.closesAt })
    .from(requestPolls)
    .where(and(isThis, isNull(requestPolls.counts)));
  if (open) throw new UserError("There is a poll in this thread already; one at a time.");
  const poll = {
    repositoryId: repository.id,
    personId: actor.id,
    question: text.question,
    options: text.options,
    openedAt: at,
    closesAt: text.closesAt ?? (dayOf(at) + 1 + config.polls.days) * DAY,
    counts: null,
  };
  await connection.db
    .insert(requestPolls)
    .values({ threadId: thread.id, ...poll })
    .onConflictDoUpdate({ target: requestPolls.threadId, set: poll });
  return {
    effects: [section(repository.id, thread.id, { key: `poll:${key}`, markdown: presentOpenPoll(poll), at })],
  };
}

/** Stoa's comments with open polls in public repositories, and the discussions that GitHub has polls in. */
export async function listPollSubjects(
  connection: Connection,
  scope: PublicScope,
  config: RequestsConfig,
): Promise<readonly ReactionSubject[]> {
  if (scope.repositoryIds.length === 0) return [];
  const { requestPolls, threads } = connection.tables;
  const polls = await connection.db
    .select({ threadId: requestPolls.threadId })
    .from(requestPolls)
    .where(and(isNull(requestPolls.counts), inArray(requestPolls.repositoryId, [...scope.repositoryIds])))
    .orderBy(asc(requestPolls.threadId));
  const comments: ReactionSubject[] = [];
  for (const { threadId } of polls) {
    const remarkId = await findComment(connection, threadId);
    if (remarkId) comments.push({ subjectId: remarkId, threadId, nodeId: remarkId, kind: "remark" });
  }
  const discussions =
    config.polls.categories.length === 0
      ? []
      : await connection.db
          .select({ subjectId: threads.id, threadId: threads.id, nodeId: threads.nodeId })
          .from(threads)
          .where(
            and(
              inArray(threads.repositoryId, [...scope.repositoryIds]),
              eq(threads.state, "open"),
              eq(threads.kind, "discussion"),
              inArray(threads.category, config.polls.categories),
              isNull(threads.deletedAt),
            ),
          )
          .orderBy(asc(threads.id));
  return [...comments, ...discussions.map((row) => ({ ...row, kind: "discussion" as const }))];
}

/** Closes the polls whose date has come: from then on what was counted stands. */
export async function closePolls({
  connection,
  scope,
  now,
}: Pick<JobContext<RequestsConfig>, "connection" | "scope" | "now">): Promise<readonly Effect[]> {
  if (scope.repositoryIds.length === 0) return [];
  const { requestPolls } = connection.tables;
  const due = await connection.db
    .select()
    .from(requestPolls)
    .where(
      and(
        isNull(requestPolls.counts),
        lte(requestPolls.closesAt, now),
        inArray(requestPolls.repositoryId, [...scope.repositoryIds]),
      ),
    )
    .orderBy(asc(requestPolls.threadId));
  const effects: Effect[] = [];
  for (const poll of due) {
    const counts = await countVotes(connection, poll);
    await connection.db.update(requestPolls).set({ counts }).where(eq(requestPolls.threadId, poll.threadId));
    const key = `poll-closed:${poll.threadId}:${poll.openedAt}`;
    const markdown = presentPollResult({ ...poll, counts });
    effects.push(section(poll.repositoryId, poll.threadId, { key, markdown, at: now }));
  }
  return effects;
}

/** What a digest of the period tells of polls: those that closed in it, those that are open, and GitHub's own. */
export async function listShownPolls(
  connection: Connection,
  scope: PublicScope,
  of: { readonly period: Period; readonly now: number },
): Promise<readonly ShownPoll[]> {
  if (scope.repositoryIds.length === 0) return [];
  const { requestPolls, discussionPolls } = connection.tables;
  const own = await connection.db
    .select()
    .from(requestPolls)
    .where(
      or(
        isNull(requestPolls.counts),
        and(gte(requestPolls.closesAt, of.period.startsAt), lt(requestPolls.closesAt, of.period.endsAt)),
      ),
    )
    .orderBy(asc(requestPolls.closesAt), asc(requestPolls.threadId));
  const theirs = await connection.db
    .select({
      threadId: discussionPolls.threadId,
      question: discussionPolls.question,
      counts: discussionPolls.counts,
    })
    .from(discussionPolls)
    .orderBy(asc(discussionPolls.threadId));
  // Polls are few and threads many: looked up by their ids, they are read one by one.
  const places = await findPlaces(
    connection,
    scope,
    [...own, ...theirs].map(({ threadId }) => threadId),
  );
  const shown: ShownPoll[] = [];
  for (const poll of own) {
    const place = places.get(poll.threadId);
    if (!place) continue;
    const counts = poll.counts ?? (await countVotes(connection, poll));
    const { question, closesAt } = poll;
    shown.push({ question, url: place.url, counts, closesAt, isOpen: poll.counts === null });
  }
  const recent = theirs
    .flatMap(({ threadId, ...poll }) => {
      const place = places.get(threadId);
      const isRecent = place !== undefined && place.createdAt >= of.now - GITHUB_POLL_DAYS * DAY;
      return isRecent ? [{ ...poll, threadId, ...place }] : [];
    })
    .sort((a, b) => a.createdAt - b.createdAt || (a.threadId < b.threadId ? -1 : 1))
    .map(({ question, counts, url }) => ({ question, counts, url, closesAt: null, isOpen: true }));
  return [...shown, ...recent];
}

/** Where and since when there are these threads, as far as readers of the scope know. */
async function findPlaces(
  { db, tables: { threads } }: Connection,
  { repositoryIds }: PublicScope,
  threadIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly url: string; readonly createdAt: number }>> {
  const readable = new Set(repositoryIds);
  const found = new Map<string, { readonly url: string; readonly createdAt: number }>();
  for (const ids of inChunks(threadIds)) {
    const rows = await db
      .select({
        id: threads.id,
        repositoryId: threads.repositoryId,
        url: threads.url,
        createdAt: threads.createdAt,
      })
      .from(threads)
      .where(and(inArray(threads.id, [...ids]), isNull(threads.deletedAt)));
    for (const { id, repositoryId, ...place } of rows) if (readable.has(repositoryId)) found.set(id, place);
  }
  return found;
}

async function countVotes(
  connection: Connection,
  poll: { readonly threadId: string; readonly options: readonly string[]; readonly closesAt: number },
) {
  const { reactions } = connection.tables;
  const remarkId = await findComment(connection, poll.threadId);
  const given = remarkId
    ? await connection.db
        .select({ personId: reactions.personId, content: reactions.content, at: reactions.at })
        .from(reactions)
        .where(eq(reactions.subjectId, remarkId))
    : [];
  const isLeftOut = await listLeftOut(connection);
  return countPoll(
    given.filter(({ personId }) => !isLeftOut.has(personId)),
    poll,
  );
}

/** The node id of Stoa's comment in a thread; undefined until a delivery has told of it. */
async function findComment(connection: Connection, threadId: string): Promise<string | undefined> {
  const { threadComments, remarks } = connection.tables;
  const [comment] = await connection.db
    .select({ externalId: threadComments.externalId })
    .from(threadComments)
    .where(eq(threadComments.threadId, threadId));
  if (!comment?.externalId) return undefined;
  const { externalId } = comment;
  const rows = await connection.db
    .select({ id: remarks.id, databaseId: remarks.databaseId })
    .from(remarks)
    .where(and(eq(remarks.threadId, threadId), isNull(remarks.deletedAt)));
  // Comments of issues are known by number, those of discussions by node id.
  return rows.find(({ id, databaseId }) => id === externalId || String(databaseId) === externalId)?.id;
}

function section(
  repositoryId: number,
  threadId: string,
  of: { readonly key: string; readonly markdown: string; readonly at: number },
): Effect {
  return { kind: "section", ...of, repositoryId, audience: "community", threadId, section: "poll" };
}
