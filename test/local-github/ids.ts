// Ids in the forms GitHub gives them, derived from what a thing is and when it came to be instead of from a
// counter: the same happenings make the same ids in every run, whatever happens between them, and later
// things have greater numbers.

import { createHash } from "node:crypto";

const GITHUB_BIRTH_MS = Date.UTC(2007, 9, 1);
const NARROW_BIRTH_S = Date.UTC(2015, 0, 1) / 1000;

/** Hands out numbers and remembers them, so that no two things of one kind share one. */
export interface IdSource {
  /**
   * A number beyond 32 bits, as issues, pull requests, comments and reviews have today. `order` tells
   * apart, and puts in order, what came to be in the same place at the same millisecond.
   */
  wide(kind: string, at: number, key: string, order?: number): number;
  /** A number within 31 bits, as discussions, discussion comments, releases and labels have today. */
  narrow(kind: string, at: number, key: string): number;
  /** A number within 31 bits that depends on the name alone, for accounts and repositories. */
  named(kind: string, key: string): number;
}

/** Makes an empty source of ids. */
export function idSource(): IdSource {
  const taken = new Set<string>();
  const claim = (kind: string, wanted: number): number => {
    let id = wanted;
    while (taken.has(`${kind}${id}`)) id += 1;
    taken.add(`${kind}${id}`);
    return id;
  };
  return {
    wide: (kind, at, key, order = 0) =>
      claim(
        kind,
        Math.max(at - GITHUB_BIRTH_MS, 2 ** 23) * 1024 + (hash(key) % 64) * 16 + Math.min(order, 15),
      ),
    narrow: (kind, at, key) =>
      claim(kind, Math.max(Math.floor(at / 1000) - NARROW_BIRTH_S, 1) * 4 + (hash(key) % 4)),
    named: (kind, key) => claim(kind, 20_000 + (hash(`${kind} ${key}`) % 200_000_000)),
  };
}

/** FNV-1a in 32 bits, with a final mix so that the low bits are good too. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
}

/**
 * A global node id in GitHub's current form: a prefix for the type and, in URL-safe base64, a MessagePack
 * array of zero and the numbers that lead to the thing ("I_kwDO…": repository, then issue; "U_kgDO…": the
 * user).
 */
export function nodeId(prefix: string, ...path: readonly number[]): string {
  const bytes = Buffer.alloc(2 + path.length * 9);
  bytes[0] = 0x90 + path.length + 1;
  let end = 2;
  for (const part of path) {
    if (part < 2 ** 32) {
      bytes[end] = 0xce;
      end = bytes.writeUInt32BE(part, end + 1);
    } else {
      bytes[end] = 0xcf;
      end = bytes.writeBigUInt64BE(BigInt(part), end + 1);
    }
  }
  return `${prefix}_${bytes.toString("base64url", 0, end)}`;
}

/** A commit's or blob's name: forty hexadecimal digits that depend on `text` alone. */
export function sha(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

/** A UUID that depends on `text` alone, as `X-GitHub-Delivery` carries. */
export function uuid(text: string): string {
  const hex = sha(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-9${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Random numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
