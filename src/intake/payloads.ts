// The parts of GitHub's webhook payloads that Stoa reads, as schemas: what does not fit is refused with its path, so a
// delivery that GitHub changed is parked with a reason instead of becoming a wrong fact.

import { z } from "zod";
import { REACTIONS } from "../core/words.ts";

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");
const id = z.number().int().nonnegative();
const count = z.number().int().nonnegative();

/** Part of an address: of the REST API's too, where `..` would be another route. */
const name = z.string().regex(/^(?!\.{1,2}$)[\w.-]{1,100}$/, "is no name that GitHub gives");
const login = z.string().regex(/^[\w-]{1,100}(?:\[bot\])?$/, "is no login that GitHub gives");

/** Actions are looked up in tables, where every object has some of its own. */
const action = z.string().refine((word) => !(word in {}), "is no action that GitHub knows");

const user = z.object({ id, login, type: z.string().default("User") });
const maybeUser = user.nullish().transform((value) => value ?? null);
const labels = z
  .array(z.object({ name: z.string() }))
  .nullish()
  .transform((list) => (list ?? []).map(({ name }) => name));

export const repositorySchema = z.object({
  id,
  node_id: z.string(),
  name,
  owner: z.object({ id: id.optional(), login }),
  private: z.boolean(),
  archived: z.boolean().default(false),
  default_branch: z.string().default("main"),
  updated_at: instant.nullish(),
});

const base = z.object({
  action,
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

/** The roll-up of reactions that issues and discussions carry. */
const reactions = z
  .object({ total_count: count, ...Object.fromEntries(REACTIONS.map((content) => [content, count])) })
  .nullish();

export const issueSchema = z.object({
  ...thread,
  reactions,
  state_reason: z.string().nullish(),
  labels,
  closed_at: instant.nullish(),
  pull_request: z.object({ merged_at: instant.nullish() }).nullish(),
  assignees: z.array(z.unknown()).nullish(),
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
  reactions,
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
export const reviewSchema = z.object({
  ...remark,
  state: z.string(),
  submitted_at: instant.nullish(),
  updated_at: instant.nullish(),
});

const changes = z
  .object({ body: z.object({ from: z.string() }).nullish() })
  .nullish()
  .transform((value) => value?.body?.from);

const place = z.object({ id, node_id: z.string() });
const numbered = z.object({ number: id, node_id: z.string() });

export const issuePayload = base.extend({
  issue: issueSchema,
  label: z.object({ name: z.string() }).nullish(),
  /** Where an issue was moved to, and where one that opens was moved from. */
  changes: z
    .object({ new_issue: numbered.nullish(), new_repository: place.nullish(), old_issue: numbered.nullish() })
    .nullish(),
});
export const issueCommentPayload = base.extend({ issue: issueSchema, comment: commentSchema, changes });
export const pullPayload = base.extend({
  pull_request: pullSchema,
  label: z.object({ name: z.string() }).nullish(),
});
/** Where a pull request stands, for the check on its head. */
export const pullHeadPayload = z.object({
  action: z.string(),
  pull_request: z.object({
    changed_files: z.number().optional(),
    head: z.object({ sha: z.string(), repo: z.object({ id }).nullish() }),
  }),
});
export const reviewPayload = base.extend({ pull_request: pullSchema, review: reviewSchema, changes });
export const reviewCommentPayload = base.extend({
  pull_request: pullSchema,
  comment: commentSchema,
  changes,
});
export const discussionPayload = base.extend({
  discussion: discussionSchema,
  label: z.object({ name: z.string() }).nullish(),
  changes: z.object({ new_discussion: numbered.nullish(), new_repository: place.nullish() }).nullish(),
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
    updated_at: instant.nullish(),
  }),
});
export const labelPayload = base.extend({
  label: z.object({ node_id: z.string(), name: z.string() }),
  changes: z.object({ name: z.object({ from: z.string() }).nullish() }).nullish(),
});
export const pushPayload = base.omit({ action: true }).extend({
  ref: z.string(),
  after: z.string(),
  forced: z.boolean().default(false),
  deleted: z.boolean().default(false),
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
/** A repository's `edited` names what changed. */
export const repositoryChangesPayload = base.extend({
  changes: z.object({ default_branch: z.object({ from: z.string() }).nullish() }).nullish(),
});

/** `installation_target` calls the account so, `organization` calls it an organisation. */
export const renamedAccountPayload = z.object({
  action: z.string(),
  account: z.object({ id, login: z.string().min(1) }).nullish(),
  organization: z.object({ id, login: z.string().min(1) }).nullish(),
  installation: z.object({ id }),
});

const listedRepository = z.object({ id, node_id: z.string(), full_name: z.string(), private: z.boolean() });

export const installationPayload = z.object({
  action,
  installation: z.object({
    id,
    account: z.object({ id, login }),
    permissions: z.record(z.string(), z.string()).default({}),
    updated_at: z.union([z.number().transform((seconds) => seconds * 1000), instant]).nullish(),
    suspended_at: z.union([z.number(), z.string()]).nullish(),
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
export type ReviewPayload = z.infer<typeof reviewSchema>;
export type InstallationPayload = z.infer<typeof installationPayload>;
