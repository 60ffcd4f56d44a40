// Who holds what, as a reader may know it: the evidence in the repositories of a scope, without bots and without whoever
// asked to be shown to nobody.

import { inArray } from "drizzle-orm";
import type { Period, ReaderScope } from "../../core/scope.ts";
import { listChoosers } from "../../db/choices.ts";
import type { Connection } from "../../db/connection.ts";
import { findPeople } from "../../db/people.ts";
import type { Badge } from "../../db/tables/badges.ts";
import { BUILT_IN_BADGES, catalogueOf, type BadgeDefinition, type Tier } from "./catalogue.ts";
import { byTime, type Evidence } from "./evidence.ts";
import { holdingsOf, type Holding } from "./holdings.ts";
import { listMentored } from "./mentored.ts";
import { listPeriodEvidence } from "./period-evidence.ts";
import type { Points } from "./config.ts";
import { ledgerOf, type LedgerEntry } from "./xp.ts";
import { listEvidence, type WhoseEvidence } from "./store.ts";

/** A badge in a tier that somebody holds, with the fact that reached it. */
export interface Grant {
  readonly badge: Badge;
  readonly name: string;
  readonly tier: Tier | null;
  readonly personId: number;
  readonly login: string;
  readonly earnedAt: number;
  readonly url: string;
  readonly reason: string;
  readonly threadId: string;
  readonly threadTitle: string;
}

/** The evidence of people, mentoring included, by whose it is; with the surroundings, others' is among it. */
export async function readEvidence(
  connection: Connection,
  scope: Pick<ReaderScope, "installationId" | "repositoryIds">,
  whose: WhoseEvidence = {},
): Promise<readonly Evidence[]> {
  const { personIds } = whose;
  const mentored = (await listMentored(connection, scope)).filter(
    ({ personId }) => personIds === undefined || personIds.includes(personId),
  );
  return [...(await listEvidence(connection, scope, whose)), ...mentored];
}

/** How one person stands with every badge, as readers of the scope may know it. */
export async function listHoldings(
  connection: Connection,
  scope: ReaderScope,
  of: { readonly personId: number; readonly catalogue: readonly BadgeDefinition[] },
): Promise<readonly Holding[]> {
  const evidence = await readEvidence(connection, scope, { personIds: [of.personId] });
  return holdingsOf(evidence, of.catalogue);
}

/**
 * The badges and tiers people reached, oldest first.
 * @param query.period Only those reached in it: an earlier fact in these repositories means an earlier badge.
 */
export async function listGrants(
  connection: Connection,
  query: ReaderScope & { readonly period?: Period; readonly catalogue?: readonly BadgeDefinition[] },
): Promise<readonly Grant[]> {
  const { period, catalogue = catalogueOf([]) } = query;
  const evidence =
    period === undefined
      ? await readEvidence(connection, query)
      : await listPeriodEvidence(connection, query, {
          period,
          catalogue,
          mentored: await listMentored(connection, query),
        });
  const people = await shownPeople(connection, evidence);
  const found: { readonly grant: Omit<Grant, "threadTitle">; readonly evidence: Evidence }[] = [];
  for (const [personId, mine] of byPerson(evidence)) {
    const login = people.get(personId);
    if (login === undefined) continue;
    for (const { definition, reached } of holdingsOf(mine, catalogue)) {
      for (const { tier, evidence: one } of reached) {
        if (period && (one.earnedAt < period.startsAt || one.earnedAt >= period.endsAt)) continue;
        const { earnedAt, url, reason, threadId } = one;
        const { id: badge, name } = definition;
        const grant = { badge, name, tier, personId, login, earnedAt, url, reason, threadId };
        found.push({ grant, evidence: one });
      }
    }
  }
  const titles = await findTitles(
    connection,
    found.map(({ grant }) => grant.threadId),
  );
  return found
    .sort((a, b) => byTime(a.evidence, b.evidence) || a.grant.personId - b.grant.personId)
    .map(({ grant }) => ({ ...grant, threadTitle: titles.get(grant.threadId) ?? "" }));
}

/** What everybody (or some) got for what they did, oldest first, as readers of the scope may know it. */
export async function readLedger(
  connection: Connection,
  scope: ReaderScope,
  of: { readonly points: Points; readonly personIds?: readonly number[] },
): Promise<readonly LedgerEntry[]> {
  const { personIds, points } = of;
  const evidence = await readEvidence(connection, scope, { personIds, withSurroundings: true });
  const shown = await shownPeople(connection, evidence);
  return ledgerOf(evidence, points).filter(
    ({ personId }) => shown.has(personId) && (personIds === undefined || personIds.includes(personId)),
  );
}

/** Evidence by person, in the order of their ids. */
export function byPerson(evidence: readonly Evidence[]): ReadonlyMap<number, readonly Evidence[]> {
  const people = new Map<number, Evidence[]>();
  for (const one of evidence) {
    const mine = people.get(one.personId);
    if (mine) mine.push(one);
    else people.set(one.personId, [one]);
  }
  return new Map([...people].sort(([a], [b]) => a - b));
}

/** The logins of whoever may be shown: people who are known, and did not switch their badges off. */
export async function shownPeople(
  connection: Connection,
  evidence: readonly Evidence[],
): Promise<ReadonlyMap<number, string>> {
  const hidden = await listChoosers(connection, "no-badges");
  const people = await findPeople(
    connection,
    evidence.map(({ personId }) => personId),
  );
  const shown = [...people.values()].filter(({ id, isBot }) => !isBot && !hidden.has(id));
  return new Map(shown.map(({ id, login }) => [id, login]));
}

async function findTitles(
  connection: Connection,
  threadIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { threads } = connection.tables;
  const unique = [...new Set(threadIds)];
  const titles = new Map<string, string>();
  for (let start = 0; start < unique.length; start += 500) {
    const rows = await connection.db
      .select({ id: threads.id, title: threads.title })
      .from(threads)
      .where(inArray(threads.id, unique.slice(start, start + 500)));
    for (const { id, title } of rows) titles.set(id, title);
  }
  return titles;
}

/** How many people hold each of Stoa's badges in an installation, private repositories included: for maintainers. */
export async function badgeCounts(
  connection: Connection,
  installationId: number,
): Promise<Readonly<Record<string, number>>> {
  const { repositories } = connection.tables;
  const ids = await connection.db.select({ id: repositories.id }).from(repositories);
  const scope = { installationId, repositoryIds: ids.map(({ id }) => id) };
  const evidence = await readEvidence(connection, scope);
  const people = await findPeople(
    connection,
    evidence.map(({ personId }) => personId),
  );
  const counts: Record<string, number> = Object.fromEntries(BUILT_IN_BADGES.map((badge) => [badge, 0]));
  for (const [personId, mine] of byPerson(evidence)) {
    if (people.get(personId)?.isBot !== false) continue;
    for (const { definition, reached } of holdingsOf(mine, catalogueOf([]))) {
      if (reached.length > 0) counts[definition.id] = (counts[definition.id] ?? 0) + 1;
    }
  }
  return counts;
}
