// Requests: what people ask for, ranked by how many people ask for it. A section of the digest tells what has moved
// since the last one; boards in issues and discussions are kept current.

import { HOUR, DAY, dayOf } from "../../core/clock.ts";
import {
  defineFeature,
  type Activity,
  type DigestContext,
  type DigestSection,
  type Effect,
  type FeatureContext,
} from "../feature.ts";
import { updateBoards } from "./boards.ts";
import { requestsConfig, type RequestsConfig } from "./config.ts";
import { declineRequest } from "./decline.ts";
import { markDuplicate, markNoDuplicate, markNoRequest, markRequest } from "./marks.ts";
import { noticeActivity } from "./notice.ts";
import { disownRequest, followOwners, ownRequest } from "./owners.ts";
import { closePolls, listShownPolls, openPoll } from "./polls.ts";
import { presentPolls } from "./present-poll.ts";
import { presentSection } from "./present.ts";
import { noticeLateClosing, noticeLateMerge, noticeRelease } from "./ship.ts";
import { findShownRanks, storeShownRanks } from "./shown.ts";
import { listRequests } from "./store.ts";
import { listReactionSubjects } from "./subjects.ts";
import { explainRequest } from "./why.ts";

export { requestsConfig, type RequestsConfig } from "./config.ts";
export { readRoadmap, type Roadmap } from "./roadmap.ts";
export { listRequests } from "./store.ts";

/** How many ranks a digest remembers; who was further down counts as new. */
const REMEMBERED_RANKS = 1_000;
/** The digest lists what two people want: whoever opens a request wants it, so one vote tells nothing. */
const LEAST_VOTES = 2;

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
  await noticeActivity(context.connection, activity);
  return activity.kind === "thread.closed" ? noticeLateClosing(activity, context) : [];
}

async function digestSection(context: DigestContext<RequestsConfig>): Promise<DigestSection | undefined> {
  const { connection, config, scope, period, periodKey, previousPeriodKey, now } = context;
  if (!config.enabled) return undefined;
  const requests = await listRequests(connection, scope, config, {
    now,
    limit: REMEMBERED_RANKS,
    minVotes: LEAST_VOTES,
  });
  const { installationId } = scope;
  if (!context.isPreview) {
    await storeShownRanks(connection, { installationId, period: periodKey }, requests);
  }
  const before =
    previousPeriodKey === null
      ? null
      : await findShownRanks(connection, { installationId, period: previousPeriodKey });
  const wanted = requests.length === 0 ? "" : presentSection(requests.slice(0, config.top), before, config);
  const polls = presentPolls(await listShownPolls(connection, scope, { period, now }));
  const markdown = [wanted, polls].filter((part) => part !== "").join("\n\n");
  return markdown === "" ? undefined : { order: 30, markdown };
}
