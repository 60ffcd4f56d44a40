// Requests: what people ask for, ranked by how many people ask for it. A section of the digest tells what has moved
// since the last one; a board in an issue, where there is one, is kept current once a day.

import { DAY, dayOf } from "../../core/clock.ts";
import { threadId } from "../../core/activity.ts";
import { UserError } from "../../core/errors.ts";
import { isRepositoryNamed } from "../../core/names.ts";
import { listRepositories } from "../../db/repositories.ts";
import {
  defineFeature,
  type DigestContext,
  type DigestSection,
  type Effect,
  type JobContext,
} from "../feature.ts";
import { requestsConfig, type RequestsConfig } from "./config.ts";
import { presentBoard, presentSection } from "./present.ts";
import { findShownRanks, listRequests, storeBoard, storeShownRanks } from "./store.ts";

export { requestsConfig, type RequestsConfig } from "./config.ts";
export { listRequests } from "./store.ts";

/** How many requests a board lists. */
const BOARD_LENGTH = 20;
/** How many ranks a digest remembers; who was further down counts as new. */
const REMEMBERED_RANKS = 1_000;

export const requestsFeature = defineFeature<RequestsConfig>({
  name: "requests",
  config: requestsConfig,
  events: ["issues", "issue_comment", "discussion", "discussion_comment"],
  permissions: { metadata: "read", issues: "write", discussions: "read" },
  jobs: [
    {
      name: "requests-board",
      nextAfter: (after, { enabled, board }) => (enabled && board ? (dayOf(after) + 1) * DAY : undefined),
      needs: ["reactions"],
      run: updateBoard,
    },
  ],
  digestSection,
});

async function digestSection(context: DigestContext<RequestsConfig>): Promise<DigestSection | undefined> {
  const { connection, config, scope, periodKey, previousPeriodKey } = context;
  if (!config.enabled) return undefined;
  const requests = await listRequests(connection, scope, config, { limit: REMEMBERED_RANKS, minVotes: 1 });
  const { installationId } = scope;
  if (!context.isPreview) {
    await storeShownRanks(connection, { installationId, period: periodKey }, requests);
  }
  if (requests.length === 0) return undefined;
  const before =
    previousPeriodKey === null
      ? null
      : await findShownRanks(connection, { installationId, period: previousPeriodKey });
  return { order: 30, markdown: presentSection(requests.slice(0, config.top), before, config) };
}

async function updateBoard(context: JobContext<RequestsConfig>): Promise<readonly Effect[]> {
  const { connection, config, scope, now } = context;
  if (!config.enabled || !config.board) return [];
  const { repository: name, issue } = config.board;
  const repositories = await listRepositories(connection, scope.installationId);
  const repository = repositories.find(
    (candidate) => scope.repositoryIds.includes(candidate.id) && isRepositoryNamed(candidate, name),
  );
  if (!repository) {
    throw new UserError(
      `\`requests.board.repository\` is \`${name}\`, which is none of the public repositories Stoa sees. Name one of them, or take the board away.`,
    );
  }
  const requests = await listRequests(connection, scope, config, { limit: BOARD_LENGTH, minVotes: 1 });
  const board = {
    threadId: threadId(repository.id, issue),
    installationId: scope.installationId,
    markdown: presentBoard(requests, config),
    updatedAt: now,
  };
  if (!(await storeBoard(connection, board))) return [];
  return [
    {
      kind: "board",
      // With the time: a board that returns to an earlier state must be written again.
      key: `board:${board.threadId}:${now}`,
      repositoryId: repository.id,
      audience: "community",
      threadId: board.threadId,
      board: "requests",
      markdown: board.markdown,
    },
  ];
}
