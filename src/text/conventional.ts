// What kind of change a title announces, in the forms that titles take in practice, and the title as a reader wants it:
//
//   CORE-1521 | fix: resolve CronJob pods (#5642)      fix      Resolve CronJob pods
//   feat: CORE-1474 expose the sampler                 feature  Expose the sampler
//   CORE-1502: Add Helm docs                           docs     Add Helm docs
//   Update collector image to v1.20                    chore    Update collector image to v1.20

export type TitleKind = "feature" | "fix" | "docs" | "chore";

/** Types of Conventional Commits 1.0 and of the Angular convention it grew from, and common spellings. */
const TYPES = kinds({
  feature: "feat feature features enhancement",
  // A faster thing that does the same is a repair in users' eyes.
  fix: "fix bugfix hotfix bug perf security",
  docs: "docs doc documentation",
  chore: "chore build ci deps refactor style test tests revert release",
});

/** Scopes that say more than the type: `fix(docs)` mends no program, `fix(ci)` nothing that users meet. */
const SCOPES = kinds({
  docs: "docs doc documentation readme",
  chore: "ci test tests e2e deps deps-dev release build lint",
});

function kinds(words: Readonly<Partial<Record<TitleKind, string>>>): ReadonlyMap<string, TitleKind> {
  const map = new Map<string, TitleKind>();
  for (const [kind, list] of Object.entries(words)) {
    for (const word of list.split(" ")) map.set(word, kind as TitleKind);
  }
  return map;
}

/** Names of standards that look like ticket keys: "UTF-8 names are cut". */
const STANDARDS =
  /^(?:UTF|SHA|ISO|RFC|CVE|CWE|HTTP|TLS|AES|MD|GPT|PEP|KEP|BASE|ECMA|ES|IEEE|ANSI|UTC|GMT|RSA|X)-/;

const TICKET = /^[[(]?([A-Z][A-Z0-9]{1,9}-\d{1,7})[\])]?(?=[\s:|,\-–—]|$)[\s:|,\-–—]*/;
const TYPE = /^([A-Za-z]{2,20})(?:\(([^()]{0,100})\))?!?:\s*/;
const PULL_NUMBER = /\s*\(#\d{1,9}\)$/;

/**
 * The kind that a title says: by its conventional type and scope, else by its words (only where they leave little doubt);
 * undefined when it says none.
 */
export function titleKind(title: string): TitleKind | undefined {
  const { kind, text } = splitTitle(title);
  return kind ?? kindFromWords(text);
}

/**
 * The title for a digest: without ticket key, conventional type and trailing pull-request numbers, its first letter a
 * capital unless the first word has capitals or digits of its own (eBPF, k8s). Not escaped.
 */
export function cleanTitle(title: string): string {
  const { text } = splitTitle(title);
  const shown = text === "" ? title.trim() : text;
  return /^\p{Ll}[\p{Ll}'’-]*(?=[\s,.;:!?]|$)/u.test(shown)
    ? shown.charAt(0).toUpperCase() + shown.slice(1)
    : shown;
}

interface SplitTitle {
  readonly kind: TitleKind | undefined;
  readonly text: string;
}

/** Takes away ticket keys and one type in whichever order they stand. */
function splitTitle(title: string): SplitTitle {
  let text = title.slice(0, 1000).trim();
  while (PULL_NUMBER.test(text)) text = text.replace(PULL_NUMBER, "");
  text = withoutTickets(text);
  const [head = "", type = "", scope = ""] = TYPE.exec(text) ?? [];
  const kind = TYPES.get(type.toLowerCase());
  // "Collector: …" names a part, not a kind.
  if (kind === undefined) return { kind, text };
  return {
    kind: SCOPES.get(scope.trim().toLowerCase()) ?? kind,
    text: withoutTickets(text.slice(head.length)),
  };
}

function withoutTickets(title: string): string {
  let text = title;
  for (;;) {
    const match = TICKET.exec(text);
    if (!match || STANDARDS.test(match[1] ?? "")) return text.trim();
    text = text.slice(match[0].length);
  }
}

const DOCS_WORDS = /\b(?:docs?|documentation|readme|typos?|changelog|docstrings?)\b/i;
const VERSION_WORDS = /\b(?:to|from) v?\d|\bdependenc(?:y|ies)\b|\bdeps\b|\bv\d+(?:\.\d+)+\b/i;

function kindFromWords(text: string): TitleKind | undefined {
  const first = /^[A-Za-z]+/.exec(text)?.[0].toLowerCase() ?? "";
  if (DOCS_VERBS.has(first) && DOCS_WORDS.test(text)) return "docs";
  if (first === "document" || first === "docs") return "docs";
  if (first === "bump" || first === "revert") return "chore";
  if (/^(?:update|upgrade|downgrade|pin)$/.test(first) && VERSION_WORDS.test(text)) return "chore";
  if (FIX_VERBS.has(first)) return "fix";
  return FEATURE_VERBS.has(first) ? "feature" : undefined;
}

const DOCS_VERBS: ReadonlySet<string> = new Set(
  "add update improve clarify write rewrite fix fixed fixes correct extend remove expand polish".split(" "),
);
const FIX_VERBS: ReadonlySet<string> = new Set(
  "fix fixes fixed bugfix hotfix repair correct prevent".split(" "),
);
const FEATURE_VERBS: ReadonlySet<string> = new Set(
  "add introduce implement support allow expose feature".split(" "),
);
