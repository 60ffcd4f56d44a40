// Effects on a thread other than its comment: reactions and labels, which are harmless to repeat, and boards, which replace
// their own part of an issue.

import { eq } from "drizzle-orm";
import type { BoardEffect, LabelEffect, ReactionEffect } from "../core/effect.ts";
import type { RepositoryRow } from "../db/repositories.ts";
import { EffectProblem } from "../github/failures.ts";
import { replaceBoard } from "./board.ts";
import { findThread, isNotFound, type Performance, type Performed } from "./target.ts";

/** Adding a reaction that is there already changes nothing on GitHub. */
export async function performReaction(
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
export async function performLabel(
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

/** Rewrites the board's part of the issue, when it differs. */
export async function performBoard(
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
