// Does one effect on GitHub. Each kind either is harmless to repeat (reactions, labels, boards) or, when a request may have
// happened, looks for its hidden marker before it writes again (comments, discussions, checks), so that readers see it
// happen exactly once.

import type { Effect } from "../core/effect.ts";
import type { Connection } from "../db/connection.ts";
import { findRepository, listHidden } from "../db/repositories.ts";
import { EffectProblem } from "../github/failures.ts";
import { renderComment } from "./comment.ts";
import { foot } from "./foot.ts";
import { performComment } from "./perform-comment.ts";
import { performCheck, performDiscussion } from "./perform-post.ts";
import { performBoard, performLabel, performReaction } from "./perform-thread.ts";
import { listSections, type StoredEffect } from "./store.ts";
import type { Performance, Performed } from "./target.ts";

/**
 * Performs an effect.
 * @throws EffectProblem when its target is gone or a person must act; whatever the request threw otherwise.
 */
export async function performEffect(performance: Performance, stored: StoredEffect): Promise<Performed> {
  const repository = await findRepository(performance.database.reader, stored.repositoryId);
  if (!repository?.isActive)
    throw new EffectProblem("gone", "The repository was deleted, or Stoa was taken off it.");
  if (repository.isArchived) throw new EffectProblem("gone", "The repository is archived: it is read-only.");
  const { effect, key, sentAt } = stored;
  const others = (effect.drawsOn ?? []).filter((id) => id !== stored.repositoryId);
  if (effect.audience === "community" && (await listHidden(performance.database.reader, others)).length > 0)
    throw new EffectProblem("gone", "It speaks of a repository that is private now.");
  const isPost = effect.kind === "discussion" || effect.kind === "board";
  if (effect.audience === "maintainers" && isPost && !repository.isPrivate)
    throw new EffectProblem("gone", "It is for maintainers alone, and the repository is public now.");
  switch (effect.kind) {
    case "section":
      return performComment(performance, repository, effect.threadId);
    case "reaction":
      return performReaction(performance, repository, effect);
    case "label":
      return performLabel(performance, repository, effect);
    case "discussion":
      return performDiscussion(performance, repository, { effect, key, sentAt });
    case "board":
      return performBoard(performance, repository, { seq: stored.seq, effect });
    case "check":
      return performCheck(performance, repository, { effect, key, sentAt });
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
