// Hidden markers, `<!-- stoa:KIND:KEY -->`: how Stoa finds again on GitHub what it wrote there. Anybody can type one, so
// whoever looks for a marker also looks at who wrote the text around it.

export interface Marker {
  readonly kind: string;
  readonly key: string;
}

/** Node ids hold `_`, `=` and `+`. No key can hold `>`, white space or `--`, so none can end its comment. */
const UNSAFE = /[^A-Za-z0-9._:/#=+-]|-(?=-)/g;
const UNSAFE_IN_KIND = /[^a-z0-9-]|-(?=-)/g;
const MARKER = /<!-- stoa:([a-z0-9-]{1,64}):([A-Za-z0-9._:/#=+-]{1,512}) -->/g;
const LONGEST_KEY = 512;

/**
 * The marker of a kind (a-z, 0-9, -) and key (A-Z, a-z, 0-9, . _ : / # = + -); any other character becomes `_` in a key
 * and `.` in a kind, so that nothing can break out of the comment. Use keys that are made of ids.
 */
export function marker(kind: string, key: string): string {
  const safeKey = key.slice(0, LONGEST_KEY).replace(UNSAFE, "_");
  const safeKind = kind.slice(0, 64).replace(UNSAFE_IN_KIND, ".");
  return `<!-- stoa:${safeKind}:${safeKey} -->`;
}

/** True when the body holds this marker. */
export function hasMarker(body: string, kind: string, key: string): boolean {
  return body.includes(marker(kind, key));
}

/** The markers of a body in their order. */
export function findMarkers(body: string): Marker[] {
  return [...body.matchAll(MARKER)].map(([, kind = "", key = ""]) => ({ kind, key }));
}
