// Reads `.github/stoa.yml` from GitHub: from a default branch, with the files it extends, or as it stands at a commit.

import { extendsTarget, lookupName, MAX_EXTENDED } from "../config/extend.ts";
import { configPaths, writtenExtends } from "../config/repository.ts";
import type { RepositoryRow } from "../db/repositories.ts";
import type { GitHubClient } from "../github/clients.ts";

/** A file as GitHub holds it, and the commit it was read at. */
export interface ConfigFile {
  readonly text: string;
  readonly sha: string;
  readonly commit: string;
  readonly path: string;
  /** The files it extends, read along with it, the nearest first; by "owner/name" in lower case. */
  readonly bases?: readonly { readonly name: string; readonly file: ConfigFile }[];
}

type Place = Pick<RepositoryRow, "owner" | "name" | "defaultBranch">;

/** Reads the file, and those it extends, from the default branch; undefined when there is none. */
export async function fetchConfigFile(
  client: GitHubClient,
  repository: Place,
): Promise<ConfigFile | undefined> {
  const file = await fetchFile(client, repository);
  if (!file) return undefined;
  const bases = await fetchBases(client, { repository, text: file.text });
  return bases.length > 0 ? { ...file, bases } : file;
}

async function fetchFile(client: GitHubClient, repository: Place): Promise<ConfigFile | undefined> {
  const found = await fetchConfigText(client, repository);
  if (!found) return undefined;
  const { data: head } = await client.rest.git.getRef({
    owner: repository.owner,
    repo: repository.name,
    ref: `heads/${repository.defaultBranch}`,
  });
  return { ...found, commit: head.object.sha };
}

/** The file at a ref, or at the default branch without one. */
export async function fetchConfigText(
  client: GitHubClient,
  repository: { readonly owner: string; readonly name: string },
  ref?: string,
): Promise<{ readonly text: string; readonly sha: string; readonly path: string } | undefined> {
  const place = { owner: repository.owner, repo: repository.name, ...(ref === undefined ? {} : { ref }) };
  for (const path of configPaths(repository.name)) {
    try {
      const { data } = await client.rest.repos.getContent({ ...place, path });
      if (Array.isArray(data) || data.type !== "file") continue;
      return { text: Buffer.from(data.content, "base64").toString("utf8"), sha: data.sha, path };
    } catch (error) {
      if ((error as { status?: number }).status !== 404) throw error;
    }
  }
  return undefined;
}

/**
 * The files that a text extends, of the same owner, from their default branches: they may not have been read yet. What of
 * them counts is decided from the database, where an installation sees its own repositories only.
 */
export async function fetchBases(
  client: GitHubClient,
  from: { readonly repository: { readonly owner: string; readonly name: string }; readonly text: string },
): Promise<readonly { readonly name: string; readonly file: ConfigFile }[]> {
  const bases: { readonly name: string; readonly file: ConfigFile }[] = [];
  const { owner } = from.repository;
  const seen = [lookupName(from.repository)];
  let written = writtenExtends(from.text);
  while (written !== undefined && bases.length < MAX_EXTENDED) {
    const target = extendsTarget(written, owner);
    const name = lookupName(target);
    if (seen.includes(name) || target.owner.toLowerCase() !== owner.toLowerCase()) break;
    const found = await fetchConfigText(client, target);
    if (!found) break;
    bases.push({ name, file: { ...found, commit: "" } });
    seen.push(name);
    written = writtenExtends(found.text);
  }
  return bases;
}
