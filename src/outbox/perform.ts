// Does one effect on GitHub. Each kind either is harmless to repeat (reactions, labels, boards) or looks for its hidden
// marker before it writes (comments, discussions, checks), so that readers see it happen exactly once.

import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import type {
  BoardEffect,
  CheckEffect,
  DiscussionEffect,
  Effect,
  LabelEffect,
  ReactionEffect,
} from "../core/effect.ts";
import type { Connection, Database } from "../db/connection.ts";
import { findRepository, type RepositoryRow } from "../db/repositories.ts";
import type { GitHubClient } from "../github/clients.ts";
import { createComment, findComment, updateComment, type CommentTarget } from "../github/comments.ts";
import { createDiscussion, findCategory, findDiscussion, updateDiscussion } from "../github/discussions.ts";
import { EffectProblem } from "../github/failures.ts";
import { replaceBoard } from "./board.ts";
import { foot } from "./foot.ts";
import { commentMarker, renderComment, renderEmptyComment } from "./comment.ts";
import { listSections, type StoredEffect } from "./store.ts";

/** What came of an effect: where it can be seen, and what else to remember in the transaction that ends it. */
export interface Performed {
  readonly url: string | null;
  readonly externalId?: string | null;
  /** Runs in the transaction that marks the effect done. */
  readonly remember?: (connection: Connection) => Promise<void>;
  /** False when nothing had to be sent. */
  readonly didWrite: boolean;
}

export interface Performance {
  readonly database: Database;
  readonly client: GitHubClient;
  readonly ownLogin: string;
  readonly now: number;
  /** See foot.ts. */
  readonly aboutUrl: string | undefined;
}

/**
 * Performs an effect.
 * @throws EffectProblem when its target is gone or a person must act; whatever the request threw otherwise.
 */
export async function performEffect(performance: Performance, stored: StoredEffect): Promise<Performed> {
  const repository = await findRepository(performance.database.reader, stored.repositoryId);
  if (!repository?.isActive) throw new EffectProblem("gone", "Stoa no longer sees this repository.");
  const { effect } = stored;
  switch (effect.kind) {
    case "section":
      return performComment(performance, repository, effect.threadId);
    case "reaction":
      return performReaction(performance, repository, effect);
    case "label":
      return performLabel(performance, repository, effect);
    case "discussion":
      return performDiscussion(performance, repository, effect);
    case "board":
      return performBoard(performance, repository, effect);
    case "check":
      return performCheck(performance, repository, { effect, key: stored.key });
  }
}

/** The request that an effect would make, for a dry run. */
export async function describeEffect(
  connection: Connection,
  effect: Effect,
  aboutUrl: string | undefined,
): Promise<string> {
  const where = "threadId" in effect ? ` in ${effect.threadId}` : ` in repository ${effect.repositoryId}`;
  switch (effect.kind) {
    case "section":
      return `comment${where}:\n${renderComment(effect.threadId, await listSections(connection, effect.threadId), aboutUrl) ?? ""}`;
    case "reaction":
      return `reaction ${effect.content}${where}${effect.remarkId ? ` on ${effect.remarkId}` : ""}`;
    case "label":
      return `label "${effect.label}"${where}`;
    case "discussion":
      return `discussion "${effect.title}" in category "${effect.category}"${where}:\n${effect.body}\n\n${foot(aboutUrl)}`;
    case "board":
      return `board${where}:\n${effect.markdown}`;
    case "check":
      return `check "${effect.title}" (${effect.conclusion}) on ${effect.sha}${where}:\n${effect.summary}`;
  }
}

interface ThreadRow {
  readonly number: number;
  readonly nodeId: string;
  readonly kind: string;
  readonly isLocked: boolean;
  readonly deletedAt: number | null;
}

async function findThread({ database }: Performance, id: string): Promise<ThreadRow> {
  const { threads } = database.reader.tables;
  const rows = await database.reader.db
    .select({
      number: threads.number,
      nodeId: threads.nodeId,
      kind: threads.kind,
      isLocked: threads.isLocked,
      deletedAt: threads.deletedAt,
    })
    .from(threads)
    .where(eq(threads.id, id));
  const thread = rows[0];
  if (!thread || thread.deletedAt !== null) throw new EffectProblem("gone", "The thread is gone.");
  return thread;
}

