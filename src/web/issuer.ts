// Signs what this Stoa vouches for, as JWTs with Ed25519 (EdDSA, RFC 8037). The key is the environment's, or one that is
// made once and kept in the database, sealed with a key derived from the webhook secret: a copy of the database alone signs
// nothing. Public halves are kept for good, so that what an earlier key signed can be verified.

import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  randomBytes,
} from "node:crypto";
import { desc } from "drizzle-orm";
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  SignJWT,
  type CryptoKey,
  type JWK,
} from "jose";
import type { Clock } from "../core/clock.ts";
import { lockTransaction, type Connection, type Database } from "../db/connection.ts";
import { didOf, type Issuer } from "../features/badges/index.ts";

export interface Signer extends Issuer {
  /** The public keys, the one that signs first. */
  keys(): Promise<readonly PublicKey[]>;
  /** A compact JWS of the payload. */
  sign(payload: Readonly<Record<string, unknown>>): Promise<string>;
}

interface PublicKey {
  readonly id: string;
  readonly publicJwk: JWK;
}

interface SigningKey extends PublicKey {
  readonly key: CryptoKey;
}

export interface SignerOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly publicUrl: string | undefined;
  readonly webhookSecret: string;
  /** An Ed25519 private key in PEM, from the environment. */
  readonly credentialsKey?: string | undefined;
}

const ALGORITHM = "EdDSA";

/** @returns undefined where nobody could verify a signature: there is no public address, or it has no TLS */
export function openSigner(options: SignerOptions): Signer | undefined {
  const { database, publicUrl } = options;
  const did = publicUrl === undefined ? undefined : didOf(publicUrl);
  if (publicUrl === undefined || did === undefined) return undefined;
  let signing: Promise<SigningKey> | undefined;
  const signingKey = () => {
    signing ??= loadKey(options).catch((error: unknown) => {
      signing = undefined;
      throw error;
    });
    return signing;
  };
  return {
    publicUrl,
    did,
    name: `Stoa at ${new URL(publicUrl).host}`,
    async keys() {
      const { id, publicJwk } = await signingKey();
      const kept = (await listKeys(database.reader)).map((row) => ({
        id: row.id,
        publicJwk: JSON.parse(row.publicJwk) as JWK,
      }));
      return [{ id, publicJwk }, ...kept.filter((one) => one.id !== id)];
    },
    async sign(payload) {
      const { id, key } = await signingKey();
      return new SignJWT({ ...payload })
        .setProtectedHeader({ alg: ALGORITHM, kid: `${did}#${id}`, typ: "JWT" })
        .sign(key);
    },
  };
}

async function loadKey({
  database,
  clock,
  webhookSecret,
  credentialsKey,
}: SignerOptions): Promise<SigningKey> {
  if (credentialsKey !== undefined) {
    const pem = createPrivateKey(credentialsKey);
    const jwk = await exportJWK(pem);
    return { ...(await publicOf(await exportJWK(createPublicKey(pem)))), key: await importKey(jwk) };
  }
  return database.transaction(async (connection) => {
    await lockTransaction(connection, LOCK);
    const [newest] = await listKeys(connection);
    const known = newest && unseal(newest.sealed, webhookSecret);
    if (newest && known) {
      return { id: newest.id, publicJwk: JSON.parse(newest.publicJwk) as JWK, key: await importKey(known) };
    }
    // None yet, or sealed with another webhook secret: its public half stays in the issuer's document.
    const pair = await generateKeyPair(ALGORITHM, { extractable: true });
    const { id, publicJwk } = await publicOf(await exportJWK(pair.publicKey));
    await connection.db.insert(connection.tables.issuerKeys).values({
      id,
      publicJwk: JSON.stringify(publicJwk),
      sealed: seal(await exportJWK(pair.privateKey), webhookSecret),
      createdAt: clock.now(),
    });
    return { id, publicJwk, key: pair.privateKey };
  });
}

/** Two processes that start at once must not make two keys. */
const LOCK = 5_023;

function listKeys({ db, tables: { issuerKeys } }: Connection) {
  return db.select().from(issuerKeys).orderBy(desc(issuerKeys.createdAt), desc(issuerKeys.id));
}

async function publicOf(jwk: JWK): Promise<PublicKey> {
  const { kty = "", crv = "", x = "" } = jwk;
  const publicJwk = { kty, crv, x };
  return { id: await calculateJwkThumbprint(publicJwk), publicJwk };
}

async function importKey(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, ALGORITHM);
  if (key instanceof Uint8Array) throw new Error("An Ed25519 key was expected.");
  return key;
}

/** AES-256-GCM: nonce, tag and text. */
function seal(jwk: JWK, secret: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", sealingKey(secret), nonce);
  const text = Buffer.concat([cipher.update(JSON.stringify(jwk), "utf8"), cipher.final()]);
  return [nonce, cipher.getAuthTag(), text].map((part) => part.toString("base64url")).join(".");
}

/** undefined when it was sealed with another secret. */
function unseal(sealed: string, secret: string): JWK | undefined {
  const [nonce = "", tag = "", text = ""] = sealed.split(".");
  const decipher = createDecipheriv("aes-256-gcm", sealingKey(secret), Buffer.from(nonce, "base64url"), {
    authTagLength: 16,
  });
  decipher.setAuthTag(Buffer.from(tag, "base64url"));
  try {
    const opened = Buffer.concat([decipher.update(Buffer.from(text, "base64url")), decipher.final()]);
    return JSON.parse(opened.toString("utf8")) as JWK;
  } catch {
    return undefined;
  }
}

function sealingKey(secret: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", "stoa issuer key", 32));
}
