// `.github/stoa.yml`: one strict schema, put together from what each feature declares. Everything has a default, and an
// unknown key is an error with its line, its column and the key that was probably meant.

import { distance } from "fastest-levenshtein";
import { isNode, LineCounter, parseDocument, type Document } from "yaml";
import { z } from "zod";

/** Where GitHub keeps it in a repository. */
export const CONFIG_PATH = ".github/stoa.yml";
/** The repository whose stoa.yml serves every repository of its owner that has none. */
export const ORGANISATION_REPOSITORY = ".github";

/** Where a repository's file may lie, the first that is there counts: in the organisation's also at the top. */
export function configPaths(repositoryName: string): readonly string[] {
  return repositoryName === ORGANISATION_REPOSITORY ? [CONFIG_PATH, "stoa.yml"] : [CONFIG_PATH];
}

/** Each feature's part, by the feature's name, with defaults filled in. */
export type RepositoryConfig = Readonly<Record<string, unknown>>;

export interface ConfigProblem {
  readonly message: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
}

export type ParsedConfig =
  | {
      readonly ok: true;
      readonly config: RepositoryConfig;
      /** What stands in the file, without defaults and `_extends`: what another file may be laid over. */
      readonly values: Readonly<Record<string, unknown>>;
      /** The repository whose file this one extends, as it is written. */
      readonly extends: ExtendsLine | undefined;
    }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

export interface ExtendsLine {
  readonly name: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

/** OWNER/REPO, or REPO for one of the same owner. */
const EXTENDS = /^(?:[A-Za-z\d][A-Za-z\d-]*\/)?[\w.-]+$/;

const extendsKey = z
  .string()
  .regex(EXTENDS, "The name of a repository, such as .github, base or acme/base.")
  .optional()
  .describe(
    "A repository whose stoa.yml this one is laid over: REPO or OWNER/REPO. What stands here counts more; lists are joined.",
  );

const anyValues: z.ZodType<RepositoryConfig> = z.looseObject({ _extends: extendsKey });

/** A text far larger than any config; parsing stops there. */
const MAX_CONFIG_CHARACTERS = 100_000;

/** The schema of a whole stoa.yml, from the parts of the features. */
export function configSchema(
  features: readonly { readonly name: string; readonly config: z.ZodType }[],
): z.ZodType<RepositoryConfig> {
  const parts = features.map(({ name, config }) => [name, config.prefault({})] as const);
  return z.strictObject({ ...Object.fromEntries(parts), _extends: extendsKey });
}

/** The repository that a text names in its `_extends`, whatever else may be wrong with it. */
export function writtenExtends(text: string): string | undefined {
  const parsed = parseConfig(text, anyValues);
  return parsed.ok ? parsed.extends?.name : undefined;
}

/** Checks the text of a stoa.yml. An empty text is good, and means the defaults. */
export function parseConfig(text: string, schema: z.ZodType<RepositoryConfig>): ParsedConfig {
  if (text.length > MAX_CONFIG_CHARACTERS) {
    return {
      ok: false,
      problems: [{ message: "The file is too large to be a configuration.", line: 1, column: 1 }],
    };
  }
  const lines = new LineCounter();
  // No aliases: a few bytes of them can unfold into gigabytes.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    // Its warnings would go to standard error, past the log, and quote the file.
    logLevel: "error",
  });
  const position = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({ message: error.message, ...position(error.pos[0]) }));
    return { ok: false, problems };
  }
  const values = toValues(document);
  if (values === undefined) {
    return { ok: false, problems: [{ message: "Aliases are not allowed in stoa.yml.", line: 1, column: 1 }] };
  }
  const parsed = schema.safeParse(values);
  if (parsed.success) {
    const { _extends: _own, ...config } = parsed.data;
    const { _extends: name, ...rest } = values as Record<string, unknown>;
    const line = position(offsetOf(document, ["_extends"], false));
    return {
      ok: true,
      config,
      values: rest,
      extends: typeof name === "string" ? { name, ...line } : undefined,
    };
  }
  const problems = parsed.error.issues.flatMap((issue) => describe(issue, schema));
  return {
    ok: false,
    problems: problems.map(({ message, path, isKey }) => ({
      message,
      ...position(offsetOf(document, path, isKey)),
    })),
  };
}

/** A part with nothing under it ("digest:") means its defaults, as if it were not there. undefined when aliases would unfold. */
function toValues(document: Document): unknown {
  try {
    const values = (document.toJS({ maxAliasCount: 0 }) as unknown) ?? {};
    if (typeof values !== "object" || Array.isArray(values)) return values;
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
  } catch {
    return undefined;
  }
}

interface Described {
  readonly message: string;
  readonly path: readonly PropertyKey[];
  /** The problem is the key at the end of the path, not its value. */
  readonly isKey: boolean;
}

function describe(issue: z.core.$ZodIssue, schema: z.ZodType): Described[] {
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }), issue.path);
    return issue.keys.map((key) => {
      const guess = closest(key, known);
      const where = issue.path.length > 0 ? ` in \`${issue.path.join(".")}\`` : "";
      const hint = guess
        ? ` Did you mean \`${guess}\`?`
        : ` Known here: ${known.map((name) => `\`${name}\``).join(", ")}.`;
      return { message: `Unknown key \`${key}\`${where}.${hint}`, path: [...issue.path, key], isKey: true };
    });
  }
  if (issue.path.length === 0) {
    return [{ message: "The file must hold keys and values, such as `digest:`.", path: [], isKey: false }];
  }
  const path = issue.path.join(".");
  return [{ message: `\`${path}\`: ${issue.message}`, path: issue.path, isKey: false }];
}

/** The keys that the JSON Schema allows at `path`. */
function keysAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  let node = schema as { properties?: Record<string, unknown>; items?: unknown };
  for (const step of path) {
    const next = typeof step === "number" ? node.items : node.properties?.[String(step)];
    if (!next) return [];
    node = next;
  }
  return Object.keys(node.properties ?? {});
}

/** The known word nearest to `word`, if it is near enough to have been meant. */
function closest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, edits: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits || a.candidate.localeCompare(b.candidate));
  const best = ranked[0];
  return best && best.edits <= Math.max(2, Math.floor(word.length / 3)) ? best.candidate : undefined;
}

/** Where in the text the value (or the key) at `path` begins; its nearest parent where it is missing. */
function offsetOf(document: Document, path: readonly PropertyKey[], isKey: boolean): number {
  if (isKey) {
    const parent = document.getIn(path.slice(0, -1), true) as { items?: unknown[] } | undefined;
    const pair = parent?.items?.find(
      (item) => String((item as { key?: { value?: unknown } }).key?.value) === String(path.at(-1)),
    ) as { key?: unknown } | undefined;
    if (isNode(pair?.key) && pair.key.range) return pair.key.range[0];
  }
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
