// Mentors who are silent, told to maintainers alone: in a post of its own, once for each silence, and among the things to do of
// their digest.

import { and, asc, eq, isNotNull, isNull } from "drizzle-orm";
import { UserError } from "../../core/errors.ts";
import { isRepositoryNamed } from "../../core/names.ts";
import type { ReaderScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import { listRepositories } from "../../db/repositories.ts";
import { marker } from "../../text/markers.ts";
import type { Effect, JobContext } from "../feature.ts";
import type { MentoringConfig } from "./config.ts";
import { presentPrivateNudge, presentTodo } from "./present-nudge.ts";

/** Tells maintainers of the mentors who are silent, once for each silence. */
export async function nudgeInPrivate(context: JobContext<MentoringConfig>): Promise<readonly Effect[]> {
  const { connection, config, installationId } = context;
  const silent = await listSilent(connection, installationId);
  if (silent.length === 0 || config.maintainers === null) return [];
  const { repository: name, category } = config.maintainers;
  const repositories = await listRepositories(connection, installationId);
  const place = repositories.find((one) => one.isPrivate && isRepositoryNamed(one, name));
  if (!place) {
    throw new UserError(
      `\`mentoring.maintainers.repository\` is \`${name}\`, which is none of the private repositories Stoa sees. Name one of them, or leave it out.`,
    );
  }
  const effects: Effect[] = [];
  for (const one of silent) {
    const isElsewhere = one.repositoryId !== place.id;
    // Another private repository's words stay in it.
    if (one.isPrivate && isElsewhere) continue;
    const cause = `${one.threadId}:${one.newcomerId}:${one.nudgedAt ?? 0}`;
    const hidden = marker("mentor-silent", cause);
    effects.push({
      kind: "discussion",
      key: `silent:${cause}`,
      repositoryId: place.id,
      audience: "maintainers",
      drawsOn: isElsewhere ? [one.repositoryId] : [],
      marker: hidden,
      category,
      title: `A mentor is silent in #${one.number}`,
      body: `${presentPrivateNudge(one)}\n\n${hidden}`,
      update: false,
    });
  }
  return effects;
}

/** One thing to do for each silent mentor whom readers of the scope may read of. People wait: that presses. */
export async function silentTodos(
  connection: Connection,
  { installationId, repositoryIds }: ReaderScope,
): Promise<readonly { readonly weight: number; readonly markdown: string }[]> {
  const silent = await listSilent(connection, installationId);
  return silent
    .filter(({ repositoryId }) => repositoryIds.includes(repositoryId))
    .map((one) => ({ weight: 80, markdown: presentTodo(one) }));
}

/** Pairings whose mentor was silent for two working days and still is, longest first. */
async function listSilent(connection: Connection, installationId: number) {
  const { pairings, threads, people, repositories } = connection.tables;
  return connection.db
    .select({
      threadId: pairings.threadId,
      newcomerId: pairings.newcomerId,
      newcomerLogin: people.login,
      mentorLogin: pairings.mentorLogin,
      nudgedAt: pairings.nudgedAt,
      repositoryId: threads.repositoryId,
      isPrivate: repositories.isPrivate,
      number: threads.number,
      title: threads.title,
      url: threads.url,
    })
    .from(pairings)
    .innerJoin(threads, eq(threads.id, pairings.threadId))
    .innerJoin(repositories, eq(repositories.id, threads.repositoryId))
    .innerJoin(people, eq(people.id, pairings.newcomerId))
    .where(
      and(
        eq(pairings.installationId, installationId),
        eq(pairings.state, "active"),
        isNotNull(pairings.nudgedAt),
        eq(threads.state, "open"),
        isNull(threads.deletedAt),
      ),
    )
    .orderBy(asc(pairings.nudgedAt), asc(pairings.threadId), asc(pairings.newcomerId));
}
