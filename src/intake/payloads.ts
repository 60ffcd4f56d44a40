// The parts of GitHub's webhook payloads that Stoa reads, as schemas: what does not fit is refused with its path, so a
// delivery that GitHub changed is parked with a reason instead of becoming a wrong fact.

import { z } from "zod";

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");
const id = z.number().int().nonnegative();

const user = z.object({ id, login: z.string().min(1), type: z.string().default("User") });
const maybeUser = user.nullish().transform((value) => value ?? null);
const labels = z
  .array(z.object({ name: z.string() }))
  .nullish()
  .transform((list) => (list ?? []).map(({ name }) => name));

export const repositorySchema = z.object({
  id,
  node_id: z.string(),
  name: z.string().min(1),
  owner: z.object({ login: z.string().min(1) }),
  private: z.boolean(),
  archived: z.boolean().default(false),
  default_branch: z.string().default("main"),
});

const base = z.object({
  action: z.string(),
  repository: repositorySchema,
  installation: z.object({ id }),
  sender: maybeUser,
});

const thread = {
  number: id,
  node_id: z.string(),
  title: z.string(),
  body: text,
  html_url: z.string(),
  user: maybeUser,
  state: z.string(),
  locked: z.boolean().default(false),
  created_at: instant,
  updated_at: instant,
};

export const issueSchema = z.object({
  ...thread,
  state_reason: z.string().nullish(),
  labels,
  closed_at: instant.nullish(),
  pull_request: z.object({ merged_at: instant.nullish() }).nullish(),
});

export const pullSchema = z.object({
  ...thread,
  labels,
  closed_at: instant.nullish(),
  merged_at: instant.nullish(),
  merged_by: maybeUser,
});

export const discussionSchema = z.object({
  ...thread,
  labels,
  state_reason: z.string().nullish(),
  category: z.object({ slug: z.string() }),
  answer_html_url: z.string().nullish(),
  closed_at: instant.nullish(),
});

const remark = {
  id,
  node_id: z.string(),
  body: text,
  html_url: z.string(),
  user: maybeUser,
};

export const commentSchema = z.object({ ...remark, created_at: instant, updated_at: instant });
export const reviewSchema = z.object({ ...remark, state: z.string(), submitted_at: instant.nullish() });

const changes = z
  .object({ body: z.object({ from: z.string() }).nullish() })
  .nullish()
  .transform((value) => value?.body?.from);

export const issuePayload = base.extend({
  issue: issueSchema,
  label: z.object({ name: z.string() }).nullish(),
});
export const issueCommentPayload = base.extend({ issue: issueSchema, comment: commentSchema, changes });
export const pullPayload = base.extend({
  pull_request: pullSchema,
  label: z.object({ name: z.string() }).nullish(),
});
export const reviewPayload = base.extend({ pull_request: pullSchema, review: reviewSchema });
export const reviewCommentPayload = base.extend({
  pull_request: pullSchema,
  comment: commentSchema,
  changes,
});
export const discussionPayload = base.extend({
  discussion: discussionSchema,
  label: z.object({ name: z.string() }).nullish(),
});
export const discussionCommentPayload = base.extend({
  discussion: discussionSchema,
  comment: commentSchema,
  changes,
});
export const releasePayload = base.extend({
  release: z.object({
    node_id: z.string(),
    tag_name: z.string(),
    name: text,
    body: text,
    html_url: z.string(),
    draft: z.boolean(),
    prerelease: z.boolean(),
    author: maybeUser,
    published_at: instant.nullish(),
    created_at: instant.nullish(),
  }),
});
export const pushPayload = base.omit({ action: true }).extend({
  ref: z.string(),
  after: z.string(),
  commits: z
    .array(
      z.object({
        added: z.array(z.string()).default([]),
        modified: z.array(z.string()).default([]),
        removed: z.array(z.string()).default([]),
      }),
    )
    .default([]),
});
export const repositoryPayload = base;

const listedRepository = z.object({ id, node_id: z.string(), full_name: z.string(), private: z.boolean() });

export const installationPayload = z.object({
  action: z.string(),
  installation: z.object({
    id,
    account: z.object({ id, login: z.string().min(1) }),
    permissions: z.record(z.string(), z.string()).default({}),
    created_at: z.union([z.number(), instant]).optional(),
  }),
  repositories: z.array(listedRepository).nullish(),
  repositories_added: z.array(listedRepository).nullish(),
  repositories_removed: z.array(listedRepository).nullish(),
});

export type UserPayload = z.infer<typeof user>;
export type RepositoryPayload = z.infer<typeof repositorySchema>;
export type IssuePayload = z.infer<typeof issueSchema>;
export type PullPayload = z.infer<typeof pullSchema>;
export type DiscussionPayload = z.infer<typeof discussionSchema>;
export type CommentPayload = z.infer<typeof commentSchema>;
export type InstallationPayload = z.infer<typeof installationPayload>;