async function performComment(
  performance: Performance,
  repository: RepositoryRow,
  threadId: string,
): Promise<Performed> {
  const { database, client, now, aboutUrl } = performance;
  const thread = await findThread(performance, threadId);
  if (thread.isLocked) throw new EffectProblem("gone", "The thread is locked.");
  const { threadComments } = database.reader.tables;
  const rows = await database.reader.db
    .select()
    .from(threadComments)
    .where(eq(threadComments.threadId, threadId));
  const known = rows[0];
  if (known?.state === "gone")
    throw new EffectProblem("gone", "A person deleted Stoa's comment in this thread.");

  const target: CommentTarget = {
    owner: repository.owner,
    name: repository.name,
    number: thread.number,
    nodeId: thread.nodeId,
    isDiscussion: thread.kind === "discussion",
  };
  const sections = await listSections(database.reader, threadId);
  const query = { marker: commentMarker(threadId), ownLogin: performance.ownLogin };
  // A comment that is not in our books may still be there: after a crash, or with a new database.
  const existing = known?.externalId
    ? { id: known.externalId, url: known.url ?? "", body: undefined }
    : await findComment(client, target, query);
  const body =
    renderComment(threadId, sections, aboutUrl) ??
    (existing ? renderEmptyComment(threadId, aboutUrl) : undefined);
  if (body === undefined) return { url: null, didWrite: false };

  const bodyHash = createHash("sha256").update(body).digest("hex");
  const remember = (comment: { readonly id: string; readonly url: string }, state: "active" | "gone") => {
    const row = { threadId, externalId: comment.id, url: comment.url, state, bodyHash, updatedAt: now };
    return async (connection: Connection) => {
      await connection.db
        .insert(connection.tables.threadComments)
        .values(row)
        .onConflictDoUpdate({ target: connection.tables.threadComments.threadId, set: row });
    };
  };
  if (!existing) {
    const created = await createComment(client, target, body);
    return {
      url: created.url,
      externalId: created.id,
      remember: remember(created, "active"),
      didWrite: true,
    };
  }
  const isSame = existing.body === body || known?.bodyHash === bodyHash;
  if (!isSame) {
    try {
      await updateComment(client, target, { id: existing.id, body });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return { url: null, remember: remember(existing, "gone"), didWrite: false };
    }
  }
  return {
    url: existing.url,
    externalId: existing.id,
    remember: remember(existing, "active"),
    didWrite: !isSame,
  };
}

function isNotFound(error: unknown): boolean {
  const { status, errors } = error as { status?: number; errors?: readonly { type?: string }[] };
  return status === 404 || (errors?.some(({ type }) => type === "NOT_FOUND") ?? false);
}

/** Adding a reaction that is there already changes nothing on GitHub. */
async function performReaction(
  performance: Performance,
  repository: RepositoryRow,
  effect: ReactionEffect,
): Promise<Performed> {
  const { client, database } = performance;
  const place = { owner: repository.owner, repo: repository.name };
  const thread = await findThread(performance, effect.threadId);
  const { remarks } = database.reader.tables;
  const rows = effect.remarkId
    ? await database.reader.db.select().from(remarks).where(eq(remarks.id, effect.remarkId))
    : [];
  const remark = rows[0];
  if (effect.remarkId && (!remark || remark.deletedAt !== null))
    throw new EffectProblem("gone", "The remark is gone.");
  if (thread.kind === "discussion" || remark?.kind === "review") {
    const content = GRAPHQL_REACTIONS[effect.content];
    await client.graphql(
      `mutation ($subjectId: ID!, $content: ReactionContent!) {
        addReaction(input: { subjectId: $subjectId, content: $content }) { reaction { id } }
      }`,
      { subjectId: remark?.id ?? thread.nodeId, content },
    );
  } else if (!remark) {
    await client.rest.reactions.createForIssue({
      ...place,
      issue_number: thread.number,
      content: effect.content,
    });
  } else {
    const comment = { ...place, comment_id: Number(remark.databaseId), content: effect.content };
    if (remark.kind === "review_comment")
      await client.rest.reactions.createForPullRequestReviewComment(comment);
    else await client.rest.reactions.createForIssueComment(comment);
  }
  return { url: remark?.url ?? null, didWrite: true };
}

