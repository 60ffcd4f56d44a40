// Credentials that people asked for, and which of them count no longer.
//
//   /stoa badges credential BADGE     a signed credential of a badge that you hold, such as bug-fixer

import { randomUUID } from "node:crypto";
import { and, asc, desc, eq } from "drizzle-orm";
import { UserError } from "../../core/errors.ts";
import { lockTransaction, type Connection } from "../../db/connection.ts";
import { publicScope } from "../../db/repositories.ts";
import { closestWord } from "../../commands/parse.ts";
import { inlineText } from "../../text/escape.ts";
import type { CommandAnswer, CommandCall, FeatureContext } from "../feature.ts";
import { catalogueOf, titleOf, type BadgeDefinition } from "./catalogue.ts";
import { BADGES_ARE_OFF, hidesBadges } from "./choice.ts";
import type { BadgesConfig } from "./config.ts";
import { didOf } from "./credential.ts";
import { listHoldings } from "./grants.ts";
import type { Reached } from "./holdings.ts";

export type CredentialRow = Connection["tables"]["credentials"]["$inferSelect"];

/** Places in the list are given one by one. */
const LOCK = 5_022;

export async function issueCredential(
  { argument, activity }: CommandCall,
  { connection, config, publicUrl }: FeatureContext<BadgesConfig>,
): Promise<CommandAnswer> {
  const { actor, repository, at } = activity;
  if (!actor || actor.isBot) return {};
  if (publicUrl === undefined || didOf(publicUrl) === undefined) {
    throw new UserError(
      "This Stoa has no public HTTPS address, so nobody could verify a credential of it. Its operator can set `PUBLIC_URL`.",
    );
  }
  if (await hidesBadges(connection, actor.id)) return { reply: BADGES_ARE_OFF };
  const { installationId } = repository;
  const catalogue = catalogueOf(config.own);
  const scope = await publicScope(connection, installationId);
  const holdings = await listHoldings(connection, scope, { personId: actor.id, catalogue });
  const wanted = definitionNamed(argument, catalogue);
  const top = holdings.find(({ definition }) => definition.id === wanted.id)?.reached.at(-1);
  if (!top) {
    throw new UserError(
      `You do not hold **${inlineText(wanted.name)}** by what is public. \`/stoa badges\` tells how to earn it.`,
    );
  }
  const row = await ensureCredential(connection, {
    installationId,
    personId: actor.id,
    badge: wanted.id,
    tier: top.tier ?? "",
    issuedAt: at,
  });
  const title = inlineText(titleOf(wanted.name, top.tier));
  return {
    reply: `Your credential for **${title}**: [Open Badges 3.0](${publicUrl}/credentials/${row.id}). Any wallet or verifier that reads Open Badges takes it.`,
  };
}

function definitionNamed(argument: string, catalogue: readonly BadgeDefinition[]): BadgeDefinition {
  const name = argument.trim().toLowerCase().replaceAll(" ", "-");
  const found = catalogue.find(({ id }) => id === name || id === `own:${name}`);
  if (found) return found;
  const known = catalogue.map(({ id }) => id.replace(/^own:/, ""));
  const meant = closestWord(name, known);
  const guess = meant === undefined ? "" : ` Did you mean \`/stoa badges credential ${meant}\`?`;
  throw new UserError(`Say which badge, such as \`/stoa badges credential bug-fixer\`.${guess}`);
}

/** One for each person, badge and tier; asked again, the same. */
async function ensureCredential(
  connection: Connection,
  row: Omit<CredentialRow, "id" | "statusIndex" | "jwt"> & { readonly personId: number },
): Promise<Pick<CredentialRow, "id">> {
  const { credentials } = connection.tables;
  await lockTransaction(connection, LOCK);
  const [known] = await connection.db
    .select({ id: credentials.id })
    .from(credentials)
    .where(
      and(
        eq(credentials.installationId, row.installationId),
        eq(credentials.personId, row.personId),
        eq(credentials.badge, row.badge),
        eq(credentials.tier, row.tier),
      ),
    );
  if (known) return known;
  const [last] = await connection.db
    .select({ statusIndex: credentials.statusIndex })
    .from(credentials)
    .orderBy(desc(credentials.statusIndex))
    .limit(1);
  const id = randomUUID();
  const statusIndex = (last?.statusIndex ?? -1) + 1;
  await connection.db.insert(credentials).values({ ...row, id, statusIndex, jwt: "" });
  return { id };
}

export async function findCredential(connection: Connection, id: string): Promise<CredentialRow | undefined> {
  const { credentials } = connection.tables;
  const rows = await connection.db.select().from(credentials).where(eq(credentials.id, id)).limit(1);
  return rows[0];
}

/** Keeps what was signed: a credential is the same whenever it is fetched. */
export async function keepSigned(connection: Connection, id: string, jwt: string): Promise<void> {
  const { credentials } = connection.tables;
  await connection.db
    .update(credentials)
    .set({ jwt })
    .where(and(eq(credentials.id, id), eq(credentials.jwt, "")));
}

/** What a credential stands on now; undefined when nothing does: it is revoked. */
export async function standingBehind(
  connection: Connection,
  row: CredentialRow,
  config: BadgesConfig,
): Promise<(Reached & { readonly definition: BadgeDefinition }) | undefined> {
  const { personId, installationId } = row;
  if (personId === null) return undefined;
  const scope = await publicScope(connection, installationId);
  const holdings = await listHoldings(connection, scope, { personId, catalogue: catalogueOf(config.own) });
  const holding = holdings.find(({ definition }) => definition.id === row.badge);
  const reached = holding?.reached.find(({ tier }) => (tier ?? "") === row.tier);
  return holding && reached && { ...reached, definition: holding.definition };
}

/** Every credential there is, by its place in the lists. */
export function listCredentials(connection: Connection): Promise<readonly CredentialRow[]> {
  const { credentials } = connection.tables;
  return connection.db.select().from(credentials).orderBy(asc(credentials.statusIndex));
}
