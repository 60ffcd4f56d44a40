// The whole environment, read once, checked by one schema. A value that cannot work stops Stoa at the start with a
// sentence that says what to set.

import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { UserError } from "../core/errors.ts";
import {
  asVariables,
  defaultCredentialsPath,
  loadCredentials,
  namesAnApp,
  type Variables,
} from "./credentials.ts";

/** Where the database lies when nothing names one. */
export const DEFAULT_DATABASE_URL = "./.stoa/stoa.db";

const flag = z
  .enum(["", "0", "1", "false", "true", "no", "yes"], "Use true or false.")
  .transform((value) => ["1", "true", "yes"].includes(value));

const schema = z.object({
  APP_ID: z.coerce.number("Set APP_ID to the number on your GitHub App's settings page.").int().positive(),
  PRIVATE_KEY: z.string().optional(),
  PRIVATE_KEY_PATH: z.string().optional(),
  WEBHOOK_SECRET: z
    .string(
      "Set WEBHOOK_SECRET to the secret of your GitHub App's webhook; without it anybody could forge events.",
    )
    .min(8, "WEBHOOK_SECRET is too short to protect anything; use at least 8 characters, better 32.")
    .refine(
      (secret) => secret !== "development",
      "WEBHOOK_SECRET is `development`, which everybody knows. Make one, for example with `openssl rand -hex 32`.",
    ),
  GITHUB_API_URL: z.url().default("https://api.github.com"),
  PUBLIC_URL: z.url().optional(),
  DATABASE_URL: z.string().default(DEFAULT_DATABASE_URL),
  CREDENTIALS_PATH: z.string().optional(),
  CREDENTIALS_KEY: z.string().optional(),
  HOST: z.string().default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  METRICS_TOKEN: z
    .string()
    .regex(
      /^[\w.~+/-]{16,}=*$/,
      "METRICS_TOKEN needs 16 characters or more, such as `openssl rand -hex 32` makes.",
    )
    .optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  DRY_RUN: flag.default(false),
  BACKFILL_POINTS_PER_HOUR: z.coerce
    .number("Set BACKFILL_POINTS_PER_HOUR to a number of GraphQL points, such as 2000.")
    .int()
    .min(100, "Reading history needs at least 100 points an hour.")
    .max(12_000, "GitHub gives an installation 12,500 points an hour at most.")
    .default(2_000),
  REMOVED_GRACE_DAYS: z.coerce
    .number()
    .int()
    .min(7, "REMOVED_GRACE_DAYS must be 7 or more: for so long GitHub may deliver what it sent before.")
    .default(30),
  WRITES_SHARE: z.coerce
    .number("Set WRITES_SHARE to a number from 0.05 to 1, such as 0.75.")
    .min(0.05)
    .max(1)
    .default(0.75),
});

/** What Stoa needs whichever App it is. */
const appless = schema.omit({
  APP_ID: true,
  PRIVATE_KEY: true,
  PRIVATE_KEY_PATH: true,
  WEBHOOK_SECRET: true,
});

/** Everything Stoa takes from its environment. */
export interface Environment extends Settings {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
}

/** The environment but for the App's credentials. */
export interface Settings {
  /** GitHub's REST root, without a slash at its end. */
  readonly githubApiUrl: string;
  readonly publicUrl: string | undefined;
  /** PEM of the Ed25519 key that credentials are signed with; undefined when Stoa makes its own. */
  readonly credentialsKey?: string | undefined;
  readonly databaseUrl: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** What a reader of /metrics must bring; undefined when anybody may read them. */
  readonly metricsToken?: string | undefined;
  readonly logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
  /** Effects are written down and printed, and none is delivered. */
  readonly isDryRun: boolean;
  /** GraphQL points an hour that reading history may spend on each installation. */
  readonly backfillPointsPerHour: number;
  /** Days that the data of what was removed are kept. */
  readonly removedGraceDays: number;
  /** How much of what GitHub lets an installation write Stoa takes at most, 0.05…1; the rest is left to people. */
  readonly writesShare?: number;
}

/**
 * Reads the environment. When it names no App, the credentials are those that set-up kept in a file.
 * @throws UserError that names every wrong or missing variable and what to set.
 */
