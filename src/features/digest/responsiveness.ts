// How long people wait for a first reply, by the definition of CHAOSS ("Time to First Response"), and the threads that still
// wait. Reads the facts; the sums are pure.

import { and, asc, eq, gte, inArray, isNull, lt, sql } from "drizzle-orm";
import { DAY, HOUR } from "../../core/clock.ts";
import type { Period, ReaderScope } from "../../core/scope.ts";
import type { ThreadKind } from "../../core/words.ts";
import { isOneOf } from "../../db/among.ts";
import { inChunks } from "../../db/chunks.ts";
import type { Connection } from "../../db/connection.ts";
import { cleanTitle } from "../../text/conventional.ts";
import { link } from "../../text/escape.ts";
import type { MaintainersContext, MaintainersSection, Todo } from "../feature.ts";
import { counted, inWords, sentence } from "./phrases.ts";

/** What is usual is told from so long before. */
const USUAL_MS = 28 * DAY;
/** Threads that have waited longer than this are another matter than a first reply. */
const FORGOTTEN_MS = 90 * DAY;
const MOST_LISTED = 6;
const MOST_ROWS = 5_000;

/** A thread that a person opened, and when another person first answered. */
export interface AnsweredThread {
  readonly id: string;
  readonly kind: ThreadKind;
  readonly title: string;
  readonly url: string;
  readonly authorId: number;
  readonly createdAt: number;
  readonly isOpen: boolean;
  /** null while nobody has. */
  readonly firstReplyAt: number | null;
}

export async function responsivenessSection(
  context: MaintainersContext<{ readonly firstReplyDays: number }>,
): Promise<MaintainersSection | undefined> {
  const { connection, scope, period, now, config } = context;
  const since = Math.min(period.startsAt - USUAL_MS, now - FORGOTTEN_MS);
  const threads = await listThreads(connection, scope, { startsAt: since, endsAt: now });
  const waiting = threads.filter(
    ({ isOpen, firstReplyAt, createdAt }) =>
      isOpen && firstReplyAt === null && createdAt < now - config.firstReplyDays * DAY,
  );
  const newcomers = await listNewcomers(connection, scope, waiting);
  const todo = presentWaiting(waiting, { newcomers, now });
  const markdown = presentTimes({
    week: threads.filter(({ createdAt }) => createdAt >= period.startsAt && createdAt < period.endsAt),
    before: threads.filter(
      ({ createdAt }) => createdAt >= period.startsAt - USUAL_MS && createdAt < period.startsAt,
    ),
  });
  if (!todo && markdown === undefined) return undefined;
  return { order: 10, ...(todo ? { todos: [todo] } : {}), ...(markdown === undefined ? {} : { markdown }) };
}

