// GraphQL's smaller types: accounts, reactions, releases, labels, categories, commits. Each field has the
// function that reads it from the state.

import type { ReactionContent } from "./community.ts";
import type { Account, Category, Commit, Label, Reaction, Release, Repository } from "./entities.ts";
import { connect, type Args } from "./graphql-connection.ts";
import {
  CONTENT,
  byNodeId,
  path,
  smallId,
  time,
  viewerLogin,
  type Context,
  type Fields,
} from "./graphql-context.ts";
import { sha } from "./ids.ts";
import { isoTime, pageOf } from "./shapes.ts";
import { headOf } from "./state.ts";

/** A Commit, from the few things kept of it. */
export function commitView(context: Context, repository: Repository, commit: Commit) {
  return {
    __typename: "Commit",
    id: `C_${sha(commit.sha)}`,
    oid: commit.sha,
    abbreviatedOid: commit.sha.slice(0, 7),
    message: commit.message,
    messageHeadline: commit.message.split("\n")[0] ?? "",
    committedDate: isoTime(commit.at),
    authoredDate: isoTime(commit.at),
    url: `${pageOf(context.world.view, repository)}/commit/${commit.sha}`,
    author: { user: commit.by, name: commit.by.login, email: null, date: isoTime(commit.at) },
  };
}

/** The default branch as a Ref with its commit. */
export function refView(context: Context, repository: Repository) {
  const target = commitView(context, repository, headOf(repository));
  return { __typename: "Ref", id: `REF_${repository.nodeId}`, name: "main", prefix: "refs/heads/", target };
}

/** User, Bot and Organization. */
export const account: Fields<Account> = {
  id: byNodeId,
  databaseId: ({ id }) => id,
  // Apps' accounts show without "[bot]" here, with it in REST.
  login: ({ login, type }) => (type === "Bot" ? login.replace(/\[bot\]$/, "") : login),
  name: ({ name }) => name,
  email: () => "",
  url: ({ login }, _args, { world }) => `${world.view.url}/${login}`,
  resourcePath: ({ login }) => `/${login}`,
  avatarUrl: ({ id }, _args, { world }) => `${world.view.url}/avatars/u/${id}`,
  createdAt: () => "2015-01-01T00:00:00Z",
  isBountyHunter: () => false,
};

interface Reactable {
  readonly nodeId: string;
  readonly reactions: readonly Reaction[];
}

/** What everything that takes reactions has. */
export const reactable = {
  id: byNodeId,
  reactions: (it: Reactable, args: Args) => {
    const found = it.reactions.filter(
      ({ content }) => args["content"] === undefined || CONTENT[content] === args["content"],
    );
    const sign = (args["orderBy"] as { direction?: string } | undefined)?.direction === "DESC" ? -1 : 1;
    const sorted = found.toSorted((a, b) => sign * (a.createdAt - b.createdAt || a.id - b.id));
    return { ...connect(sorted, args, "reactions", byNodeId), viewerHasReacted: false };
  },
  reactionGroups: (it: Reactable, _args: Args, context: Context) =>
    (Object.keys(CONTENT) as ReactionContent[]).map((content) => reactionGroup(it, content, context)),
};

function reactionGroup(it: Reactable, content: ReactionContent, context: Context) {
  const given = it.reactions.filter((reaction) => reaction.content === content);
  return {
    __typename: "ReactionGroup",
    group: given,
    subject: it,
    content: CONTENT[content],
    createdAt: time(given[0]?.createdAt ?? null),
    viewerHasReacted: given.some(({ by }) => by.login === viewerLogin(context)),
  };
}

/** Reaction. */
export const reaction: Fields<Reaction> = {
  id: byNodeId,
  databaseId: smallId,
  content: ({ content }) => CONTENT[content],
  createdAt: ({ createdAt }) => isoTime(createdAt),
  // The schema has a User here, so that GitHub shows null for bots and organisations.
  user: ({ by }) => (by.type === "User" ? by : null),
};

/** ReactionGroup. */
export const group: Fields<{ readonly group: readonly Reaction[] }> = {
  reactors: (it, args) => reactors(it.group, args, "reactors", "Reactor"),
  users: (it, args) => reactors(it.group, args, "users", "User"),
};

function reactors(given: readonly Reaction[], args: Args, name: string, kind: string) {
  const all = given.map(({ by }) => by).filter(({ type }) => kind === "Reactor" || type === "User");
  // The count alone may be asked without bounds: these fields default to a page of their own.
  return connect(all, { first: 10, ...args }, name, byNodeId);
}

/** Release. */
export const release: Fields<Release> = {
  ...reactable,
  databaseId: smallId,
  name: ({ name }) => name,
  tagName: ({ tag }) => tag,
  description: ({ body }) => body,
  isDraft: () => false,
  isPrerelease: ({ isPrerelease }) => isPrerelease,
  isLatest: (it) => it.repository.releases.findLast(({ isPrerelease }) => !isPrerelease) === it,
  createdAt: ({ createdAt }) => isoTime(createdAt),
  publishedAt: ({ createdAt }) => isoTime(createdAt),
  updatedAt: ({ createdAt }) => isoTime(createdAt),
  author: ({ author }) => (author.type === "User" ? author : null),
  repository: ({ repository }) => repository,
  url: ({ repository, tag }, _args, { world }) =>
    `${pageOf(world.view, repository)}/releases/tag/${encodeURIComponent(tag)}`,
  resourcePath: ({ repository, tag }, _args, context) =>
    path(`${pageOf(context.world.view, repository)}/releases/tag/${encodeURIComponent(tag)}`, context),
};

/** Label. */
export const label: Fields<Label> = {
  id: byNodeId,
  name: ({ name }) => name,
  color: ({ color }) => color,
  description: ({ description }) => description,
  isDefault: () => false,
  repository: ({ repository }) => repository,
};

/** DiscussionCategory. */
export const category: Fields<Category> = {
  id: byNodeId,
  name: ({ name }) => name,
  slug: ({ slug }) => slug,
  emoji: ({ emoji }) => emoji,
  emojiHTML: ({ emoji }) => `<div>${emoji}</div>`,
  description: () => null,
  isAnswerable: ({ isAnswerable }) => isAnswerable,
  createdAt: ({ repository }) => isoTime(repository.createdAt),
  updatedAt: ({ repository }) => isoTime(repository.createdAt),
  repository: ({ repository }) => repository,
};
