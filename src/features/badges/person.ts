// What anybody may know of a person and of a community: from public repositories alone, and nothing of whoever hides their
// badges or was forgotten.

import { and, asc, eq, sql } from "drizzle-orm";
import type { PublicScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import { publicScope } from "../../db/repositories.ts";
import { catalogueOf } from "./catalogue.ts";
import { hidesBadges } from "./choice.ts";
import type { BadgesConfig } from "./config.ts";
import { listHoldings, readLedger, shownPeople } from "./grants.ts";
import type { Holding } from "./holdings.ts";
import { standingsOf, type Board, type Standing } from "./leaderboard.ts";
import { levelOf, nextLevelAt, totalsOf, type LedgerEntry } from "./xp.ts";

/** An installation as its pages are addressed. */
export interface Community {
  readonly installationId: number;
  /** The account that Stoa is installed on, as it is written. */
  readonly owner: string;
}

/** The community of this owner, in any case; undefined when Stoa is not at work there, or sees nothing public. */
export async function findCommunity(connection: Connection, owner: string): Promise<Community | undefined> {
  const { installations } = connection.tables;
  const [row] = await connection.db
    .select({ installationId: installations.id, owner: installations.accountLogin })
    .from(installations)
    .where(
      and(
        eq(sql`lower(${installations.accountLogin})`, owner.toLowerCase()),
        eq(installations.state, "active"),
      ),
    )
    .orderBy(asc(installations.id))
    .limit(1);
  if (!row) return undefined;
  const { repositoryIds } = await publicScope(connection, row.installationId);
  return repositoryIds.length === 0 ? undefined : row;
}

export interface PublicPerson {
  readonly personId: number;
  readonly login: string;
  /** Of every badge there is. */
  readonly holdings: readonly Holding[];
  /** Oldest first. */
  readonly ledger: readonly LedgerEntry[];
  readonly points: number;
  readonly level: number;
  /** Of the way from this level to the next, 0…1. */
  readonly progress: number;
}

/** A person of a community; undefined when there is nothing public of them, or they may not be shown. */
export async function readPublicPerson(
  connection: Connection,
  of: { readonly installationId: number; readonly login: string; readonly config: BadgesConfig },
): Promise<PublicPerson | undefined> {
  const { people } = connection.tables;
  const [person] = await connection.db
    .select({ personId: people.id, login: people.login })
    .from(people)
    .where(and(eq(sql`lower(${people.login})`, of.login.toLowerCase()), eq(people.isBot, false)))
    .orderBy(sql`${people.seenAt} desc`, asc(people.id))
    .limit(1);
  if (!person || (await hidesBadges(connection, person.personId))) return undefined;
  const { personId } = person;
  const scope = await publicScope(connection, of.installationId);
  const holdings = await listHoldings(connection, scope, { personId, catalogue: catalogueOf(of.config.own) });
  const ledger = await readLedger(connection, scope, { points: of.config.points, personIds: [personId] });
  if (ledger.length === 0 && holdings.every(({ reached }) => reached.length === 0)) return undefined;
  const points = totalsOf(ledger).get(personId) ?? 0;
  const level = levelOf(points);
  const from = nextLevelAt(level - 1);
  const progress = (points - from) / (nextLevelAt(level) - from);
  return { ...person, holdings, ledger, points, level, progress };
}

/** A standing with the name it is shown under. */
export type NamedStanding = Standing & { readonly login: string };

/** The leaderboards of a community, by what is public in it. */
export async function readBoards(
  connection: Connection,
  of: { readonly scope: PublicScope; readonly config: BadgesConfig; readonly now: number },
): Promise<Readonly<Record<Board, readonly NamedStanding[]>>> {
  const ledger = await readLedger(connection, of.scope, { points: of.config.points });
  const logins = await shownPeople(
    connection,
    ledger.map(({ evidence }) => evidence),
  );
  const named = (board: Board): NamedStanding[] =>
    standingsOf(ledger, board, of.now).flatMap((standing) => {
      const login = logins.get(standing.personId);
      return login === undefined ? [] : [{ ...standing, login }];
    });
  return { month: named("month"), quarter: named("quarter"), all: named("all") };
}
