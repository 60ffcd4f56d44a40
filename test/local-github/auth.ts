// Who is asking: the app (a JWT signed with its key), an installation (a token the app fetched), a user (a
// personal token a test registered) or nobody. JWT times and token expiry are checked against the machine's
// clock, not the virtual one, because @octokit/auth-app uses the machine's clock.

import { createPublicKey, generateKeyPairSync, randomBytes, verify, type KeyObject } from "node:crypto";
import { installedRepositories } from "./apply-repository.ts";
import type { Account, Installation, Repository, State } from "./entities.ts";

const TOKEN_LIFE_MS = 60 * 60_000;
const JWT_LIFE_S = 10 * 60;
/** How far a client's clock may be off. */
const LEEWAY_S = 60;

/** Who sent a request. */
export type Actor =
  | { readonly kind: "app" }
  | { readonly kind: "installation"; readonly installation: Installation; readonly token: Token }
  | { readonly kind: "user"; readonly account: Account }
  | { readonly kind: "anonymous" };

/** An installation access token. */
export interface Token {
  readonly value: string;
  readonly installationId: number;
  /** The machine's time. */
  readonly expiresAt: number;
  /** What of the installation's permissions and repositories the token was limited to. */
  readonly permissions: Readonly<Record<string, string>> | undefined;
  readonly repositories: ReadonlySet<Repository> | undefined;
}

/** Why GitHub does not let somebody in: a status and its message. */
interface Refusal {
  readonly status: 401 | 403 | 404;
  readonly message: string;
}

/** What knows the app, its tokens and people's tokens. */
export interface Authority {
  /** Who sends this Authorization header, or why not. */
  identify(header: string | undefined): Actor | Refusal;
  issue(installation: Installation, limits: Pick<Token, "permissions" | "repositories">): Token;
  /** Every installation token that was handed out. */
  issued(): readonly string[];
  addUserToken(token: string, account: Account): void;
}

/** Makes the authority of one app. */
export function newAuthority(
  state: State,
  app: { readonly id: number; readonly privateKey: string },
): Authority {
  const key = createPublicKey(app.privateKey);
  const tokens = new Map<string, Token>();
  const users = new Map<string, Account>();

  return {
    identify(header) {
      if (header === undefined) return { kind: "anonymous" };
      const value = header.replace(/^(bearer|token) +/i, "");
      if (value.split(".").length === 3) {
        const problem = jwtProblem(value, key, app.id);
        return problem === undefined ? { kind: "app" } : { status: 401, message: problem };
      }
      const account = users.get(value);
      if (account) return { kind: "user", account };
      const token = tokens.get(value);
      const installation = token && state.installations.get(token.installationId);
      if (!installation || token.expiresAt <= Date.now()) return { status: 401, message: "Bad credentials" };
      if (installation.suspendedAt !== null)
        return { status: 403, message: "This installation has been suspended" };
      return { kind: "installation", installation, token };
    },
    issue(installation, limits) {
      const value = `ghs_${randomBytes(27).toString("base64url").replaceAll(/[-_]/g, "x")}`;
      const token = {
        value,
        installationId: installation.id,
        expiresAt: Date.now() + TOKEN_LIFE_MS,
        ...limits,
      };
      tokens.set(value, token);
      return token;
    },
    issued: () => [...tokens.keys()],
    addUserToken: (token, account) => void users.set(token, account),
  };
}

function jwtProblem(jwt: string, key: KeyObject, appId: number): string | undefined {
  const undecodable = "A JSON web token could not be decoded";
  const [head = "", body = "", signature = ""] = jwt.split(".");
  const header = jsonOf(head);
  const claims = jsonOf(body);
  if (header?.["alg"] !== "RS256" || !claims) return undecodable;
  const isGenuine = verify(
    "RSA-SHA256",
    Buffer.from(`${head}.${body}`),
    key,
    Buffer.from(signature, "base64url"),
  );
  if (!isGenuine) return undecodable;
  const now = Date.now() / 1000;
  const { iat, exp, iss } = claims;
  if (typeof iat !== "number" || iat > now + LEEWAY_S) {
    return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
  }
  if (typeof exp !== "number" || exp <= now) {
    return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
  }
  if (exp > now + JWT_LIFE_S + LEEWAY_S) return "'Expiration time' claim ('exp') is too far in the future";
  if (String(iss) !== String(appId) && iss !== `Iv1.${appId}`) return "Integration not found";
  return undefined;
}

function jsonOf(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The repositories an actor sees by their token; of others a token of an installation sees nothing. */
export function visibleRepositories(state: State, actor: Actor): Repository[] {
  if (actor.kind === "installation") {
    const { installation, token } = actor;
    const granted = installedRepositories(state, installation);
    return granted.filter((repository) => token.repositories?.has(repository) ?? true);
  }
  if (actor.kind === "app") return [];
  return [...new Set(state.repositories.values())].filter(
    (repository) => !repository.isPrivate || (actor.kind === "user" && isMember(repository, actor.account)),
  );
}

/** Whether the actor may see this repository at all; if not, GitHub says there is none. */
export function canSee(state: State, actor: Actor, repository: Repository): boolean {
  if (
    actor.kind === "installation" &&
    actor.installation.repositories === null &&
    !actor.token.repositories
  ) {
    return repository.owner === actor.installation.account;
  }
  return visibleRepositories(state, actor).includes(repository);
}

function isMember(repository: Repository, account: Account): boolean {
  return repository.owner === account || repository.maintainers.has(account.login.toLowerCase());
}

/**
 * Whether the actor holds a permission at a level. People's tokens read everything they see and write
 * nothing.
 */
export function holds(actor: Actor, permission: string, level: "read" | "write"): boolean {
  if (actor.kind !== "installation") return level === "read";
  const granted = (actor.token.permissions ?? actor.installation.permissions)[permission];
  return level === "read" ? granted !== undefined : granted === "write" || granted === "admin";
}

/** A key pair for one test run; never one that is kept in a file. */
export function appKeyPair(): { readonly privateKey: string } {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { privateKey: privateKey.export({ type: "pkcs1", format: "pem" }).toString() };
}
