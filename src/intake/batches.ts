// Several deliveries that share one commit. Each still is all or nothing: when one throws, all are undone and done again, each
// in a savepoint of its own. A crash undoes them together, inbox marks included, and then they are simply processed again.
// Committing was a third of the time of a small transaction; docs/decisions/010-shared-commits.md says what sharing gains.

import type { Connection, Database } from "../db/connection.ts";
import { finishDeliveries, type DeliveryEnd } from "./delivery-ends.ts";

export interface Batches {
  /**
   * Runs `work` in a transaction of its own; within `together`, in a savepoint of that one. With it its delivery ends, which
   * within `together` is written by `settle`.
   */
  transact<T>(work: (connection: Connection) => Promise<T>, end?: DeliveryEnd): Promise<T>;
  /**
   * Runs `work` with one transaction open, which every `transact` meanwhile joins; twice, when one of these throws. Nothing in
   * it may wait for the network.
   */
  together<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** Writes the ends of deliveries so far; what still waits is not looked for before. */
  settle(): Promise<void>;
  /** True within `together`: whoever needs the network must come back alone. */
  isOpen(): boolean;
}

/** Batches for one worker, which does one thing at a time. */
export function openBatches(database: Database): Batches {
  let open: Connection | undefined;
  let ends: DeliveryEnd[] = [];
  const settle = async () => {
    if (open) await finishDeliveries(open, ends);
    ends = [];
  };
  return {
    isOpen: () => open !== undefined,
    async transact(work, end) {
      const connection = open;
      if (!connection) {
        return database.transaction(async (own) => {
          const result = await work(own);
          if (end) await finishDeliveries(own, [end]);
          return result;
        });
      }
      const result = await connection.savepoint(() => work(connection));
      if (end) ends.push(end);
      return result;
    },
    settle,
    together(work) {
      return database.transaction(
        async (connection) => {
          open = connection;
          try {
            const result = await work(connection);
            await settle();
            return result;
          } finally {
            open = undefined;
            ends = [];
          }
        },
        { isRepeatable: true },
      );
    },
  };
}
