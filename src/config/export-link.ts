// The link by which one person's data can be fetched for a day. It says whose data it is and until when, signed with a key
// that is derived from the webhook secret (HKDF, RFC 5869), so nothing about it has to be stored and a new secret ends all.

import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { HOUR } from "../core/clock.ts";

/** The page's address, with the link's token behind it. */
export const EXPORT_PATH = "/export";

/** How long a link works. */
export const EXPORT_LINK_MS = 24 * HOUR;

/** Makes the token of a link. */
export function signExport(
  secret: string,
  grant: { readonly personId: number; readonly until: number },
): string {
  const claim = `${grant.personId}.${grant.until}`;
  return `${claim}.${signature(secret, claim)}`;
}

/** Whose data a token opens at `now`; undefined when it is not ours, was changed or is too old. */
export function readExportToken(secret: string, token: string, now: number): number | undefined {
  const found = /^(\d{1,15})\.(\d{1,15})\.([\w-]{43})$/.exec(token);
  if (!found) return undefined;
  const [, personId = "", until = "", given = ""] = found;
  const expected = Buffer.from(signature(secret, `${personId}.${until}`));
  if (!timingSafeEqual(expected, Buffer.from(given))) return undefined;
  return now < Number(until) ? Number(personId) : undefined;
}

function signature(secret: string, claim: string): string {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "stoa export link", 32));
  return createHmac("sha256", key).update(claim).digest("base64url");
}