export function readEnvironment(variables: Variables): Environment {
  const kept = namesAnApp(variables) ? undefined : loadCredentials(credentialsPath(variables));
  const values = parse(schema, { ...variables, ...(kept && asVariables(kept)) });
  return {
    appId: values.APP_ID,
    privateKey: readPrivateKey(values.PRIVATE_KEY, values.PRIVATE_KEY_PATH),
    webhookSecret: values.WEBHOOK_SECRET,
    ...settingsOf(values),
  };
}

/**
 * Reads the environment of a Stoa that has no App yet.
 * @throws UserError that names every wrong variable and what to set.
 */
export function readSettings(variables: Variables): Settings & { readonly credentialsPath: string } {
  return { ...settingsOf(parse(appless, variables)), credentialsPath: credentialsPath(variables) };
}

/**
 * Whether there is an App to run as: the environment names one, rightly or wrongly, or set-up has kept one.
 * @throws UserError when what set-up kept cannot be read.
 */
export function hasApp(variables: Variables): boolean {
  return namesAnApp(variables) || loadCredentials(credentialsPath(variables)) !== undefined;
}

/** The file that set-up keeps credentials in. */
function credentialsPath(variables: Variables): string {
  const { CREDENTIALS_PATH: path, DATABASE_URL: url } = variables;
  return path || defaultCredentialsPath(url || DEFAULT_DATABASE_URL);
}

/** What of it must never be written down anywhere. */
export function secretsOf({
  privateKey,
  webhookSecret,
  credentialsKey,
  metricsToken,
  databaseUrl,
}: Environment): readonly string[] {
  const password = URL.canParse(databaseUrl) ? new URL(databaseUrl).password : "";
  const secrets = [privateKey, webhookSecret, credentialsKey ?? "", metricsToken ?? ""];
  secrets.push(password, decodeURIComponent(password));
  return secrets.filter((secret) => secret !== "");
}

function parse<Schema extends z.ZodType>(wanted: Schema, variables: Variables): z.infer<Schema> {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const parsed = wanted.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `- ${issue.path.join(".")}: ${issue.message}`);
  throw new UserError(`Stoa cannot start with these settings:\n${lines.join("\n")}`);
}

function settingsOf(values: z.infer<typeof appless>): Settings {
  return {
    githubApiUrl: values.GITHUB_API_URL.replace(/\/+$/, ""),
    publicUrl: values.PUBLIC_URL?.replace(/\/+$/, ""),
    credentialsKey: readCredentialsKey(values.CREDENTIALS_KEY),
    databaseUrl: values.DATABASE_URL,
    host: values.HOST,
    port: values.PORT,
    metricsToken: values.METRICS_TOKEN,
    logLevel: values.LOG_LEVEL,
    isDryRun: values.DRY_RUN,
    backfillPointsPerHour: values.BACKFILL_POINTS_PER_HOUR,
    removedGraceDays: values.REMOVED_GRACE_DAYS,
    writesShare: values.WRITES_SHARE,
  };
}

/** A PEM as it is, with `\n` written out, or in base64: whatever a hosting page lets through. */
function readPrivateKey(value: string | undefined, path: string | undefined): string {
  if (value === undefined && path === undefined) {
    throw new UserError(
      "Stoa cannot start without its GitHub App's private key. Set PRIVATE_KEY_PATH to the .pem file, or PRIVATE_KEY to its text (plain or base64).",
    );
  }
  const text = value ?? readKeyFile(path ?? "");
  const pem = pemOf(text);
  try {
    createPrivateKey(pem);
  } catch (error) {
    throw new UserError(
      "PRIVATE_KEY is not a private key in PEM form. Download a new one from the App's settings page.",
      { cause: error },
    );
  }
  return pem;
}

/** @throws UserError when it is no Ed25519 key: verifiers are told of that algorithm. */
function readCredentialsKey(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const pem = pemOf(value);
  if (keyType(pem) !== "ed25519") {
    throw new UserError(
      "CREDENTIALS_KEY is no Ed25519 key in PEM form. Make one with `openssl genpkey -algorithm ed25519`.",
    );
  }
  return pem;
}

function keyType(pem: string): string | undefined {
  try {
    return createPrivateKey(pem).asymmetricKeyType;
  } catch {
    return undefined;
  }
}

function pemOf(text: string): string {
  return text.includes("-----BEGIN")
    ? text.replace(/\\n/g, "\n")
    : Buffer.from(text, "base64").toString("utf8");
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError(`Cannot read PRIVATE_KEY_PATH ${path}: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}
