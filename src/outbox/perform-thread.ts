// Effects on a thread other than its comment: reactions and labels, which are harmless to repeat, and boards, which replace
// their own part of an issue.

import { eq } from "drizzle-orm";
import type { BoardEffect, LabelEffect, ReactionEffect } from "../core/effect.ts";
import type { RepositoryRow } from "../db/repositories.ts";
import type { GitHubClient } from "../github/clients.ts";
import { readDiscussion, updateDiscussion } from "../github/discussions.ts";
import { EffectProblem } from "../github/failures.ts";
import { boardText, plainLines } from "../text/board-text.ts";
import { replaceBoard } from "./board.ts";
import { findThread, isNotFound, type Performance, type Performed, type ThreadRow } from "./target.ts";

/** Adding a reaction that is there already changes nothing on GitHub. */
export async function performReaction(
  performance: Performance,
  repository: RepositoryRow,
  effect: ReactionEffect,
): Promise<Performed> {
  const { client, database, write } = performance;
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
    await write(() =>
      client.graphql(
        `mutation ($subjectId: ID!, $content: ReactionContent!) {
          addReaction(input: { subjectId: $subjectId, content: $content }) { reaction { id } }
        }`,
        { subjectId: remark?.id ?? thread.nodeId, content },
      ),
    );
  } else if (!remark) {
    const issue = { ...place, issue_number: thread.number, content: effect.content };
    await write(() => client.rest.reactions.createForIssue(issue));
  } else {
    const comment = { ...place, comment_id: Number(remark.databaseId), content: effect.content };
    const { reactions } = client.rest;
    await write<unknown>(() =>
      remark.kind === "review_comment"
        ? reactions.createForPullRequestReviewComment(comment)
        : reactions.createForIssueComment(comment),
    );
  }
  return { url: remark?.url ?? null };
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

/**
 * Puts on the thread all labels that wait for it. GitHub makes a label that does not exist when it is put on a thread;
 * Stoa never does.
 */
export async function performLabel(
  performance: Performance,
  repository: RepositoryRow,
  effect: LabelEffect,
): Promise<Performed> {
  const { client, write } = performance;
  const place = { owner: repository.owner, repo: repository.name };
  const thread = await findThread(performance, effect.threadId);
  if (!(await hasLabel(client, place, effect.label))) {
    throw new EffectProblem(
      "hopeless",
      `${repository.owner}/${repository.name} has no label "${effect.label}". Make it, or change the configuration.`,
    );
  }
  const labels = new Set([effect.label]);
  const settles: number[] = [];
  for (const { seq, effect: other } of performance.companions) {
    // One that does not exist stays behind, to be parked with its own reason.
    if (other.kind !== "label") continue;
    if (!labels.has(other.label) && !(await hasLabel(client, place, other.label))) continue;
    labels.add(other.label);
    settles.push(seq);
  }
  await write(() =>
    client.rest.issues.addLabels({ ...place, issue_number: thread.number, labels: [...labels] }),
  );
  return { url: null, settles };
}

async function hasLabel(
  client: GitHubClient,
  place: { readonly owner: string; readonly repo: string },
  name: string,
): Promise<boolean> {
  try {
    await client.rest.issues.getLabel({ ...place, name });
    return true;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return false;
  }
}

/** Rewrites the boards' parts of the issue or discussion, each with the last text wanted for it, when that differs. */
export async function performBoard(
  performance: Performance,
  repository: RepositoryRow,
  stored: { readonly seq: number; readonly effect: BoardEffect },
): Promise<Performed> {
  const { companions, write } = performance;
  const thread = await findThread(performance, stored.effect.threadId);
  // People write in the same text, and what they wrote last is not known for certain.
  const post = await readPost(performance, repository, thread);
  let body = post.body;
  for (const { effect } of [...companions, stored].sort((a, b) => a.seq - b.seq)) {
    if (effect.kind === "board" && isAsExpected(body, effect)) body = replaceBoard(body, effect);
  }
  const settles = companions.map(({ seq }) => seq);
  if (body !== post.body) await write(() => post.update(body));
  return { url: post.url, settles };
}

/** Whether nobody has changed the board's part since its new text was made. */
function isAsExpected(body: string, { board, basedOn }: BoardEffect): boolean {
  const there = boardText(body, board);
  return basedOn === undefined || there === undefined || there === plainLines(basedOn);
}

interface Post {
  readonly url: string;
  readonly body: string;
  update(body: string): Promise<unknown>;
}

/** The text that an issue or a discussion was opened with. */
async function readPost(
  { client }: Performance,
  repository: RepositoryRow,
  thread: ThreadRow,
): Promise<Post> {
  if (thread.kind === "discussion") {
    const discussion = await readDiscussion(client, thread.nodeId);
    const { id: discussionId, title, url, body } = discussion;
    return { url, body, update: (text) => updateDiscussion(client, { discussionId, title, body: text }) };
  }
  const place = { owner: repository.owner, repo: repository.name, issue_number: thread.number };
  const { data: issue } = await client.rest.issues.get(place);
  return {
    url: issue.html_url,
    body: issue.body ?? "",
    update: (body) => client.rest.issues.update({ ...place, body }),
  };
}
