// Effects that stand for themselves: discussions, found again by their marker, and checks, by their key. GitHub is only
// asked whether they are there when that is not known.

import { and, desc, eq } from "drizzle-orm";
import type { CheckEffect, DiscussionEffect } from "../core/effect.ts";
import type { RepositoryRow } from "../db/repositories.ts";
import {
  createDiscussion,
  findCategory,
  findDiscussion,
  updateDiscussion,
  type WrittenDiscussion,
} from "../github/discussions.ts";
import { EffectProblem } from "../github/failures.ts";
import { foot } from "./foot.ts";
import { findSighting } from "./sightings.ts";
import { lookSince, type Performance, type Performed } from "./target.ts";

interface Attempt<Effect> {
  readonly effect: Effect;
  /** Of the effect, with its feature's name. */
  readonly key: string;
  readonly sentAt: number | null;
}

/** Posts a discussion, unless it is there already; or rewrites one, which never posts it anew. */
export async function performDiscussion(
  performance: Performance,
  repository: RepositoryRow,
  attempt: Attempt<DiscussionEffect>,
): Promise<Performed> {
  const { client, aboutUrl, write } = performance;
  const { effect } = attempt;
  const { title } = effect;
  const body = `${effect.body}\n\n${foot(aboutUrl)}`;
  const found =
    (await seenDiscussion(performance, effect.marker)) ??
    (effect.update ? await postedDiscussion(performance, repository, effect) : undefined) ??
    (await lookForDiscussion(performance, repository, attempt));
  if (effect.update) {
    if (!found) throw new EffectProblem("gone", "The discussion that it rewrites is not there any more.");
    await write(() => updateDiscussion(client, { discussionId: found.id, title, body }));
  }
  if (found) return { url: found.url, externalId: found.id };
  const { repositoryId, categoryId } = await findCategory(client, repository, effect.category);
  const created = await write(() => createDiscussion(client, { repositoryId, categoryId, title, body }));
  return { url: created.url, externalId: created.id };
}

/** @throws EffectProblem when a person has deleted it. */
async function seenDiscussion(
  { database, ownLogin }: Performance,
  marker: string,
): Promise<WrittenDiscussion | undefined> {
  const seen = await findSighting(database.reader, { marker, ownLogin });
  if (seen && seen.deletedAt !== null) throw new EffectProblem("gone", "A person deleted this discussion.");
  return seen && { id: seen.externalId, url: seen.url };
}

/**
 * The discussion as it was written down when it was posted.
 * @throws Error, for another try later, while it is being posted: with the old words, it may be.
 */
async function postedDiscussion(
  { database }: Performance,
  repository: RepositoryRow,
  { marker }: DiscussionEffect,
): Promise<WrittenDiscussion | undefined> {
  const { effects } = database.reader.tables;
  const rows = await database.reader.db
    .select({ effect: effects.effect, id: effects.externalId, url: effects.url, state: effects.state })
    .from(effects)
    .where(and(eq(effects.kind, "discussion"), eq(effects.repositoryId, repository.id)))
    .orderBy(desc(effects.seq));
  const same = rows.filter(({ effect }) => effect.kind === "discussion" && effect.marker === marker);
  const posted = same.find(({ id }) => id !== null);
  if (posted?.id) return { id: posted.id, url: posted.url ?? "" };
  const isUnderWay = same.some(
    ({ effect, state }) => effect.kind === "discussion" && !effect.update && state === "attempting",
  );
  if (isUnderWay) throw new Error("The discussion that it rewrites is still being posted.");
  return undefined;
}

async function lookForDiscussion(
  { client }: Performance,
  repository: RepositoryRow,
  { effect, sentAt }: Attempt<DiscussionEffect>,
): Promise<WrittenDiscussion | undefined> {
  const since = effect.update ? 0 : lookSince(repository, sentAt ?? undefined);
  if (since === undefined) return undefined;
  const { categoryId } = await findCategory(client, repository, effect.category);
  const place = { owner: repository.owner, name: repository.name };
  return findDiscussion(client, place, { categoryId, marker: effect.marker, since });
}

/** Reports a check on a commit, once. */
export async function performCheck(
  performance: Performance,
  repository: RepositoryRow,
  { effect, key, sentAt }: Attempt<CheckEffect>,
): Promise<Performed> {
  const { client } = performance;
  const place = { owner: repository.owner, repo: repository.name };
  if (sentAt !== null) {
    const { data: existing } = await client.rest.checks.listForRef({
      ...place,
      ref: effect.sha,
      check_name: effect.title,
      filter: "all",
      per_page: 100,
    });
    const found = existing.check_runs.find(({ external_id }) => external_id === key);
    if (found) return { url: found.html_url, externalId: String(found.id) };
  }
  const { data } = await performance.write(() => createCheck(performance, repository, { effect, key }));
  return { url: data.html_url, externalId: String(data.id) };
}

function createCheck(
  { client }: Performance,
  { owner, name }: RepositoryRow,
  { effect, key }: Pick<Attempt<CheckEffect>, "effect" | "key">,
) {
  return client.rest.checks.create({
    owner,
    repo: name,
    name: effect.title,
    head_sha: effect.sha,
    external_id: key,
    status: "completed",
    conclusion: effect.conclusion,
    output: {
      title: effect.headline ?? effect.title,
      summary: effect.summary,
      annotations: effect.annotations.map(({ path, line, column, message }) => ({
        path,
        start_line: line,
        end_line: line,
        start_column: column,
        end_column: column,
        annotation_level: effect.conclusion === "failure" ? "failure" : "notice",
        message,
      })),
    },
  });
}
