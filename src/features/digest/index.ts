// The digests: what the community did, told to everybody every second week or so; and what maintainers had better do, told
// to them every week. Each is posted once for a period, and leaves a receipt.
//
//   /stoa digest preview                the next community digest, as it stands now
//   /stoa digest preview maintainers    theirs; in their own place alone

import { defineFeature, type Feature } from "../feature.ts";
import { communityJob } from "./community.ts";
import { digestConfig, type DigestConfig } from "./config.ts";
import { draftJob } from "./draft.ts";
import { maintainersJob } from "./maintainers.ts";
import { previewCommand } from "./preview-command.ts";
import { scheduleInWords } from "./rules.ts";

export { buildDigest, type Digest } from "./build.ts";
export { digestConfig, type DigestConfig } from "./config.ts";
export { buildMaintainers } from "./maintainers.ts";
export { maintainersScheduleOf, scheduleOf } from "./rules.ts";
export { receiptInWords } from "./receipts.ts";
export { listTellings } from "./tellings.ts";
export { listDigests, listReceipts } from "./store.ts";

/** The digest, with the features that write a section of it. */
export function digestFeature(contributors: readonly Feature[]): Feature {
  return defineFeature<DigestConfig>({
    name: "digest",
    config: digestConfig,
    events: ["issues", "issue_comment", "pull_request", "discussion", "discussion_comment", "release"],
    permissions: {
      metadata: "read",
      contents: "read",
      issues: "read",
      pull_requests: "read",
      discussions: "write",
    },
    inWords: (config) => ({
      keys: ["enabled", "every", "weekday", "hour", "zone"],
      words: scheduleInWords(config),
    }),
    commands: { "stoa digest preview": previewCommand(contributors) },
    jobs: [communityJob(contributors), maintainersJob(contributors), draftJob(contributors)],
  });
}
