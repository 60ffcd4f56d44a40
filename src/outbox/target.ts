// What performing an effect needs, gives back, and aims at.

import { eq } from "drizzle-orm";
import type { Connection, Database } from "../db/connection.ts";
import type { GitHubClient } from "../github/clients.ts";
import { EffectProblem } from "../github/failures.ts";

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

export interface ThreadRow {
  readonly number: number;
  readonly nodeId: string;
  readonly kind: string;
  readonly isLocked: boolean;
  readonly deletedAt: number | null;
}

/** @throws EffectProblem when the thread is gone. */
export async function findThread({ database }: Performance, id: string): Promise<ThreadRow> {
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

/** Whether a request failed because what it aimed at is not there. */
export function isNotFound(error: unknown): boolean {
  const { status, errors } = error as { status?: number; errors?: readonly { type?: string }[] };
  return status === 404 || (errors?.some(({ type }) => type === "NOT_FOUND") ?? false);
}
