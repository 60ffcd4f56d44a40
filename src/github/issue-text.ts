// The text that an issue was opened with, as it stands on GitHub now.

import type { GitHubClient } from "./clients.ts";

/** @returns undefined when there is no such issue, or none that the app may read. */
export async function readIssueText(
  client: GitHubClient,
  issue: { readonly owner: string; readonly name: string; readonly number: number },
): Promise<string | undefined> {
  try {
    const place = { owner: issue.owner, repo: issue.name, issue_number: issue.number };
    const { data } = await client.rest.issues.get(place);
    return data.body ?? "";
  } catch (error) {
    const { status } = error as { status?: number };
    if (status === 404 || status === 410) return undefined;
    throw error;
  }
}
