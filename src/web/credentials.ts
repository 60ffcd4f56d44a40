// Open Badges for verifiers: the issuer's document, each credential, and the list of those that were revoked. Wallets in a
// browser fetch them from elsewhere, so every origin may. Whoever hides their badges or was forgotten is answered 404.

import { Hono, type Context } from "hono";
import type { ConfigLoader } from "../config/load.ts";
import { MINUTE, type Clock } from "../core/clock.ts";
import type { Connection, Database } from "../db/connection.ts";
import { findPeople } from "../db/people.ts";
import {
  credentialPayload,
  didDocument,
  didPath,
  findCredential,
  hidesBadges,
  keepSigned,
  LIST_BITS,
  listCredentials,
  standingBehind,
  statusListPayload,
  type BadgesConfig,
  type CredentialRow,
} from "../features/badges/index.ts";
import type { Signer } from "./issuer.ts";

export interface CredentialPages {
  readonly database: Database;
  readonly config: ConfigLoader;
  readonly clock: Clock;
  /** Without one there are no credentials. */
  readonly signer: Signer | undefined;
  /** GitHub's REST root. */
  readonly githubApiUrl: string;
}

/** A list is made anew this often. */
const LIST_MS = MINUTE;

export function credentialRoutes(pages: CredentialPages): Hono {
  const app = new Hono();
  const { signer } = pages;
  if (!signer) return app;
  app.get(didPath(signer.publicUrl), async (context) => {
    open(context);
    return context.json(didDocument(signer.did, await signer.keys()));
  });
  const lists = new Map<number, { readonly jwt: string; readonly until: number }>();
  app.get("/credentials/status/:list{[0-9]{1,4}}", async (context) => {
    const list = Number(context.req.param("list"));
    const now = pages.clock.now();
    let known = lists.get(list);
    if (!known || known.until <= now) {
      const revoked = await revokedIn(pages, list);
      if (!revoked) return context.notFound();
      const jwt = await signer.sign(statusListPayload({ issuer: signer, list, revoked, now }));
      known = { jwt, until: now + LIST_MS };
      lists.set(list, known);
    }
    return sendJwt(context, known.jwt);
  });
  app.get("/credentials/:id{[0-9a-f-]{36}}", async (context) => {
    const jwt = await signedCredential(pages, signer, context.req.param("id"));
    return jwt === undefined ? context.notFound() : sendJwt(context, jwt);
  });
  return app;
}

function open(context: Context): void {
  context.header("access-control-allow-origin", "*");
}

function sendJwt(context: Context, jwt: string): Response {
  open(context);
  return context.body(jwt, 200, { "content-type": "application/vc+jwt" });
}

async function configOf(
  { database, config }: CredentialPages,
  installationId: number,
): Promise<BadgesConfig> {
  const { badges } = await config.forInstallation(database.reader, installationId);
  return badges as BadgesConfig;
}

/** Places in a list whose credentials count no longer; undefined when there is no such list. */
async function revokedIn(pages: CredentialPages, list: number): Promise<readonly number[] | undefined> {
  const rows = await listCredentials(pages.database.reader);
  const inList = rows.filter(({ statusIndex }) => Math.floor(statusIndex / LIST_BITS) === list);
  if (list > 0 && inList.length === 0) return undefined;
  const revoked: number[] = [];
  for (const row of inList) {
    const config = await configOf(pages, row.installationId);
    const standing = await standingBehind(pages.database.reader, row, config);
    if (!standing) revoked.push(row.statusIndex % LIST_BITS);
  }
  return revoked;
}

/** The credential as it was signed first; undefined when nobody may have it. */
async function signedCredential(
  pages: CredentialPages,
  signer: Signer,
  id: string,
): Promise<string | undefined> {
  const { database } = pages;
  const row = await findCredential(database.reader, id);
  if (!row || row.personId === null || (await hidesBadges(database.reader, row.personId))) return undefined;
  if (row.jwt !== "") return row.jwt;
  const jwt = await signFirst(pages, signer, row);
  if (jwt === undefined) return undefined;
  await database.transaction((connection) => keepSigned(connection, id, jwt));
  return (await findCredential(database.reader, id))?.jwt;
}

async function signFirst(
  pages: CredentialPages,
  signer: Signer,
  row: CredentialRow,
): Promise<string | undefined> {
  const { reader } = pages.database;
  const standing = await standingBehind(reader, row, await configOf(pages, row.installationId));
  const person = (await findPeople(reader, [row.personId ?? 0])).get(row.personId ?? 0);
  const community = await ownerOf(reader, row.installationId);
  if (!standing || !person || community === undefined) return undefined;
  const payload = credentialPayload({
    issuer: signer,
    id: row.id,
    statusIndex: row.statusIndex,
    issuedAt: row.issuedAt,
    subject: { url: `${pages.githubApiUrl}/user/${person.id}`, login: person.login },
    community,
    definition: standing.definition,
    tier: standing.tier,
    evidence: standing.evidence,
  });
  return signer.sign(payload);
}

async function ownerOf({ db, tables }: Connection, installationId: number): Promise<string | undefined> {
  const { installations } = tables;
  const rows = await db
    .select({ id: installations.id, owner: installations.accountLogin })
    .from(installations);
  return rows.find(({ id }) => id === installationId)?.owner;
}
