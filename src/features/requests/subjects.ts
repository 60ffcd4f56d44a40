// What the reactions are read of: open requests, the duplicates whose votes went to them, and polls.

import type { Connection } from "../../db/connection.ts";
import { publicScope } from "../../db/repositories.ts";
import type { ReactionSubject } from "../feature.ts";
import type { RequestsConfig } from "./config.ts";
import { listPollSubjects } from "./polls.ts";
import { readRoots } from "./roots.ts";
import { findRequestThreads, listOpenRequests } from "./store.ts";

/** Everything whose reactions are votes, each once. */
export async function listReactionSubjects(
  connection: Connection,
  config: RequestsConfig,
  installationId: number,
): Promise<readonly ReactionSubject[]> {
  const scope = await publicScope(connection, installationId);
  const requests = await listOpenRequests(connection, scope, config);
  const isOpen = new Set(requests.map(({ threadId }) => threadId));
  const roots = await readRoots(connection, scope);
  const duplicates = [...roots].filter(([id, root]) => isOpen.has(root) && !isOpen.has(id)).map(([id]) => id);
  const threads = [...requests, ...(await findRequestThreads(connection, scope, duplicates))];
  const { projectField } = config.statuses;
  const wanted = threads.map(({ threadId, nodeId, kind }) => ({
    subjectId: threadId,
    threadId,
    nodeId,
    kind: kind === "discussion" ? ("discussion" as const) : ("issue" as const),
    ...(kind === "issue" && projectField !== null ? { projectField } : {}),
  }));
  return [...wanted, ...(await listPollSubjects(connection, scope, config))];
}
