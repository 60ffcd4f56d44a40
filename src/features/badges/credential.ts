// Open Badges 3.0 (1EdTech, final of 2024) as plain values: the credential of a badge that somebody holds, the list that tells
// which were revoked (W3C Bitstring Status List 1.0), and the issuer's document (did:web). Signing is web/issuer.ts's. Pure.

import { gzipSync } from "node:zlib";
import { titleOf, type BadgeDefinition, type Tier } from "./catalogue.ts";
import type { Evidence } from "./evidence.ts";

/** Where this Stoa is reached, and as whom it signs. */
export interface Issuer {
  /** Without a slash at its end. */
  readonly publicUrl: string;
  /** "did:web:stoa.example.org". */
  readonly did: string;
  readonly name: string;
}

const VC_CONTEXT = "https://www.w3.org/ns/credentials/v2";
const OB_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";

/**
 * The did:web identifier of an address ("did:web Method Specification"): the host, a port as %3A, a path by colons.
 * @returns undefined for an address that no verifier could reach: did:web stands on HTTPS (on plain HTTP only for localhost,
 *   which is for trying out).
 */
export function didOf(publicUrl: string): string | undefined {
  const { protocol, hostname, host, pathname } = new URL(publicUrl);
  const isLocal = hostname === "localhost" || hostname === "127.0.0.1";
  if (protocol !== "https:" && !isLocal) return undefined;
  const path = pathname.split("/").filter((part) => part !== "");
  return ["did:web", encodeURIComponent(host), ...path.map(encodeURIComponent)].join(":");
}

/** Where an issuer's document lies, under the address of this Stoa. */
export function didPath(publicUrl: string): string {
  return new URL(publicUrl).pathname === "/" ? "/.well-known/did.json" : "/did.json";
}

/** The issuer's document: its public keys, those that sign no longer included. */
export function didDocument(
  did: string,
  keys: readonly { readonly id: string; readonly publicJwk: object }[],
): object {
  const ids = keys.map(({ id }) => `${did}#${id}`);
  return {
    "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"],
    id: did,
    verificationMethod: keys.map(({ id, publicJwk }) => ({
      id: `${did}#${id}`,
      type: "JsonWebKey2020",
      controller: did,
      publicKeyJwk: publicJwk,
    })),
    assertionMethod: ids,
    authentication: ids,
  };
}

export interface CredentialSubject {
  /** The account's address in GitHub's API, which outlives a change of login. */
  readonly url: string;
  readonly login: string;
}

/** An OpenBadgeCredential, as the payload of its JWT (VC-JWT: the credential's own members beside JWT's). */
export function credentialPayload(of: {
  readonly issuer: Issuer;
  readonly id: string;
  readonly statusIndex: number;
  readonly issuedAt: number;
  readonly subject: CredentialSubject;
  readonly community: string;
  readonly definition: BadgeDefinition;
  readonly tier: Tier | null;
  readonly evidence: Evidence;
}): Readonly<Record<string, unknown>> {
  const { issuer, subject, definition, tier, evidence } = of;
  const url = `${issuer.publicUrl}/credentials/${of.id}`;
  const list = statusListUrl(issuer.publicUrl, Math.floor(of.statusIndex / LIST_BITS));
  const index = of.statusIndex % LIST_BITS;
  const name = titleOf(definition.name, tier);
  const pages = `${issuer.publicUrl}/community/${encodeURIComponent(of.community)}`;
  const file = `${encodeURIComponent(definition.id)}${tier === null ? "" : `.${tier}`}`;
  return {
    "@context": [VC_CONTEXT, OB_CONTEXT],
    id: url,
    type: ["VerifiableCredential", "OpenBadgeCredential"],
    name,
    issuer: { id: issuer.did, type: ["Profile"], name: issuer.name, url: issuer.publicUrl },
    validFrom: new Date(of.issuedAt).toISOString(),
    awardedDate: new Date(evidence.earnedAt).toISOString(),
    credentialSubject: {
      id: subject.url,
      type: ["AchievementSubject"],
      identifier: [
        { type: "IdentityObject", hashed: false, identityHash: subject.login, identityType: "userName" },
      ],
      achievement: {
        id: `${pages}/badges/${file}`,
        type: ["Achievement"],
        achievementType: "Badge",
        name,
        description: `${definition.name} of ${of.community}, for those who ${definition.howToEarn}.`,
        criteria: { narrative: criteriaOf(definition, tier) },
        image: { id: definition.imageUrl ?? `${pages}/badges/${file}.svg`, type: "Image" },
      },
    },
    evidence: [{ id: evidence.url, type: ["Evidence"], narrative: evidence.reason }],
    credentialStatus: {
      id: `${list}#${index}`,
      type: "BitstringStatusListEntry",
      statusPurpose: "revocation",
      statusListIndex: String(index),
      statusListCredential: list,
    },
    iss: issuer.did,
    jti: url,
    sub: subject.url,
    nbf: Math.floor(of.issuedAt / 1000),
  };
}

function criteriaOf({ howToEarn, thresholds, unit }: BadgeDefinition, tier: Tier | null): string {
  const index = tier === null ? 0 : ["bronze", "silver", "gold"].indexOf(tier);
  const count = thresholds[index] ?? 1;
  return `To earn it, ${howToEarn}. It takes ${count} ${count === 1 ? unit[0] : unit[1]}; each is a fact on GitHub.`;
}

/** Places in one list: the least that W3C allows, so that a look at the list tells nobody which credential was meant. */
export const LIST_BITS = 131_072;

export function statusListUrl(publicUrl: string, list: number): string {
  return `${publicUrl}/credentials/status/${list}`;
}

/** A BitstringStatusListCredential, as the payload of its JWT. */
export function statusListPayload(of: {
  readonly issuer: Issuer;
  readonly list: number;
  /** Indexes within this list. */
  readonly revoked: readonly number[];
  readonly now: number;
}): Readonly<Record<string, unknown>> {
  const { issuer } = of;
  const url = statusListUrl(issuer.publicUrl, of.list);
  return {
    "@context": [VC_CONTEXT],
    id: url,
    type: ["VerifiableCredential", "BitstringStatusListCredential"],
    issuer: issuer.did,
    validFrom: new Date(of.now).toISOString(),
    credentialSubject: {
      id: `${url}#list`,
      type: "BitstringStatusList",
      statusPurpose: "revocation",
      encodedList: encodeList(of.revoked),
    },
    iss: issuer.did,
    jti: url,
    sub: `${url}#list`,
    nbf: Math.floor(of.now / 1000),
  };
}

/** A bit each, the first place the highest of its byte; compressed, in multibase base64url. */
function encodeList(revoked: readonly number[]): string {
  const bytes = new Uint8Array(LIST_BITS / 8);
  for (const index of revoked) {
    const byte = index >> 3;
    bytes[byte] = (bytes[byte] ?? 0) | (0x80 >> (index & 7));
  }
  return `u${gzipSync(bytes).toString("base64url")}`;
}
