// The draft of a digest as text: each part under a hidden marker that tells how Stoa left it, so that whatever a
// maintainer changed is known without remembering anything. Pure.
//
//   <!-- stoa:draft:2026-11-16:lead+shipped -->     the period, and the parts that were written
//   <!-- stoa:part:notes -->                        what maintainers add
//   <!-- stoa:part:shipped:3f9c01d2a7b4 -->         a part, with the digest of its text (SHA-256, 12 digits)
//   <!-- stoa:part:shipped:edited -->               one that a maintainer has changed; empty, it is left out

import { createHash } from "node:crypto";
import { findMarkers, marker } from "../../text/markers.ts";
/** A part of a digest that can be edited by itself. */
export interface DigestPart {
  /** The feature that wrote it, or what the digest itself calls it. */
  readonly name: string;
  /** Where it stands: lower comes first. */
  readonly order: number;
  readonly markdown: string;
}

/** What maintainers have made of a draft. */
export interface DraftEdits {
  /** First day of the period that the draft is of. */
  readonly period: string;
  /** Markdown to stand after the opening; "" for nothing. */
  readonly notes: string;
  /** By part: their own text for it; "" leaves it out. */
  readonly edited: ReadonlyMap<string, string>;
}

const NOTES = "notes";
const EDITED = "edited";

/** Reads a draft as it stands on GitHub; undefined when it is none. */
export function readDraft(text: string): DraftEdits | undefined {
  const plain = text.replaceAll("\r\n", "\n");
  const stamp = findMarkers(plain).find(({ kind }) => kind === "draft");
  if (!stamp) return undefined;
  const [period = "", names = ""] = stamp.key.split(":");
  const found = findParts(plain);
  const edited = new Map<string, string>();
  for (const name of names.split("+").filter((one) => one !== "")) {
    const part = found.get(name);
    // Whoever took a part away with its marker does not want it.
    if (!part) edited.set(name, "");
    else if (part.sum !== sumOf(part.text)) edited.set(name, part.text);
  }
  return { period, notes: found.get(NOTES)?.text ?? "", edited };
}

interface FoundPart {
  readonly sum: string;
  readonly text: string;
}

function findParts(text: string): ReadonlyMap<string, FoundPart> {
  const found = new Map<string, FoundPart>();
  const markers = findMarkers(text).filter(({ kind }) => kind === "part");
  let rest = text;
  for (const [index, { kind, key }] of markers.entries()) {
    const own = marker(kind, key);
    rest = rest.slice(rest.indexOf(own) + own.length);
    const next = markers[index + 1];
    const end = next ? rest.indexOf(marker(next.kind, next.key)) : rest.length;
    const [name = "", sum = ""] = key.split(":");
    found.set(name, { sum, text: rest.slice(0, end).trim() });
  }
  return found;
}

/** Writes a draft anew: what maintainers made of it stays as it is. */
export function writeDraft(draft: {
  readonly period: string;
  readonly intro: string;
  readonly parts: readonly DigestPart[];
  readonly edits?: DraftEdits | undefined;
}): string {
  const edits = draft.edits?.period === draft.period ? draft.edits : undefined;
  const edited = edits?.edited ?? new Map<string, string>();
  const kept = [...edited].filter(([name]) => !draft.parts.some((part) => part.name === name));
  const names = [...draft.parts.map(({ name }) => name), ...kept.map(([name]) => name)];
  const written = draft.parts.map(({ name, markdown }) => partText(name, markdown, edited.get(name)));
  return [
    marker("draft", `${draft.period}:${names.join("+")}`),
    draft.intro,
    `${marker("part", NOTES)}\n${edits?.notes ?? ""}`,
    ...written,
    ...kept.map(([name, text]) => partText(name, "", text)),
  ].join("\n\n");
}

function partText(name: string, markdown: string, own: string | undefined): string {
  const sum = own === undefined ? sumOf(markdown) : EDITED;
  return `${marker("part", `${name}:${sum}`)}\n${own ?? markdown}`.trimEnd();
}

/** The texts of a digest in order, as maintainers want them. */
export function withEdits(parts: readonly DigestPart[], { notes, edited }: DraftEdits): readonly string[] {
  const own = parts.map(({ name, markdown }) => ({ name, markdown: edited.get(name) ?? markdown }));
  const gone = [...edited].filter(([name]) => !parts.some((part) => part.name === name));
  const all = [...own, ...gone.map(([name, markdown]) => ({ name, markdown }))];
  const lead = all.filter(({ name }) => name === "lead").map(({ markdown }) => markdown);
  const rest = all.filter(({ name }) => name !== "lead").map(({ markdown }) => markdown);
  return [...lead, notes, ...rest].filter((text) => text.trim() !== "");
}

function sumOf(text: string): string {
  return createHash("sha256").update(text.trim()).digest("hex").slice(0, 12);
}
