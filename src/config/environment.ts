// The whole environment, read once, checked by one schema. A value that cannot work stops Stoa at the start with a
// sentence that says what to set.

import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { UserError } from "../core/errors.ts";

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
  HOST: z.string().default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  DRY_RUN: flag.default(false),
});

/** Everything Stoa takes from its environment. */
export interface Environment {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** GitHub's REST root, without a slash at its end. */
  readonly githubApiUrl: string;
  readonly publicUrl: string | undefined;
  readonly databaseUrl: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
  /** Effects are written down and printed, and none is delivered. */
  readonly isDryRun: boolean;
}

/**
 * Reads the environment.
 * @throws UserError that names every wrong or missing variable and what to set.
 */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `- ${issue.path.join(".")}: ${issue.message}`);
    throw new UserError(`Stoa cannot start with these settings:\n${lines.join("\n")}`);
  }
  const values = parsed.data;
  return {
    appId: values.APP_ID,
    privateKey: readPrivateKey(values.PRIVATE_KEY, values.PRIVATE_KEY_PATH),
    webhookSecret: values.WEBHOOK_SECRET,
    githubApiUrl: values.GITHUB_API_URL.replace(/\/+$/, ""),
    publicUrl: values.PUBLIC_URL?.replace(/\/+$/, ""),
    databaseUrl: values.DATABASE_URL,
    host: values.HOST,
    port: values.PORT,
    logLevel: values.LOG_LEVEL,
    isDryRun: values.DRY_RUN,
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
  const pem = text.includes("-----BEGIN")
    ? text.replace(/\\n/g, "\n")
    : Buffer.from(text, "base64").toString("utf8");
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

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError(`Cannot read PRIVATE_KEY_PATH ${path}: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}
