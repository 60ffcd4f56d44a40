// Requests: what people ask for, ranked by how many people ask for it. A section of the digest tells what has moved
// since the last one; boards in issues and discussions are kept current.

import { HOUR, DAY, dayOf } from "../../core/clock.ts";
import { defineFeature, type Activity, type Effect, type FeatureContext } from "../feature.ts";
import { updateBoards } from "./boards.ts";
import { requestsConfig, type RequestsConfig } from "./config.ts";
import { declineRequest } from "./decline.ts";
import { digestSection, maintainersSection } from "./digest.ts";
import { markDuplicate, markNoDuplicate, markNoRequest, markRequest } from "./marks.ts";
import { noticeActivity } from "./notice.ts";
import { disownRequest, followOwners, ownRequest } from "./owners.ts";
import { closePolls, openPoll } from "./polls.ts";
import { noticeLateClosing, noticeLateMerge, noticeRelease } from "./ship.ts";
import { listReactionSubjects } from "./subjects.ts";
import { explainRequest } from "./why.ts";

export { requestsConfig, type RequestsConfig } from "./config.ts";
export { readRoadmap, type Roadmap } from "./roadmap.ts";
export { listRequests } from "./store.ts";

export const requestsFeature = defineFeature<RequestsConfig>({
  name: "requests",
  config: requestsConfig,
  // Pull requests are told of where they may be read; where not, nothing is known to ship, and all else works.
  events: ["issues", "issue_comment", "discussion", "discussion_comment", "release"],
  permissions: { metadata: "read", issues: "write", discussions: "read" },
  onActivity,
  commands: {
    "stoa request": markRequest,
    "stoa not-request": markNoRequest,
    "stoa duplicate": markDuplicate,
    "stoa not-duplicate": markNoDuplicate,
    "stoa decline": declineRequest,
    "stoa own": ownRequest,
    "stoa disown": disownRequest,
    "stoa why": explainRequest,
    "stoa poll": openPoll,
  },
  reactionSubjects: async ({ connection, config, installationId }) =>
    config.enabled ? listReactionSubjects(connection, config, installationId) : [],
  jobs: [
    {
      name: "requests-board",
      nextAfter: (after, { enabled, everyHours }) => {
        const everyMs = everyHours * HOUR;
        return enabled ? (Math.floor(after / everyMs) + 1) * everyMs : undefined;
      },
      needs: ["reactions"],
      run: async (context) => [...(await closePolls(context)), ...(await updateBoards(context))],
    },
    {
      name: "requests-recount",
      nextAfter: (after, { enabled }) => (enabled ? (dayOf(after) + 1) * DAY : undefined),
      needs: ["all-reactions"],
      run: followOwners,
    },
  ],
  digestSection,
  maintainersSection,
});

async function onActivity(
  activity: Activity,
  context: FeatureContext<RequestsConfig>,
): Promise<readonly Effect[]> {
  if (activity.kind === "release.published" || activity.kind === "release.removed") {
    return noticeRelease(activity, context);
  }
  if (activity.kind === "thread.merged" && activity.thread.closes.length > 0) {
    return noticeLateMerge(activity.repository, activity.thread.mergedAt ?? activity.at, context);
  }
  await noticeActivity(context.connection, activity, context.remark);
  return activity.kind === "thread.closed" ? noticeLateClosing(activity, context) : [];
}
