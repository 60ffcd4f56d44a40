// The log, through which no secret gets out, whoever logs what. Three fences, each enough for what it knows: errors are told
// by name, message and stack alone (an Octokit error holds the request, a database's the values); fields that hold words,
// feelings or secrets are left out by their name; and every line is searched for secrets before it is written.

import pino, { type Logger } from "pino";

export interface LogOptions {
  readonly logLevel: string;
  /** Secrets that are known by their text; asked for at every line, as set-up learns some later. */
  readonly secrets?: () => readonly string[];
  /** Standard output when absent. */
  readonly write?: (line: string) => void;
}

const HIDDEN = "[redacted]";

/** Fields that are never written, at the top of a line or one object below it. */
const HIDDEN_FIELDS = [
  ["authorization", "headers", "cookie", "token", "secret", "password", "key", "pem"],
  ["privateKey", "webhookSecret", "metricsToken", "credentials", "environment", "secrets"],
  ["payload", "body", "markdown", "text", "title", "request", "response", "params", "query"],
  ["sentiment", "score", "mood", "feelings"],
].flat();
const HIDDEN_PATHS = HIDDEN_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** What secrets look like, in text and in JSON. */
const SECRET_SHAPES: readonly RegExp[] = [
  // GitHub's tokens (docs: "Token formats"), old installation tokens, JSON Web Tokens, PEM.
  /\b(?:gh[a-z]_\w{16,}|github_pat_\w{16,})/g,
  /\bv1\.[0-9a-f]{40}\b/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g,
  /(?<=\b(?:bearer|token|basic) )[\w.~+/=-]{16,}/gi,
  /(?<=\b[a-z][a-z\d+.-]*:\/\/[^\s/:@"\\]*:)[^\s/@"\\]+(?=@)/gi,
  /(?<=\bsha256=)[0-9a-f]{64}/g,
];

/** Shorter ones are words, and would black out half of the log. */
const SHORTEST_SECRET = 8;

/** A text in which no secret is left. */
export function withoutSecrets(text: string, known: readonly string[] = []): string {
  let clean = text;
  for (const secret of known) {
    if (secret.length < SHORTEST_SECRET) continue;
    // As it is, and as it stands in JSON.
    for (const form of new Set([secret, JSON.stringify(secret).slice(1, -1)])) {
      clean = clean.replaceAll(form, HIDDEN);
    }
  }
  for (const shape of SECRET_SHAPES) clean = clean.replace(shape, HIDDEN);
  return clean;
}

/** Opens the log. */
export function createLog({ logLevel, secrets = () => [], write }: LogOptions): Logger {
  const options: pino.LoggerOptions = {
    name: "stoa",
    level: logLevel,
    redact: { paths: [...HIDDEN_PATHS], censor: HIDDEN },
    serializers: { err: describeThrown, error: describeThrown, reason: describeReason },
    hooks: {
      // A bare error would become the line's message, word for word.
      logMethod(args, method) {
        const [first, ...rest] = args as unknown as readonly [unknown, ...string[]];
        if (first instanceof Error)
          method.call(this, { err: first }, ...(rest.length > 0 ? rest : ["an error"]));
        else method.apply(this, args);
      },
      streamWrite: (line) => withoutSecrets(line, secrets()),
    },
  };
  return write ? pino(options, { write }) : pino(options);
}

/** What may be told of an error. */
interface Described {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  readonly code?: string | number;
  readonly status?: number;
  readonly cause?: Described | string;
  readonly errors?: readonly (Described | string)[];
}

const DEEPEST_CAUSE = 5;
const MOST_ERRORS = 10;

function describeReason(reason: unknown): unknown {
  return typeof reason === "string" ? withoutValues(reason) : describeThrown(reason);
}

function describeThrown(thrown: unknown, depth = 0): Described | string {
  if (!(thrown instanceof Error)) return `a thrown ${typeof thrown}`;
  const { code, status, cause } = thrown as { code?: unknown; status?: unknown; cause?: unknown };
  const inner = thrown instanceof AggregateError ? (thrown.errors as unknown[]) : [];
  const isDeep = depth >= DEEPEST_CAUSE;
  return {
    type: thrown.name,
    message: withoutValues(thrown.message),
    stack: framesOf(thrown.stack),
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    ...(typeof status === "number" ? { status } : {}),
    ...(cause === undefined || isDeep ? {} : { cause: describeThrown(cause, depth + 1) }),
    ...(inner.length === 0 || isDeep
      ? {}
      : { errors: inner.slice(0, MOST_ERRORS).map((one) => describeThrown(one, depth + 1)) }),
  };
}

/** Messages of databases and of GitHub quote what they were handed: what follows here is somebody's words. */
const QUOTES = /\s*(?:\bparams: |[{[]"|Failing row contains|: "|, (?:\.{3})?").*$/s;
const LONGEST_MESSAGE = 300;

/** A message without the values that it quotes. */
export function withoutValues(message: string): string {
  return message.replace(QUOTES, " …").slice(0, LONGEST_MESSAGE);
}

/** The stack without the message, which it begins with. */
function framesOf(stack = ""): string {
  return stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");
}

/** What is written of a fault that ends a command: its name, its message and where it was, and no secret. */
export function describeFault(fault: unknown, known: readonly string[] = []): string {
  const described = describeThrown(fault);
  if (typeof described === "string") return described;
  return withoutSecrets(`${described.type}: ${described.message}\n${described.stack}`, known);
}
