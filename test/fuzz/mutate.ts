// Makes of a payload that GitHub could have sent one that it never would, and posts it as GitHub would, or nearly.

import { createHmac, randomBytes } from "node:crypto";
import type { Chance } from "./chance.ts";
import { PROTOTYPE_KEYS, rawMark, RAW_VALUES, TEXTS, TIMES, VALUES } from "./hostile.ts";

/** A payload as GitHub sent it. */
export interface BasePayload {
  readonly event: string;
  readonly body: Buffer;
}

/** One request to the webhook path. */
export interface Mutant {
  readonly guid: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Whether the signature fits the body, and both of GitHub's other headers are in order. */
  readonly isProper: boolean;
}

type Node = Record<string, unknown>;

/** Where a walk through a payload would rather go: what Stoa reads. The rest is some hundred addresses. */
const READ_KEYS: ReadonlySet<string> = new Set(
  `action repository installation sender issue comment pull_request review discussion release changes label labels body id
  node_id number title user login type name owner private archived default_branch html_url state state_reason locked
  created_at updated_at closed_at merged_at merged_by submitted_at published_at category slug draft prerelease tag_name
  author ref after commits added modified removed account permissions repositories repositories_added repositories_removed
  full_name from pull_request answer_html_url`.split(/\s+/),
);

const HUGE = 300_000;

/** Makes mutants of these payloads; the same chance makes the same ones. */
export function mutator(bases: readonly BasePayload[], secret: string, chance: Chance): () => Mutant {
  let made = 0;
  return () => {
    made += 1;
    const base = chance.pick(bases);
    const body = spoilBytes(chance, mutateJson(base, bases, chance, made));
    return envelope({ chance, event: base.event, body, secret, number: made });
  };
}

/** A payload as it is, for a good beginning. */
export function asSent({ event, body }: BasePayload, secret: string, index: number): Mutant {
  const guid = `f0220000-0000-4000-9000-${index.toString(16).padStart(12, "0")}`;
  return { guid, headers: headersOf({ event, guid, body, secret }), body, isProper: true };
}

function headersOf(of: {
  readonly event: string;
  readonly guid: string;
  readonly body: Buffer;
  readonly secret: string;
}): Readonly<Record<string, string>> {
  return {
    "content-type": "application/json",
    "x-github-event": of.event,
    "x-github-delivery": of.guid,
    "x-hub-signature-256": `sha256=${createHmac("sha256", of.secret).update(of.body).digest("hex")}`,
  };
}

function mutateJson(base: BasePayload, bases: readonly BasePayload[], chance: Chance, made: number): Buffer {
  const payload = JSON.parse(base.body.toString()) as Node;
  // Half of them are about threads and remarks that Stoa has not seen: what is known already goes no further.
  if (chance.is(0.5)) freshen(payload, made);
  const raws: string[] = [];
  const count = chance.is(0.1) ? 0 : 1 + chance.below(3);
  for (let done = 0; done < count; done += 1) {
    const [parent, key] = walk(payload, chance);
    mutateAt({ parent, key, raws, bases, chance });
  }
  let text = JSON.stringify(payload);
  raws.forEach((raw, index) => (text = text.replaceAll(JSON.stringify(rawMark(index)), () => raw)));
  return Buffer.from(text);
}

