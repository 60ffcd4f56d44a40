// Builders of activities for tests of features: say what matters, the rest is plausible.

import {
  threadId,
  type Person,
  type Remark,
  type RemarkActivity,
  type RepositoryRef,
  type Thread,
  type ThreadActivity,
  type ThreadActivityKind,
} from "../../src/core/activity.ts";
import type { Connection, Database } from "../../src/db/connection.ts";
import { recordActivity } from "../../src/db/facts.ts";
import { upsertRepository } from "../../src/db/repositories.ts";
import { activityKey } from "../../src/intake/keys.ts";

/** Monday 2 November 2026, 09:00 UTC. */
export const START = Date.UTC(2026, 10, 2, 9);

export const REPOSITORY: RepositoryRef = {
  id: 1001,
  installationId: 11,
  owner: "lanterns",
  name: "collector",
  isPrivate: false,
};

/** A person whose id follows from the login. */
export function person(login: string, options: { isBot?: boolean } = {}): Person {
  let id = 7;
  for (const character of login) id = (id * 31 + character.charCodeAt(0)) % 1_000_003;
  return { id, login, isBot: options.isBot ?? false };
}

export function thread(options: Partial<Thread> & { number: number }, repository = REPOSITORY): Thread {
  const kind = options.kind ?? "issue";
  const createdAt = options.createdAt ?? START;
  const path = { issue: "issues", pull: "pull", discussion: "discussions" }[kind];
  return {
    id: threadId(repository.id, options.number),
    kind,
    nodeId: `N_${repository.id}_${options.number}`,
    title: `Thread ${options.number}`,
    body: "",
    author: person("ada"),
    state: "open",
    stateReason: null,
    url: `https://github.test/${repository.owner}/${repository.name}/${path}/${options.number}`,
    labels: [],
    category: null,
    isLocked: false,
    answerUrl: null,
    paths: null,
    closes: [],
    createdAt,
    updatedAt: createdAt,
    closedAt: null,
    mergedAt: null,
    ...options,
  };
}

export function threadActivity(
  kind: ThreadActivityKind,
  of: Thread,
  options: { at?: number; actor?: Person | null; isLive?: boolean; repository?: RepositoryRef } = {},
): ThreadActivity {
  const at = options.at ?? of.mergedAt ?? of.closedAt ?? of.createdAt;
  return {
    kind,
    at,
    key: activityKey(kind, of.id, { at }),
    repository: options.repository ?? REPOSITORY,
    actor: options.actor === undefined ? of.author : options.actor,
    isLive: options.isLive ?? true,
    thread: of,
  };
}

export function remarkActivity(
  of: Thread,
  remark: Partial<Remark> & { id: string; author: Person | null },
  options: { isLive?: boolean; repository?: RepositoryRef } = {},
): RemarkActivity {
  const createdAt = remark.createdAt ?? of.createdAt;
  return {
    kind: "remark.created",
    key: activityKey("remark.created", remark.id),
    at: createdAt,
    repository: options.repository ?? REPOSITORY,
    actor: remark.author,
    isLive: options.isLive ?? true,
    thread: of,
    remark: {
      kind: "comment",
      databaseId: 1,
      body: "",
      url: `${of.url}#${remark.id}`,
      reviewState: null,
      createdAt,
      updatedAt: createdAt,
      ...remark,
    },
  };
}

/** Puts REPOSITORY (or another) and its installation into the database. */
export async function seedRepository(
  database: Database,
  repository: RepositoryRef = REPOSITORY,
): Promise<void> {
  await database.transaction(async (connection) => {
    const { installations } = connection.tables;
    await connection.db
      .insert(installations)
      .values({
        id: repository.installationId,
        accountId: 5,
        accountLogin: repository.owner,
        state: "active",
        permissions: {},
        createdAt: START,
        updatedAt: START,
      })
      .onConflictDoNothing();
    await upsertRepository(connection, {
      ...repository,
      nodeId: `R_${repository.id}`,
      isArchived: false,
      isActive: true,
      defaultBranch: "main",
      updatedAt: START,
    });
  });
}

/** Records activities as facts, without any feature. */
export async function record(
  connection: Connection,
  ...activities: Parameters<typeof recordActivity>[1][]
): Promise<void> {
  for (const activity of activities) await recordActivity(connection, activity);
}