const GRAPHQL_REACTIONS: Readonly<Record<ReactionEffect["content"], string>> = {
  "+1": "THUMBS_UP",
  "-1": "THUMBS_DOWN",
  laugh: "LAUGH",
  hooray: "HOORAY",
  confused: "CONFUSED",
  heart: "HEART",
  rocket: "ROCKET",
  eyes: "EYES",
};

/** GitHub makes a label that does not exist when it is put on a thread; Stoa never does. */
async function performLabel(
  performance: Performance,
  repository: RepositoryRow,
  effect: LabelEffect,
): Promise<Performed> {
  const { client } = performance;
  const place = { owner: repository.owner, repo: repository.name };
  const thread = await findThread(performance, effect.threadId);
  try {
    await client.rest.issues.getLabel({ ...place, name: effect.label });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new EffectProblem(
      "hopeless",
      `${repository.owner}/${repository.name} has no label "${effect.label}". Make it, or change the configuration.`,
    );
  }
  await client.rest.issues.addLabels({ ...place, issue_number: thread.number, labels: [effect.label] });
  return { url: null, didWrite: true };
}

async function performDiscussion(
  performance: Performance,
  repository: RepositoryRow,
  effect: DiscussionEffect,
): Promise<Performed> {
  const { client, aboutUrl } = performance;
  const { title } = effect;
  const body = `${effect.body}\n\n${foot(aboutUrl)}`;
  const { repositoryId, categoryId } = await findCategory(client, repository, effect.category);
  const found = await findDiscussion(
    client,
    { owner: repository.owner, name: repository.name },
    { categoryId, marker: effect.marker },
  );
  if (found && effect.update) {
    await updateDiscussion(client, { discussionId: found.id, title, body });
  }
  if (found) return { url: found.url, externalId: found.id, didWrite: effect.update };
  const created = await createDiscussion(client, { repositoryId, categoryId, title, body });
  return { url: created.url, externalId: created.id, didWrite: true };
}

async function performBoard(
  performance: Performance,
  repository: RepositoryRow,
  effect: BoardEffect,
): Promise<Performed> {
  const { client } = performance;
  const thread = await findThread(performance, effect.threadId);
  const place = { owner: repository.owner, repo: repository.name, issue_number: thread.number };
  const { data: issue } = await client.rest.issues.get(place);
  const body = replaceBoard(issue.body ?? "", { board: effect.board, markdown: effect.markdown });
  if (body === issue.body) return { url: issue.html_url, didWrite: false };
  await client.rest.issues.update({ ...place, body });
  return { url: issue.html_url, didWrite: true };
}

async function performCheck(
  performance: Performance,
  repository: RepositoryRow,
  { effect, key }: { readonly effect: CheckEffect; readonly key: string },
): Promise<Performed> {
  const { client } = performance;
  const place = { owner: repository.owner, repo: repository.name };
  const { data: existing } = await client.rest.checks.listForRef({
    ...place,
    ref: effect.sha,
    check_name: effect.title,
  });
  const found = existing.check_runs.find(({ external_id }) => external_id === key);
  if (found) return { url: found.html_url, externalId: String(found.id), didWrite: false };
  const { data } = await client.rest.checks.create({
    ...place,
    name: effect.title,
    head_sha: effect.sha,
    external_id: key,
    status: "completed",
    conclusion: effect.conclusion,
    output: {
      title: effect.title,
      summary: effect.summary,
      annotations: [
        {
          path: effect.path,
          start_line: effect.line,
          end_line: effect.line,
          annotation_level: effect.conclusion === "failure" ? "failure" : "notice",
          message: effect.summary,
        },
      ],
    },
  });
  return { url: data.html_url, externalId: String(data.id), didWrite: true };
}
