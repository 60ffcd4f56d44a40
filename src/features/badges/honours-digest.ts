// Champions and spotlights in the digest: each is told once, from public work, and of nobody who is hidden by then.

import type { Period } from "../../core/scope.ts";
import type { DigestContext } from "../feature.ts";
import { candidatesOf, type Candidate } from "./champions.ts";
import type { BadgesConfig } from "./config.ts";
import { readLedger, shownPeople } from "./grants.ts";
import { listHonours, markTold } from "./honours.ts";
import { monthOf, quarterOf } from "./periods.ts";
import { honoursParts } from "./present-honours.ts";

/** What the digest says of them, a paragraph each; nothing when there is nobody to tell of. */
export async function honoursForDigest(context: DigestContext<BadgesConfig>): Promise<readonly string[]> {
  const { connection, scope, config, periodKey, isPreview } = context;
  const of = { installationId: scope.installationId, periodKey };
  const { champions, spotlights } = await listHonours(connection, of);
  const personIds = [...champions, ...spotlights].map(({ personId }) => personId);
  if (personIds.length === 0) return [];
  const ledger = await readLedger(connection, scope, { points: config.points, personIds });
  const logins = await shownPeople(
    connection,
    ledger.map(({ evidence }) => evidence),
  );
  const deedsOf = (personId: number, period: Period): (Candidate & { readonly login: string })[] => {
    const login = logins.get(personId);
    const candidate = candidatesOf(ledger, period).find((one) => one.personId === personId);
    return candidate && login !== undefined ? [{ ...candidate, login }] : [];
  };
  if (isPreview !== true) await markTold(connection, of);
  return honoursParts({
    champions: champions.flatMap(({ quarter, personId }) =>
      deedsOf(personId, quarterNamed(quarter)).map((one) => ({ ...one, quarter })),
    ),
    spotlights: spotlights.flatMap(({ month, personId }) =>
      deedsOf(personId, monthOf(Date.parse(`${month}-01T00:00:00Z`))).map((one) => ({ ...one, month })),
    ),
  });
}

/** The quarter of "2026-Q3". */
function quarterNamed(key: string): Period {
  const [year = "", quarter = ""] = key.split("-Q");
  return quarterOf(Date.UTC(Number(year), (Number(quarter) - 1) * 3));
}
