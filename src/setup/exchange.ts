// Asks GitHub for the credentials of the App it has just registered, in exchange for the code that it sent with the
// browser. A code works once, within an hour.

import { z } from "zod";
import type { Credentials } from "../config/credentials.ts";
import { describeError, UserError } from "../core/errors.ts";

const EXCHANGE_TIMEOUT_MS = 30_000;

/** What set-up needs of the answer to `POST /app-manifests/{code}/conversions`. */
const answerSchema = z.object({
  id: z.number().int(),
  slug: z.string(),
  html_url: z.string(),
  pem: z.string(),
  webhook_secret: z.string().min(8),
});

/**
 * Exchanges the code.
 * @throws UserError that says what to do next.
 */
export async function exchangeCode(apiUrl: string, code: string): Promise<Credentials> {
  const response = await ask(`${apiUrl}/app-manifests/${encodeURIComponent(code)}/conversions`);
  if (response.status === 404 || response.status === 422) {
    throw new UserError(
      "GitHub does not know the code it sent: a code works once, within an hour. Begin again; the App that was registered is of no use without its key, so delete it on GitHub.",
    );
  }
  if (!response.ok) throw cannotReach(`GitHub answered ${response.status}`);
  const parsed = answerSchema.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) {
    throw new UserError(
      "GitHub's answer lacks the App's key or the secret of its webhook. Delete the App on GitHub, and begin again.",
      { cause: parsed.error },
    );
  }
  const { id, slug, html_url: url, pem, webhook_secret: webhookSecret } = parsed.data;
  return { appId: id, slug, url, privateKey: pem, webhookSecret };
}

async function ask(url: string): Promise<Response> {
  try {
    return await fetch(url, {
      method: "POST",
      headers: { accept: "application/vnd.github+json", "user-agent": "stoa" },
      signal: AbortSignal.timeout(EXCHANGE_TIMEOUT_MS),
    });
  } catch (error) {
    throw cannotReach(describeError(error), error);
  }
}

function cannotReach(what: string, cause?: unknown): UserError {
  return new UserError(
    `The App is registered, but its credentials could not be fetched (${what}). Check that this machine reaches GitHub (GITHUB_API_URL), then reload this page within the hour.`,
    { cause },
  );
}