/** The median of the waits that ended, in milliseconds; undefined when none did. */
export function medianWait(threads: readonly AnsweredThread[]): number | undefined {
  const waits = threads
    .flatMap(({ createdAt, firstReplyAt }) => (firstReplyAt === null ? [] : [firstReplyAt - createdAt]))
    .sort((a, b) => a - b);
  const middle = (waits.length - 1) / 2;
  const [low, high] = [waits[Math.floor(middle)], waits[Math.ceil(middle)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

/** "40 min", "9 h", "3 days". */
export function waitInWords(ms: number): string {
  if (ms < HOUR) return `${Math.max(1, Math.round(ms / 60_000))} min`;
  if (ms < 2 * DAY) return `${Math.round(ms / HOUR)} h`;
  return `${Math.round(ms / DAY)} days`;
}

function presentTimes(of: {
  readonly week: readonly AnsweredThread[];
  readonly before: readonly AnsweredThread[];
}): string | undefined {
  if (of.week.length === 0) return undefined;
  const answered = of.week.filter(({ firstReplyAt }) => firstReplyAt !== null).length;
  const opened = counted(of.week.length, "thread");
  const median = medianWait(of.week);
  if (median === undefined)
    return `**First reply** – none yet in the ${opened} that people opened this week.`;
  const usual = medianWait(of.before);
  const versus = usual === undefined ? "" : ` (${waitInWords(usual)} in the four weeks before)`;
  const of_ = answered === of.week.length ? `all of ${opened}` : `${inWords(answered)} of ${opened}`;
  return `**First reply** – the median is ${waitInWords(median)}${versus}; ${of_} opened this week have one.`;
}

function presentWaiting(
  waiting: readonly AnsweredThread[],
  { newcomers, now }: { readonly newcomers: ReadonlySet<string>; readonly now: number },
): Todo | undefined {
  if (waiting.length === 0) return undefined;
  // Newcomers first: a first try that nobody answers is often the last. Then whoever has waited longest.
  const inOrder = [...waiting].sort(
    (a, b) =>
      Number(newcomers.has(b.id)) - Number(newcomers.has(a.id)) ||
      a.createdAt - b.createdAt ||
      (a.id < b.id ? -1 : 1),
  );
  const items = inOrder.slice(0, MOST_LISTED).map((thread) => {
    const first = newcomers.has(thread.id) ? `, a first ${KINDS[thread.kind]} here` : "";
    return `   - ${link(cleanTitle(thread.title), thread.url)} (${waitInWords(now - thread.createdAt)}${first})`;
  });
  const more = waiting.length - MOST_LISTED;
  if (more > 0) items.push(`   - and ${inWords(more)} more`);
  const first = waiting.filter(({ id }) => newcomers.has(id)).length;
  const who = first === 0 ? "" : `, ${fromNewcomers(first, waiting.length)}`;
  const head = sentence(
    `**${counted(waiting.length, "thread")} ${waiting.length === 1 ? "waits" : "wait"} for a first reply**${who}`,
  );
  return {
    weight: first > 0 ? 95 : 70,
    markdown: `${head} A short answer, even "I will look on Friday", is enough to keep people:\n${items.join("\n")}`,
  };
}

function fromNewcomers(first: number, all: number): string {
  if (first === all) return all === 1 ? "from a newcomer" : "all from newcomers";
  return `${inWords(first)} of them from ${first === 1 ? "a newcomer" : "newcomers"}`;
}

const KINDS: Readonly<Record<ThreadKind, string>> = {
  issue: "issue",
  pull: "pull request",
  discussion: "discussion",
};

/** Threads that people opened in a period, with the first reply of another person, the oldest first. */
async function listThreads(
  connection: Connection,
  { repositoryIds }: ReaderScope,
  { startsAt, endsAt }: Period,
): Promise<readonly AnsweredThread[]> {
  const { people, remarks, threads } = connection.tables;
  const rows = await connection.db
    .select({
      id: threads.id,
      kind: threads.kind,
      title: threads.title,
      url: threads.url,
      authorId: people.id,
      createdAt: threads.createdAt,
      state: threads.state,
      firstReplyAt: sql<number | string | null>`(
        select min(r.created_at) from ${remarks} r left join ${people} p on p.id = r.author_id
        where r.thread_id = ${threads.id} and r.deleted_at is null and r.created_at >= ${threads.createdAt}
          and r.author_id <> ${threads.authorId} and coalesce(p.is_bot, false) = false
      )`,
    })
    .from(threads)
    .innerJoin(people, eq(people.id, threads.authorId))
    .where(
      and(
        gte(threads.createdAt, startsAt),
        lt(threads.createdAt, endsAt),
        isOneOf(threads.repositoryId, repositoryIds),
        isNull(threads.deletedAt),
        eq(people.isBot, false),
      ),
    )
    .orderBy(asc(threads.createdAt), asc(threads.id))
    .limit(MOST_ROWS);
  return rows.map(({ state, firstReplyAt, ...row }) => ({
    ...row,
    isOpen: state === "open",
    firstReplyAt: firstReplyAt === null ? null : Number(firstReplyAt),
  }));
}

/** Those of these threads whose author had opened none of its kind before. */
async function listNewcomers(
  { db, tables: { threads } }: Connection,
  { repositoryIds }: ReaderScope,
  waiting: readonly AnsweredThread[],
): Promise<ReadonlySet<string>> {
  const authors = [...new Set(waiting.map(({ authorId }) => authorId))];
  const first = new Map<string, number>();
  for (const some of inChunks(authors)) {
    const rows = await db
      .select({
        authorId: threads.authorId,
        kind: threads.kind,
        firstAt: sql<number>`min(${threads.createdAt})`.mapWith(Number),
      })
      .from(threads)
      .where(and(inArray(threads.authorId, [...some]), isOneOf(threads.repositoryId, repositoryIds)))
      .groupBy(threads.authorId, threads.kind)
      .orderBy(asc(threads.authorId), asc(threads.kind));
    for (const { authorId, kind, firstAt } of rows) first.set(`${authorId} ${kind}`, firstAt);
  }
  const isFirst = (one: AnsweredThread) => first.get(`${one.authorId} ${one.kind}`) === one.createdAt;
  return new Set(waiting.filter(isFirst).map(({ id }) => id));
}
