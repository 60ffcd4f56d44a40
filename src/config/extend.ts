// `_extends`: a stoa.yml laid over that of another repository, and that perhaps over a third. Only what the same installation
// of Stoa sees can be extended, and a public repository extends public ones only (docs/decisions/014). Whatever the reason
// why a repository cannot be, the message is the same: it must not tell which private repositories there are.

import { and, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Connection } from "../db/connection.ts";
import type { ExtendedFile } from "../db/tables/work.ts";
import { parseConfig, type ConfigProblem, type RepositoryConfig } from "./repository.ts";

/** So many files may be extended one after another. */
export const MAX_EXTENDED = 5;

/** The repository that has the file. */
export interface Extender {
  readonly id: number;
  readonly installationId: number;
  readonly owner: string;
  readonly name: string;
  readonly isPrivate: boolean;
}

export type Resolved =
  | {
      readonly ok: true;
      readonly config: RepositoryConfig;
      /** What the file is laid over, the nearest first. */
      readonly extended: readonly ExtendedFile[];
      /** "owner/name" in lower case of the repository it names itself; null when it extends none. */
      readonly extendsName: string | null;
    }
  | {
      readonly ok: false;
      readonly problems: readonly ConfigProblem[];
      /** Given when the file is right in itself, and only what it extends is not. */
      readonly extendsName?: string;
    };

/** "base" of acme is acme/base; ".github" its organisation's. */
export function extendsTarget(
  written: string,
  owner: string,
): { readonly owner: string; readonly name: string } {
  const [first = "", second] = written.split("/");
  return second === undefined ? { owner, name: first } : { owner: first, name: second };
}

/** A repository's name as it is looked up. */
export function lookupName({ owner, name }: { readonly owner: string; readonly name: string }): string {
  return `${owner}/${name}`.toLowerCase();
}

/**
 * Lays values over others as deepmerge does for Probot's own configurations: keys one by one, lists joined with what is
 * extended first, anything else replaced. An entry that is in both lists stands there once.
 */
export function mergeValues(base: unknown, over: unknown): unknown {
  if (Array.isArray(base) && Array.isArray(over)) {
    const known = new Set(base.map((entry) => JSON.stringify(entry)));
    return [
      ...(base as unknown[]),
      ...(over as unknown[]).filter((entry) => !known.has(JSON.stringify(entry))),
    ];
  }
  if (!isRecord(base) || !isRecord(over)) return over;
  const added = Object.entries(over).map(([key, value]) => [
    key,
    Object.hasOwn(base, key) ? mergeValues(base[key], value) : value,
  ]);
  return { ...base, ...(Object.fromEntries(added) as object) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * What a text would mean in a repository, with all that it extends as it is in force now.
 * Problems of a chain point at the text's own `_extends`.
 */
export async function resolveConfig(
  connection: Connection,
  of: { readonly repository: Extender; readonly text: string; readonly schema: z.ZodType<RepositoryConfig> },
): Promise<Resolved> {
  const { repository, schema } = of;
  const own = parseConfig(of.text, schema);
  if (!own.ok) return own;
  if (!own.extends) return { ok: true, config: own.config, extended: [], extendsName: null };
  const { line, column } = own.extends;
  const extendsName = lookupName(extendsTarget(own.extends.name, repository.owner));
  const chain = await followChain(connection, { repository, schema, from: own.extends.name });
  if (typeof chain === "string") {
    return { ok: false, extendsName, problems: [{ message: chain, line, column }] };
  }
  const config = mergedConfig(schema, [...chain.map(({ text }) => text).reverse(), of.text]);
  if (typeof config === "string") {
    const message = `Together with what it extends: ${config}`;
    return { ok: false, extendsName, problems: [{ message, line, column }] };
  }
  return { ok: true, config, extended: chain, extendsName };
}

/** The configuration that texts mean one laid over the other, the last on top; else what is wrong with it. */
export function mergedConfig(
  schema: z.ZodType<RepositoryConfig>,
  texts: readonly string[],
): RepositoryConfig | string {
  let values: unknown = {};
  for (const text of texts) {
    const parsed = parseConfig(text, schema);
    if (!parsed.ok) return parsed.problems[0]?.message ?? "It cannot be read.";
    values = mergeValues(values, parsed.values);
  }
  const merged = schema.safeParse(values);
  if (merged.success) return merged.data;
  const issue = merged.error.issues[0];
  return `\`${issue?.path.join(".") ?? ""}\`: ${issue?.message ?? ""}`;
}

/** The files behind an `_extends`, the nearest first; or why they cannot be had. */
async function followChain(
  connection: Connection,
  start: {
    readonly repository: Extender;
    readonly schema: z.ZodType<RepositoryConfig>;
    readonly from: string;
  },
): Promise<readonly ExtendedFile[] | string> {
  const { repository, schema } = start;
  const path = [lookupName(repository)];
  const chain: ExtendedFile[] = [];
  let owner = repository.owner;
  let next: string | undefined = start.from;
  while (next !== undefined) {
    const target = extendsTarget(next, owner);
    const name = lookupName(target);
    if (path.includes(name)) return `\`_extends\` goes in a circle: ${[...path, name].join(" → ")}.`;
    if (chain.length === MAX_EXTENDED) return `More than ${MAX_EXTENDED} files extend one another.`;
    const found = await findExtendable(connection, repository, name);
    if (!found) {
      return `\`${name}\` cannot be extended here. Stoa must be installed on it, and a public repository can extend only public ones.`;
    }
    if (found.text === null) return `\`${name}\` has no stoa.yml in force to extend.`;
    const parsed = parseConfig(found.text, schema);
    if (!parsed.ok) return `The stoa.yml of \`${name}\` is not right itself.`;
    chain.push({ repositoryId: found.id, isPrivate: found.isPrivate, text: found.text });
    path.push(name);
    owner = target.owner;
    next = parsed.extends?.name;
  }
  return chain;
}

/** The repository of this name, if this one may extend it, and its last good text. */
async function findExtendable(
  connection: Connection,
  extender: Extender,
  name: string,
): Promise<{ readonly id: number; readonly isPrivate: boolean; readonly text: string | null } | undefined> {
  const { repositories, configFiles } = connection.tables;
  const rows = await connection.db
    .select({ id: repositories.id, isPrivate: repositories.isPrivate, text: configFiles.goodText })
    .from(repositories)
    .leftJoin(configFiles, eq(configFiles.repositoryId, repositories.id))
    .where(
      and(
        eq(repositories.installationId, extender.installationId),
        eq(repositories.isActive, true),
        sql`lower(${repositories.owner} || '/' || ${repositories.name}) = ${name}`,
        extender.isPrivate ? undefined : eq(repositories.isPrivate, false),
      ),
    );
  return rows[0];
}
