// What a digest tells of and where it goes, as the configuration has it.

import { UserError } from "../../core/errors.ts";
import { isRepositoryNamed } from "../../core/names.ts";
import type { PublicScope } from "../../core/scope.ts";
import { listRepositories, narrowed, type RepositoryRow } from "../../db/repositories.ts";
import type { JobContext } from "../feature.ts";
import type { DigestConfig } from "./config.ts";
import { listPlaces, type DigestLine, type PublicPlace } from "./store.ts";

type Context = JobContext<DigestConfig>;

/** One digest to be made: what it tells of, and where it goes. */
export interface Telling {
  readonly line: DigestLine;
  readonly scope: PublicScope;
  readonly home: PublicPlace;
}

/**
 * What there is to tell: one digest, or one for each repository.
 * @throws UserError when the configuration names a repository that is no public one
 */
export async function listTellings(
  context: Pick<Context, "connection" | "config" | "scope" | "installationId">,
): Promise<readonly Telling[]> {
  const { connection, config, scope } = context;
  const places = await listPlaces(connection, scope);
  const told = config.repositories?.map((name) => findPlace(places, name, "digest.repositories")) ?? places;
  const ids = told.map(({ id }) => id);
  if (config.perRepository) {
    return told
      .filter(({ isArchived, threads }) => !isArchived && threads > 0)
      .map((home) => ({ line: lineOf(context, home.id), scope: narrowed(scope, [home.id]), home }));
  }
  const home =
    config.repository === null
      ? told.filter(({ isArchived }) => !isArchived).sort((a, b) => b.threads - a.threads || a.id - b.id)[0]
      : findPlace(places, config.repository, "digest.repository");
  return home ? [{ line: lineOf(context, 0), scope: narrowed(scope, ids), home }] : [];
}

function findPlace(places: readonly PublicPlace[], name: string, key: string): PublicPlace {
  const named = places.find((place) => isRepositoryNamed(place, name));
  if (named) return named;
  throw new UserError(
    `\`${key}\` has \`${name}\`, which is none of the public repositories Stoa sees. Name one of them, or leave it out.`,
  );
}

/** The community digest of a repository, or of all when `place` is 0. */
export function lineOf({ installationId }: Pick<Context, "installationId">, place: number): DigestLine {
  return { installationId, audience: "community", place };
}

/** @throws UserError when no private repository has this name */
export async function findPrivate(
  connection: Context["connection"],
  of: { readonly installationId: number; readonly name: string; readonly key: string },
): Promise<RepositoryRow> {
  const repositories = await listRepositories(connection, of.installationId);
  const found = repositories.find((one) => one.isPrivate && isRepositoryNamed(one, of.name));
  if (found) return found;
  throw new UserError(
    `\`${of.key}\` is \`${of.name}\`, which is none of the private repositories Stoa sees. Name one of them, or leave it out.`,
  );
}
