// What mentoring earned: a newcomer's pull request that was merged with a mentor beside them, once the mentoring was complete.
// It is read from the pairings when it is asked for, so one that is settled later, or otherwise, never leaves a badge behind.

import { and, asc, eq, inArray, isNotNull, isNull, ne, sql } from "drizzle-orm";
import type { Period, ReaderScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import type { Evidence } from "./evidence.ts";

/** Evidence of mentors and graduates, in the given repositories. */
export async function listMentored(
  connection: Connection,
  scope: Pick<ReaderScope, "installationId" | "repositoryIds">,
  period?: Period,
): Promise<readonly Evidence[]> {
  if (scope.repositoryIds.length === 0) return [];
  const { pairings, people, threads } = connection.tables;
  const rows = await connection.db
    .select({
      threadId: threads.id,
      repositoryId: threads.repositoryId,
      url: threads.url,
      completedAt: pairings.completedAt,
      newcomerId: pairings.newcomerId,
      mentorId: people.id,
    })
    .from(pairings)
    .innerJoin(threads, and(eq(threads.id, pairings.threadId), eq(threads.authorId, pairings.newcomerId)))
    .innerJoin(
      people,
      and(eq(sql`lower(${people.login})`, sql`lower(${pairings.mentorLogin})`), eq(people.isBot, false)),
    )
    .where(
      and(
        eq(pairings.installationId, scope.installationId),
        ne(pairings.state, "declined"),
        eq(threads.kind, "pull"),
        isNotNull(threads.mergedAt),
        isNotNull(pairings.completedAt),
        isNull(threads.deletedAt),
        inArray(threads.repositoryId, [...scope.repositoryIds]),
      ),
    )
    .orderBy(asc(threads.id), asc(people.id));
  return rows
    .filter(({ mentorId, newcomerId }) => mentorId !== newcomerId)
    .filter(({ completedAt }) => period === undefined || isWithin(completedAt ?? 0, period))
    .flatMap(({ mentorId, newcomerId, completedAt, ...place }) => {
      const common = {
        ...place,
        subjectId: place.threadId,
        installationId: scope.installationId,
        isCoAuthor: false,
        earnedAt: completedAt ?? 0,
        revokedReason: null,
      };
      return [
        {
          ...common,
          badge: "mentor" as const,
          personId: mentorId,
          counterpartId: newcomerId,
          reason: "a newcomer's pull request was merged",
        },
        {
          ...common,
          badge: "graduate" as const,
          personId: newcomerId,
          counterpartId: mentorId,
          reason: "merged with a mentor",
        },
      ];
    });
}

function isWithin(at: number, { startsAt, endsAt }: Period): boolean {
  return at >= startsAt && at < endsAt;
}
