// What the facts say of mentors: what they merged and reviewed, how soon they reply, when they are about, whom they mentored.
// Read as it had settled a day before, so that a delivery that comes late changes no pairing.

import { and, asc, desc, eq, gte, inArray, isNotNull, isNull, lt, ne, sql } from "drizzle-orm";
import { DAY, dayOf, HOUR } from "../../core/clock.ts";
import type { ReaderScope } from "../../core/scope.ts";
import { threadId } from "../../core/activity.ts";
import { isAmong, listed } from "../../db/among.ts";
import type { Connection } from "../../db/connection.ts";
import type { AskedWork } from "../../db/tables/mentoring.ts";
import { NO_PROFILE, quarterOf, type Profile } from "./cost.ts";
import type { DoneWork } from "./expertise.ts";
import type { RosterMentor } from "./roster.ts";
import type { Work } from "./rules.ts";

/** Work fades to a sixteenth in two years; older work is not read. */
const WORK_MS = 720 * DAY;
/** Replies and hours are those of the last half year. */
const HABIT_MS = 180 * DAY;
/** Rows of all mentors together, the newest. */
const MOST_ROWS = 10_000;
/** Of fewer replies no median is told. */
const LEAST_REPLIES = 5;
/** Of fewer remarks nobody's day is known. */
const LEAST_REMARKS = 20;

/** The moment up to which facts count for a pairing at `at`: the day before it began. */
export function settledAt(at: number): number {
  return (dayOf(at) - 1) * DAY;
}

/** Profiles of the mentors that Stoa knows, by login in lower case, of what readers of the scope can see before `cutAt`. */
export async function readProfiles(
  connection: Connection,
  scope: ReaderScope,
  of: { readonly roster: readonly RosterMentor[]; readonly cutAt: number },
): Promise<ReadonlyMap<string, Profile>> {
  const ids = of.roster.flatMap(({ personId }) => personId ?? []);
  if (ids.length === 0 || scope.repositoryIds.length === 0) return new Map();
  const query = { ids, cutAt: of.cutAt };
  const merged = await listMerged(connection, scope, query);
  const remarks = await listRemarks(connection, scope, query);
  const former = await listFormer(connection, scope, of);
  const profiles = new Map<string, Profile>();
  for (const { personId, key } of of.roster) {
    if (personId === null) continue;
    const own = remarks.filter(({ authorId }) => authorId === personId);
    const recent = own.filter(({ at }) => at >= of.cutAt - HABIT_MS);
    profiles.set(key, {
      work: [...merged.filter(({ authorId }) => authorId === personId), ...reviewsAmong(own)],
      replyHours: medianReply(recent, of.cutAt - HABIT_MS),
      quarters: quartersOf(recent),
      formerNewcomers: new Set(former.filter(({ login }) => login === key).map(({ id }) => id)),
    });
  }
  return profiles;
}

/** The profile of a login, or that of nobody known. */
export function profileOf(profiles: ReadonlyMap<string, Profile>, key: string): Profile {
  return profiles.get(key) ?? NO_PROFILE;
}

interface Query {
  readonly ids: readonly number[];
  readonly cutAt: number;
}

async function listMerged(
  connection: Connection,
  { repositoryIds }: ReaderScope,
  { ids, cutAt }: Query,
): Promise<readonly (DoneWork & { readonly authorId: number | null })[]> {
  const { threads } = connection.tables;
  const rows = await connection.db
    .select({
      authorId: threads.authorId,
      repositoryId: threads.repositoryId,
      title: threads.title,
      labels: threads.labels,
      paths: threads.paths,
      closes: threads.closes,
      mergedAt: threads.mergedAt,
    })
    .from(threads)
    .where(
      and(
        inArray(threads.authorId, [...ids]),
        eq(threads.kind, "pull"),
        gte(threads.mergedAt, cutAt - WORK_MS),
        lt(threads.mergedAt, cutAt),
        inArray(threads.repositoryId, [...repositoryIds]),
        isNull(threads.deletedAt),
      ),
    )
    .orderBy(desc(threads.mergedAt), desc(threads.id))
    .limit(MOST_ROWS);
  const themes = await themesOf(connection, rows);
  return rows.map(({ mergedAt, ...row }, index) => ({
    ...row,
    at: mergedAt ?? 0,
    isReview: false,
    themes: themes[index] ?? [],
  }));
}

interface RemarkRow extends Work {
  readonly authorId: number | null;
  readonly threadId: string;
  readonly kind: string;
  readonly at: number;
  readonly openedAt: number;
}

