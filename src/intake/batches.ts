// Several deliveries that share one commit. Each still is all or nothing, in a savepoint of its own: a crash undoes them
// together, inbox marks included, and then they are simply processed again. Committing was a third of the time of a small
// transaction; docs/decisions/010-shared-commits.md says what sharing gains.

import type { Connection, Database } from "../db/connection.ts";

export interface Batches {
  /** Runs `work` in a transaction of its own; within `together`, in a savepoint of that one. */
  transact<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** Runs `work` with one transaction open, which every `transact` meanwhile joins. Nothing in it may wait for the network. */
  together<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** True within `together`: whoever needs the network must come back alone. */
  isOpen(): boolean;
}

/** Batches for one worker, which does one thing at a time. */
export function openBatches(database: Database): Batches {
  let open: Connection | undefined;
  return {
    isOpen: () => open !== undefined,
    transact(work) {
      const connection = open;
      return connection ? connection.savepoint(() => work(connection)) : database.transaction(work);
    },
    together(work) {
      return database.transaction(async (connection) => {
        open = connection;
        try {
          return await work(connection);
        } finally {
          open = undefined;
        }
      });
    },
  };
}
