// GitHub's log of the App's webhook deliveries: what it tried, how that ended, and a request to try again. Read with the
// App's own key. https://docs.github.com/rest/apps/webhooks

import type { GitHubClient } from "./clients.ts";

/** One attempt to deliver, as the log lists it. */
export interface HookAttempt {
  /** GitHub's id of the attempt; a number that exceeds 2^53. */
  readonly id: string;
  /** The same in every attempt for one event. */
  readonly guid: string;
  readonly event: string;
  /** null for what belongs to no repository. */
  readonly repositoryId: number | null;
  /** UTC epoch milliseconds, by GitHub's clock. */
  readonly at: number;
  readonly isSuccess: boolean;
}

export interface AttemptPage {
  /** Newest first. */
  readonly attempts: readonly HookAttempt[];
  /** Where the next, older page begins; null after the last. */
  readonly nextCursor: string | null;
}

const PAGE_SIZE = 100;

/** Reads one page of the log, or undefined where this GitHub keeps none (an old Enterprise Server). */
export async function readAttempts(
  app: GitHubClient,
  cursor: string | null,
): Promise<AttemptPage | undefined> {
  try {
    const { data, headers } = await app.rest.apps.listWebhookDeliveries({
      per_page: PAGE_SIZE,
      ...(cursor === null ? {} : { cursor }),
    });
    const attempts = data.map((item) => ({
      id: String(item.id),
      guid: item.guid,
      event: item.event,
      repositoryId: item.repository_id,
      at: Date.parse(item.delivered_at),
      isSuccess: item.status_code >= 200 && item.status_code < 300,
    }));
    return { attempts, nextCursor: nextCursor(headers.link) };
  } catch (error) {
    if ((error as { status?: number }).status === 404) return undefined;
    throw error;
  }
}

function nextCursor(link: string | undefined): string | null {
  const next = link?.split(",").find((part) => part.includes('rel="next"'));
  const address = next === undefined ? undefined : /<([^>]+)>/.exec(next)?.[1];
  return address === undefined ? null : new URL(address).searchParams.get("cursor");
}

/** asked; gone: its log has let go of it (after three days, seven on an Enterprise Server); refused: not now. */
export type Asked = "asked" | "gone" | "refused";

/**
 * Asks GitHub to try again.
 * @throws what the request threw when GitHub cannot be reached, or wants to be asked less.
 */
export async function askAgain(app: GitHubClient, attemptId: string): Promise<Asked> {
  try {
    await app.request("POST /app/hook/deliveries/{delivery_id}/attempts", {
      // Its type says number, which could not hold it.
      delivery_id: attemptId as unknown as number,
    });
    return "asked";
  } catch (error) {
    const { status } = error as { status?: number };
    if (status === 404 || status === 410) return "gone";
    if (status === 400 || status === 422) return "refused";
    throw error;
  }
}
