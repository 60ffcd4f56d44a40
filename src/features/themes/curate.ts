// What maintainers made of the themes that were found: renamed, merged, split off, hidden. It is applied whenever themes are
// read, to whatever the last refit found; so it survives every refit, because ids do. Pure.

import type { ThemesConfig } from "./config.ts";
import { wordStems } from "./terms.ts";

export type Curation = Pick<ThemesConfig, "curated" | "split">;

/** A theme with its threads, as far as curation looks at them. */
export interface CuratedTheme<Thread> {
  readonly id: string;
  /** The maintainers' name; undefined where the terms name it. */
  readonly name?: string | undefined;
  readonly terms: readonly string[];
  readonly threads: readonly Thread[];
}

/** Splits first, then merges, then names and hides. A theme that nobody found any more is not there, whatever is said of it. */
export function curate<Thread extends { readonly title: string }>(
  themes: readonly CuratedTheme<Thread>[],
  { curated, split }: Curation,
): readonly CuratedTheme<Thread>[] {
  const targets = new Map<string, string>();
  const names = new Map<string, string>();
  for (const { theme, into, name } of curated) {
    if (into !== undefined) targets.set(theme, into);
    if (name !== undefined) names.set(theme, name);
  }
  const hidden = new Set(curated.flatMap(({ theme, hide }) => (hide === true ? [theme] : [])));
  const merged = new Map<string, CuratedTheme<Thread>>();
  for (const theme of themes.flatMap((theme) => splitOff(theme, split))) {
    const id = targetOf(theme.id, targets);
    const before = merged.get(id);
    const isItself = id === theme.id;
    merged.set(id, {
      ...(isItself || !before ? theme : before),
      id,
      threads: [...(before?.threads ?? []), ...theme.threads],
    });
  }
  return [...merged.values()]
    .filter(({ id }) => !hidden.has(id))
    .map((theme) => ({ ...theme, name: names.get(theme.id) ?? theme.name }));
}

function splitOff<Thread extends { readonly title: string }>(
  theme: CuratedTheme<Thread>,
  splits: Curation["split"],
): readonly CuratedTheme<Thread>[] {
  let left = theme.threads;
  const parts: CuratedTheme<Thread>[] = [];
  for (const { from, name, words } of splits) {
    if (from !== theme.id) continue;
    const own = left.filter(({ title }) => words.some((phrase) => hasPhrase(title, phrase)));
    left = left.filter((thread) => !own.includes(thread));
    parts.push({ id: splitId(from, name), name, terms: words, threads: own });
  }
  return [{ ...theme, threads: left }, ...parts].filter(({ threads }) => threads.length > 0);
}

/** The id of a theme that was split off: it stays while its name does. */
export function splitId(from: string, name: string): string {
  return `${from}/${name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "")}`;
}

/** Where a theme's threads count to, through several merges; where they go round in a circle, none is made. */
function targetOf(id: string, targets: ReadonlyMap<string, string>): string {
  const seen = new Set([id]);
  let target = id;
  for (;;) {
    const next = targets.get(target);
    if (next === undefined) return target;
    if (seen.has(next)) return id;
    seen.add(next);
    target = next;
  }
}

/** Whether a text has the words of a phrase one after the other, whatever their endings. */
export function hasPhrase(text: string, phrase: string): boolean {
  const wanted = wordStems(phrase);
  if (wanted.length === 0) return false;
  const stems = wordStems(text);
  return stems.some((_, start) => wanted.every((stem, at) => stems[start + at] === stem));
}
