// Reads who reacted to open issues and discussions. GitHub sends no webhook for reactions, so they are swept: 50 threads
// a GraphQL request, one point each by its formula.

import { and, asc, eq, inArray, isNull, ne } from "drizzle-orm";
import type { ReactionContent } from "../core/words.ts";
import type { Connection, Database } from "../db/connection.ts";
import { upsertPerson } from "../db/facts.ts";
import { listRepositories } from "../db/repositories.ts";
import type { GraphQl } from "../github/clients.ts";

const THREADS_A_REQUEST = 50;

const REACTIONS = `pageInfo { hasNextPage endCursor } nodes { content createdAt user { databaseId login } }`;
const FIRST = `query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Reactable { reactions(first: 100) { ${REACTIONS} } } } }`;
const MORE = `query ($id: ID!, $after: String) { node(id: $id) { ... on Reactable { reactions(first: 100, after: $after) { ${REACTIONS} } } } }`;

interface ReactionPage {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly {
    readonly content: string;
    readonly createdAt: string;
    /** null for bots and deleted accounts. */
    readonly user: { readonly databaseId: number | null; readonly login: string } | null;
  }[];
}

interface Reacted {
  readonly id: string;
  readonly reactions: ReactionPage;
}

/** Brings the reactions of an installation's open issues and discussions up to date. */
export async function sweepReactions(
  deps: { readonly database: Database; readonly graphql: GraphQl; readonly now: number },
  installationId: number,
): Promise<void> {
  const open = await listOpen(deps.database.reader, installationId);
  for (let start = 0; start < open.length; start += THREADS_A_REQUEST) {
    const batch = open.slice(start, start + THREADS_A_REQUEST);
    const ids = batch.map(({ nodeId }) => nodeId);
    for (const node of await readNodes(deps.graphql, ids)) {
      const thread = batch.find(({ nodeId }) => nodeId === node?.id);
      if (!node || !thread) continue;
      const reactions = await allReactions(deps.graphql, node);
      await deps.database.transaction((connection) =>
        replaceReactions(connection, { threadId: thread.id, reactions, now: deps.now }),
      );
    }
  }
}

type Nodes = readonly (Reacted | null)[];

/** GitHub answers for a thread that is gone (deleted or moved while we did not look) with null, and an error beside it. */
async function readNodes(graphql: GraphQl, ids: readonly string[]): Promise<Nodes> {
  try {
    const { nodes } = await graphql<{ nodes: Nodes }>(FIRST, { ids });
    return nodes;
  } catch (error) {
    const { data, errors } = error as { data?: { nodes?: Nodes | null }; errors?: { type?: string }[] };
    if (!data?.nodes || !errors?.every(({ type }) => type === "NOT_FOUND")) throw error;
    return data.nodes;
  }
}

async function listOpen(
  connection: Connection,
  installationId: number,
): Promise<readonly { readonly id: string; readonly nodeId: string }[]> {
  const repositories = await listRepositories(connection, installationId);
  if (repositories.length === 0) return [];
  const { threads } = connection.tables;
  return connection.db
    .select({ id: threads.id, nodeId: threads.nodeId })
    .from(threads)
    .where(
      and(
        inArray(
          threads.repositoryId,
          repositories.map(({ id }) => id),
        ),
        eq(threads.state, "open"),
        ne(threads.kind, "pull"),
        isNull(threads.deletedAt),
      ),
    )
    .orderBy(asc(threads.id));
}

async function allReactions(graphql: GraphQl, node: Reacted): Promise<ReactionPage["nodes"]> {
  const all = [...node.reactions.nodes];
  let { pageInfo } = node.reactions;
  while (pageInfo.hasNextPage) {
    const more = await graphql<{ node: Reacted }>(MORE, { id: node.id, after: pageInfo.endCursor });
    all.push(...more.node.reactions.nodes);
    pageInfo = more.node.reactions.pageInfo;
  }
  return all;
}

const CONTENTS: Readonly<Record<string, ReactionContent>> = {
  THUMBS_UP: "+1",
  THUMBS_DOWN: "-1",
  LAUGH: "laugh",
  HOORAY: "hooray",
  CONFUSED: "confused",
  HEART: "heart",
  ROCKET: "rocket",
  EYES: "eyes",
};

async function replaceReactions(
  connection: Connection,
  seen: { readonly threadId: string; readonly reactions: ReactionPage["nodes"]; readonly now: number },
): Promise<void> {
  const { reactions } = connection.tables;
  const { threadId } = seen;
  await connection.db.delete(reactions).where(eq(reactions.subjectId, threadId));
  for (const { user, content, createdAt } of seen.reactions) {
    const known = CONTENTS[content];
    if (!known || user?.databaseId == null) continue;
    const at = Date.parse(createdAt);
    await ensurePerson(connection, { id: user.databaseId, login: user.login, at });
    await connection.db
      .insert(reactions)
      .values({ subjectId: threadId, threadId, personId: user.databaseId, content: known, at })
      .onConflictDoNothing();
  }
}

/** A reaction tells an account's login, but not what kind of account it is: what is known of it stays. */
async function ensurePerson(
  connection: Connection,
  seen: { readonly id: number; readonly login: string; readonly at: number },
): Promise<void> {
  const { people } = connection.tables;
  const known = await connection.db.select({ id: people.id }).from(people).where(eq(people.id, seen.id));
  if (known.length > 0) return;
  await upsertPerson(
    connection,
    { id: seen.id, login: seen.login, isBot: seen.login.endsWith("[bot]") },
    seen.at,
  );
}