/** What they said in others' threads. */
async function listRemarks(
  connection: Connection,
  { repositoryIds }: ReaderScope,
  { ids, cutAt }: Query,
): Promise<readonly RemarkRow[]> {
  const { remarks, threads } = connection.tables;
  return connection.db
    .select({
      authorId: remarks.authorId,
      threadId: remarks.threadId,
      kind: remarks.kind,
      at: remarks.createdAt,
      openedAt: threads.createdAt,
      title: threads.title,
      labels: threads.labels,
      paths: threads.paths,
    })
    .from(remarks)
    .innerJoin(threads, eq(threads.id, remarks.threadId))
    .where(
      and(
        inArray(remarks.authorId, [...ids]),
        gte(remarks.createdAt, cutAt - WORK_MS),
        lt(remarks.createdAt, cutAt),
        isNull(remarks.deletedAt),
        ne(remarks.authorId, sql`coalesce(${threads.authorId}, 0)`),
        inArray(remarks.repositoryId, [...repositoryIds]),
      ),
    )
    .orderBy(desc(remarks.createdAt), desc(remarks.id))
    .limit(MOST_ROWS);
}

/** Each pull request that was reviewed, once, at its last review. */
function reviewsAmong(rows: readonly RemarkRow[]): readonly DoneWork[] {
  const reviewed = new Map<string, DoneWork>();
  for (const { threadId: id, kind, at, title, labels, paths } of rows) {
    const isReview = kind === "review" || kind === "review_comment";
    if (!isReview || reviewed.has(id)) continue;
    reviewed.set(id, { at, title, labels, paths, isReview: true });
  }
  return [...reviewed.values()];
}

/** Hours from a thread's opening to the first word, in the middle; null of too few. */
function medianReply(rows: readonly RemarkRow[], since: number): number | null {
  const first = new Map<string, number>();
  for (const { threadId: id, at, openedAt } of rows) {
    if (openedAt >= since) first.set(id, Math.min(at - openedAt, first.get(id) ?? Infinity));
  }
  const waits = [...first.values()].sort((a, b) => a - b);
  if (waits.length < LEAST_REPLIES) return null;
  const middle = Math.floor(waits.length / 2);
  const median =
    waits.length % 2 === 1 ? (waits[middle] ?? 0) : ((waits[middle - 1] ?? 0) + (waits[middle] ?? 0)) / 2;
  return Math.round(median / HOUR);
}

function quartersOf(rows: readonly RemarkRow[]): readonly number[] | null {
  if (rows.length < LEAST_REMARKS) return null;
  const counts = [0, 0, 0, 0];
  for (const { at } of rows) {
    const quarter = quarterOf(at);
    counts[quarter] = (counts[quarter] ?? 0) + 1;
  }
  return counts.map((count) => count / rows.length);
}

async function listFormer(
  connection: Connection,
  { installationId }: ReaderScope,
  { roster, cutAt }: { readonly roster: readonly RosterMentor[]; readonly cutAt: number },
): Promise<readonly { readonly login: string; readonly id: number }[]> {
  const { pairings } = connection.tables;
  const login = sql<string>`lower(${pairings.mentorLogin})`;
  return connection.db
    .select({ login, id: pairings.newcomerId })
    .from(pairings)
    .where(
      and(
        eq(pairings.installationId, installationId),
        isNotNull(pairings.completedAt),
        lt(pairings.completedAt, cutAt),
        inArray(
          login,
          roster.map(({ key }) => key),
        ),
      ),
    )
    .orderBy(asc(pairings.threadId), asc(pairings.newcomerId));
}

/** The themes of the issues that these pull requests close, as names, in the order of the rows. */
export async function themesOf(
  connection: Connection,
  rows: readonly { readonly repositoryId: number; readonly closes?: readonly number[] }[],
): Promise<readonly (readonly string[])[]> {
  const idsOf = ({ repositoryId, closes }: (typeof rows)[number]) =>
    (closes ?? []).map((number) => threadId(repositoryId, number));
  return namesOf(connection, rows.map(idsOf));
}

/** The themes of each group of threads, as names. */
async function namesOf(
  connection: Connection,
  groups: readonly (readonly string[])[],
): Promise<readonly (readonly string[])[]> {
  const ids = [...new Set(groups.flat())];
  const { themes, themeThreads } = connection.tables;
  const labels = new Map<string, string>();
  const found = await connection
    .prepared("mentoring.themeNames", ({ db, dialect }) =>
      db
        .select({ threadId: themeThreads.threadId, label: themes.label })
        .from(themeThreads)
        .innerJoin(themes, eq(themes.id, themeThreads.themeId))
        .where(isAmong({ dialect }, themeThreads.threadId, "ids")),
    )
    .run({ ids: listed(connection, ids) });
  for (const { threadId: id, label } of found) labels.set(id, label);
  return groups.map((group) => [...new Set(group.flatMap((id) => labels.get(id) ?? []))]);
}

/** What is asked for, with the themes of the thread itself and of the issues that it closes. */
export async function withThemes(
  connection: Connection,
  of: { readonly threadId: string; readonly repositoryId: number; readonly work: AskedWork },
): Promise<Work & { readonly url: string }> {
  const closed = (of.work.closes ?? []).map((number) => threadId(of.repositoryId, number));
  const [themes = []] = await namesOf(connection, [[of.threadId, ...closed]]);
  return { ...of.work, themes };
}
