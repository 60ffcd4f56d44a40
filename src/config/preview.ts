// What a changed stoa.yml would change: the effective values, defaults filled in, that differ from those in force, in plain
// words where a feature has some. Pure; the texts are unescaped.

import type { RepositoryConfig } from "./repository.ts";

export interface SettingChange {
  /** "digest.hour", or the feature's name where several settings are told in one. */
  readonly setting: string;
  readonly now: string;
  readonly afterwards: string;
}

/** A feature, as far as its settings can be told. */
export interface Told {
  readonly name: string;
  inWords?(config: unknown): { readonly keys: readonly string[]; readonly words: string };
}

/** Longer lists are told by what joins and leaves them. */
const SHORT_LIST = 3;

/** Every setting that differs, in the order of the features. */
export function settingChanges(
  features: readonly Told[],
  now: RepositoryConfig,
  then: RepositoryConfig,
): readonly SettingChange[] {
  return features.flatMap((feature) => {
    const { name } = feature;
    const [before, after] = [now[name], then[name]];
    const told = { now: inWords(feature, before), afterwards: inWords(feature, after) };
    const rows: SettingChange[] =
      told.now.words === told.afterwards.words
        ? []
        : [{ setting: name, now: told.now.words, afterwards: told.afterwards.words }];
    const covered = new Set(told.afterwards.keys.map((key) => `${name}.${key}`));
    const flat = { now: flatten(before, name), afterwards: flatten(after, name) };
    for (const setting of new Set([...flat.now.keys(), ...flat.afterwards.keys()])) {
      if (covered.has(setting)) continue;
      const change = leafChange(flat.now.get(setting), flat.afterwards.get(setting));
      if (change) rows.push({ setting, ...change });
    }
    return rows;
  });
}

function inWords(
  feature: Told,
  config: unknown,
): { readonly keys: readonly string[]; readonly words: string } {
  if (feature.inWords) return feature.inWords(config);
  const { enabled } = config as { readonly enabled?: boolean };
  return { keys: ["enabled"], words: enabled === false ? "switched off" : "on" };
}

/** Every value that is no object, by its dotted path. */
function flatten(value: unknown, path: string): ReadonlyMap<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return new Map([[path, value]]);
  return new Map(Object.entries(value).flatMap(([key, part]) => [...flatten(part, `${path}.${key}`)]));
}

function leafChange(now: unknown, then: unknown): Omit<SettingChange, "setting"> | undefined {
  if (JSON.stringify(now) === JSON.stringify(then)) return undefined;
  if (Array.isArray(now) && Array.isArray(then) && Math.max(now.length, then.length) > SHORT_LIST) {
    return listChange(now, then);
  }
  const told = { now: spoken(now), afterwards: spoken(then) };
  // Where nothing was, and now an object is, its keys tell.
  return told.now === told.afterwards ? undefined : told;
}

function listChange(now: readonly unknown[], then: readonly unknown[]): Omit<SettingChange, "setting"> {
  const texts = { now: now.map(spoken), afterwards: then.map(spoken) };
  const joining = texts.afterwards.filter((entry) => !texts.now.includes(entry));
  const leaving = texts.now.filter((entry) => !texts.afterwards.includes(entry));
  const parts = [
    ...(joining.length > 0 ? [`with ${joining.join(", ")}`] : []),
    ...(leaving.length > 0 ? [`without ${leaving.join(", ")}`] : []),
  ];
  const entries = (count: number) => (count === 1 ? "1 entry" : `${count} entries`);
  const what = parts.length > 0 ? parts.join("; ") : "in another order";
  return { now: entries(now.length), afterwards: `${entries(then.length)}: ${what}` };
}

/** A value as a sentence would say it. */
function spoken(value: unknown): string {
  if (value === null || value === undefined) return "none";
  if (value === true) return "yes";
  if (value === false) return "no";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(spoken).join(", ");
  if (typeof value === "object") return entry(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** "mira (areas: collector/, capacity: 2)": the first value names the entry. */
function entry(value: object): string {
  const [first, ...rest] = Object.entries(value).filter(([, part]) => part !== undefined);
  const details = rest.map(([key, part]) => `${key}: ${spoken(part)}`).join(", ");
  const name = spoken(first?.[1]);
  return details === "" ? name : `${name} (${details})`;
}
