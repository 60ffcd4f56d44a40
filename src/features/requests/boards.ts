// Keeps the boards current: counts once, and writes those whose text has changed.

import { threadId } from "../../core/activity.ts";
import { DAY, dayOf } from "../../core/clock.ts";
import { UserError } from "../../core/errors.ts";
import { isRepositoryNamed } from "../../core/names.ts";
import { listRepositories, type RepositoryRow } from "../../db/repositories.ts";
import { findThread } from "../../db/threads.ts";
import type { Effect, JobContext } from "../feature.ts";
import type { BoardConfig, RequestsConfig } from "./config.ts";
import { countRequests } from "./counts.ts";
import { presentBoard } from "./present-board.ts";
import { inOrder } from "./rank.ts";
import type { CountedRequest } from "./rules.ts";
import { dropShownRanksBefore, findShownRanks, storeBoard, storeShownRanks } from "./shown.ts";
import { listOpenRequests, listSettled, type SettledRequest } from "./store.ts";

/** What was shipped or declined within so many days is on a board. */
const SETTLED_DAYS = 60;
const WEEK = 7 * DAY;
/** Monday 5 January 1970. */
const FIRST_MONDAY = 4 * DAY;

interface Counted {
  readonly requests: readonly CountedRequest[];
  readonly settled: readonly SettledRequest[];
}

/** The boards that have to be written. */
export async function updateBoards(context: JobContext<RequestsConfig>): Promise<readonly Effect[]> {
  const { connection, config, scope, now } = context;
  if (!config.enabled || config.boards.length === 0) return [];
  const repositories = await listRepositories(connection, scope.installationId);
  const places = config.boards.map((board) => ({
    board,
    repository: repositoryOf(board, repositories, scope.repositoryIds),
  }));
  const counted = {
    requests: await countRequests(connection, scope, config, {
      now,
      threads: await listOpenRequests(connection, scope, config),
    }),
    settled: await listSettled(connection, scope, config, now - SETTLED_DAYS * DAY),
  };
  const effects: Effect[] = [];
  for (const place of places) effects.push(...(await updateBoard(context, place, counted)));
  return effects;
}

function repositoryOf(
  { repository: name }: BoardConfig,
  repositories: readonly RepositoryRow[],
  readable: readonly number[],
): RepositoryRow {
  const repository = repositories.find(
    (candidate) => readable.includes(candidate.id) && isRepositoryNamed(candidate, name),
  );
  if (repository) return repository;
  throw new UserError(
    `\`requests.boards\` names \`${name}\`, which is none of the public repositories Stoa sees. Name one of them, or take the board away.`,
  );
}

async function updateBoard(
  { connection, config, scope, now }: JobContext<RequestsConfig>,
  { board, repository }: { readonly board: BoardConfig; readonly repository: RepositoryRow },
  { requests, settled }: Counted,
): Promise<readonly Effect[]> {
  const id = threadId(repository.id, board.issue ?? board.discussion ?? 0);
  const isListed = ({ repositoryId }: { readonly repositoryId: number }) =>
    board.lists === "organisation" || repositoryId === repository.id;
  // What was declined is told below, and asks for no more votes.
  const open = requests.filter((request) => isListed(request) && request.status !== "declined");
  const ranked = inOrder(open, board.order);
  const week = Math.floor((now - FIRST_MONDAY) / WEEK) * WEEK + FIRST_MONDAY;
  const key = (at: number) => ({
    installationId: scope.installationId,
    period: `board ${id} ${String(dayOf(at)).padStart(6, "0")}`,
  });
  const known = await findShownRanks(connection, key(week));
  if (known.size === 0) await storeShownRanks(connection, key(week), ranked.slice(0, board.length));
  await dropShownRanksBefore(connection, key(week - WEEK), `board ${id} `);
  const ranks = await findShownRanks(connection, key(week - WEEK));
  const thread = await findThread(connection, id);
  const markdown = presentBoard(
    {
      requests: ranked.slice(0, board.length),
      count: ranked.length,
      before: ranks.size === 0 ? null : { ranks, day: dayInWords(week - WEEK) },
      settled: settled.filter(isListed),
      allUrl: allUrl(repository, thread?.url ?? ""),
    },
    config,
  );
  const row = { threadId: id, installationId: scope.installationId, markdown, updatedAt: now };
  if (!(await storeBoard(connection, row))) return [];
  return [
    {
      kind: "board",
      // With the time: a board that returns to an earlier state must be written again.
      key: `board:${id}:${now}`,
      repositoryId: repository.id,
      audience: "community",
      drawsOn: board.lists === "organisation" ? scope.repositoryIds : [repository.id],
      threadId: id,
      board: "requests",
      markdown,
    },
  ];
}

/** GitHub's own list of the repository's open issues, the most wanted first. */
function allUrl({ owner, name }: RepositoryRow, threadUrl: string): string {
  const origin = URL.canParse(threadUrl) ? new URL(threadUrl).origin : "https://github.com";
  return `${origin}/${owner}/${name}/issues?q=is%3Aopen+sort%3Areactions-%2B1-desc`;
}

function dayInWords(at: number): string {
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", timeZone: "UTC" }).format(at);
}
