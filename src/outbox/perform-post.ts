// Effects that stand for themselves: discussions, found again by their marker, and checks, by their key.

import type { CheckEffect, DiscussionEffect } from "../core/effect.ts";
import type { RepositoryRow } from "../db/repositories.ts";
import { createDiscussion, findCategory, findDiscussion, updateDiscussion } from "../github/discussions.ts";
import { foot } from "./foot.ts";
import type { Performance, Performed } from "./target.ts";

/** Posts a discussion, unless it is there already; then rewrites it, if that is wanted. */
export async function performDiscussion(
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

/** Reports a check on a commit, once. */
export async function performCheck(
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