function freshen(payload: Node, made: number): void {
  const fresh = 6_000_000_000 + made;
  for (const name of ["issue", "pull_request", "discussion", "comment", "review", "release"]) {
    const part = payload[name];
    if (!isNode(part)) continue;
    Object.assign(part, { id: fresh, node_id: `FUZZ_${name}_${made}` });
    if ("number" in part) part["number"] = 1_000_000 + made;
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function walk(root: Node, chance: Chance): readonly [Node, string] {
  let parent = root;
  for (;;) {
    const keys = Object.keys(parent);
    const known = keys.filter((key) => READ_KEYS.has(key));
    // Rather into an object than at a leaf: a payload without its action is soon refused, and teaches nothing more.
    const deep = known.filter((key) => isDeep(parent[key]));
    const wanted = deep.length > 0 && chance.is(0.8) ? deep : known;
    const key =
      wanted.length > 0 && chance.is(0.9) ? chance.pick(wanted) : (keys[chance.below(keys.length)] ?? "x");
    if (!isDeep(parent[key]) || chance.is(0.06)) return [parent, key];
    parent = parent[key] as Node;
  }
}

function isDeep(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

interface Spot {
  readonly parent: Node;
  readonly key: string;
  readonly raws: string[];
  readonly bases: readonly BasePayload[];
  readonly chance: Chance;
}

function mutateAt(spot: Spot): void {
  const { parent, key, chance } = spot;
  const before = parent[key];
  const set = (value: unknown) => void (parent[key] = value);
  const roll = chance.next();
  if (roll < 0.12) return void delete parent[key];
  if (roll < 0.3) return set(structuredClone(chance.pick(VALUES)));
  if (roll < 0.45) return set(raw(spot, chance.pick(RAW_VALUES)));
  if (typeof before === "string" && chance.is(0.4)) return set(hostileText(before, chance));
  if (roll < 0.65) return set(hostileText(before, chance));
  if (roll < 0.72) return set(chance.pick(TIMES));
  if (roll < 0.75) return set(hugeOf(before, chance));
  if (roll < 0.82) return set(typeof before === "number" ? -before : [before]);
  if (roll < 0.9) return set(subtreeOf(chance.pick(spot.bases), chance));
  if (Array.isArray(parent)) return set(null);
  const name = chance.pick(PROTOTYPE_KEYS);
  Object.defineProperty(parent, name, {
    value: chance.is(0.5) ? { polluted: true, action: "opened" } : before,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

/** Words that are still words, and names that are none; what asks for an answer most often. */
function hostileText(before: unknown, chance: Chance): string {
  const text = chance.pick(TEXTS);
  if (chance.is(0.3)) return `${text}\n\n/stoa help ${text}\n/mentor me ${text}`;
  return chance.is(0.4) ? `${String(before)}${text}` : text;
}

function raw({ raws }: Spot, text: string): string {
  return rawMark(raws.push(text) - 1);
}

function hugeOf(before: unknown, chance: Chance): unknown {
  if (Array.isArray(before)) {
    const item: unknown = before[0] ?? { name: "label" };
    return Array.from({ length: 5_000 }, () => item);
  }
  if (chance.is(0.1)) return Array.from({ length: 20_000 }, (_, index) => index);
  const piece = chance.pick([
    "a",
    "@ada ",
    "> ",
    "[",
    "*a_",
    "`",
    "/stoa help\n",
    "é",
    "\u0000",
    "🎉",
    "fixes #1 ",
  ]);
  return piece.repeat(HUGE / piece.length);
}

function subtreeOf(base: BasePayload, chance: Chance): unknown {
  const [parent, key] = walk(JSON.parse(base.body.toString()) as Node, chance);
  return parent[key];
}

/** Now and then the bytes themselves are wrong: cut off, no UTF-8, or no JSON. */
function spoilBytes(chance: Chance, body: Buffer): Buffer {
  const roll = chance.next();
  if (roll < 0.03) return body.subarray(0, chance.below(body.length));
  const at = chance.below(body.length);
  if (roll < 0.06)
    return Buffer.concat([body.subarray(0, at), Buffer.from([0xc3, 0x28, 0xff]), body.subarray(at)]);
  if (roll < 0.08) return Buffer.concat([body.subarray(0, at), Buffer.from([0]), body.subarray(at)]);
  if (roll < 0.09) return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]);
  if (roll < 0.1)
    return Buffer.from(chance.pick(["", "null", "[]", '"text"', "0", "{}", "[".repeat(100_000)]));
  return body;
}

const EVENTS: readonly string[] = [
  "issues",
  "issue_comment",
  "pull_request",
  "pull_request_review",
  "discussion_comment",
  "installation",
  "installation_repositories",
  "repository",
  "push",
  "release",
  "ping",
  "watch",
  "constructor",
];

function envelope(of: {
  readonly chance: Chance;
  readonly event: string;
  readonly body: Buffer;
  readonly secret: string;
  readonly number: number;
}): Mutant {
  const { chance, body, secret } = of;
  const guid = `f0220000-0000-4000-8000-${of.number.toString(16).padStart(12, "0")}`;
  const event = chance.is(0.1) ? chance.pick(EVENTS) : of.event;
  const headers = headersOf({ event, guid, body, secret });
  if (chance.is(0.95)) return { guid, headers, body, isProper: true };
  const [name, value] = chance.pick([
    ["x-hub-signature-256", `sha256=${randomBytes(32).toString("hex")}`],
    ["x-hub-signature-256", "sha256="],
    ["x-hub-signature-256", ""],
    ["x-github-event", ""],
    ["x-github-event", "é".repeat(100)],
    ["x-github-event", "../issues"],
    ["x-github-delivery", ""],
    ["x-github-delivery", "g".repeat(8_000)],
  ] as const);
  return { guid, headers: { ...headers, [name]: value }, body, isProper: false };
}
