// What a process remembers between threads to save time: the index of related threads and the open model. All of it is made
// of rows and holds people's words, so it is never kept for long, and not past a moment at which words had to go.

import { count, eq, max } from "drizzle-orm";
import { DAY } from "../../core/clock.ts";
import type { PublicScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";

/** The longest that anything is remembered, used or not. */
const LONGEST_MS = DAY;

interface Remembered<Value> {
  readonly value: Value;
  readonly token: string;
  readonly end: NodeJS.Timeout;
}

export interface Memory<Value> {
  /** What is remembered of an installation under this token; what was remembered under another one is let go. */
  find(connection: Connection, installationId: number, token: string): Value | undefined;
  keep(
    connection: Connection,
    of: { readonly installationId: number; readonly token: string },
    value: Value,
  ): void;
  forget(connection: Connection, installationId: number): void;
}

/** A memory of one value for each installation of each database; it ends by itself after a day. */
export function makeMemory<Value>(): Memory<Value> {
  // One process may have several databases open, and each of them several connections.
  const places = new WeakMap<object, Map<number, Remembered<Value>>>();
  const forget = ({ home }: Connection, installationId: number) => {
    clearTimeout(places.get(home)?.get(installationId)?.end);
    places.get(home)?.delete(installationId);
  };
  return {
    find(connection, installationId, token) {
      const known = places.get(connection.home)?.get(installationId);
      if (known?.token === token) return known.value;
      forget(connection, installationId);
      return undefined;
    },
    keep(connection, { installationId, token }, value) {
      forget(connection, installationId);
      const place = places.get(connection.home) ?? new Map<number, Remembered<Value>>();
      places.set(connection.home, place);
      // The time of this process and not the clock's: it is its memory that must be freed.
      const end = setTimeout(() => forget(connection, installationId), LONGEST_MS).unref();
      place.set(installationId, { value, token, end });
    },
    forget,
  };
}

/** Changes whenever somebody is forgotten, and when other repositories are public than before. */
export async function erasureToken(connection: Connection, scope: PublicScope): Promise<string> {
  const [row] = await connection
    .prepared("themes.lastForgotten", ({ db, tables: { personChoices } }) =>
      db
        .select({ people: count(), last: max(personChoices.chosenAt) })
        .from(personChoices)
        .where(eq(personChoices.choice, "forgotten")),
    )
    .run();
  return `${row?.people ?? 0}:${row?.last ?? 0}:${scope.repositoryIds.join(",")}`;
}
