// A model as text for a row of the database: JSON, with its arrays in base64.

import type { ThemeModel } from "./rules.ts";

export function encodeModel({ corpus, labels, clusters, themeIds }: ThemeModel): string {
  return JSON.stringify({
    clusters,
    themeIds,
    size: corpus.size,
    stems: [...corpus.termIds.keys()],
    rarities: toBase64(corpus.rarities),
    starts: toBase64(corpus.starts),
    terms: toBase64(corpus.terms),
    weights: toBase64(corpus.weights),
    labels: toBase64(labels),
  });
}

interface ModelText {
  readonly clusters: number;
  readonly themeIds: readonly string[];
  readonly size: number;
  readonly stems: readonly string[];
  readonly rarities: string;
  readonly starts: string;
  readonly terms: string;
  readonly weights: string;
  readonly labels: string;
}

/** Reads what `encodeModel` wrote. */
export function decodeModel(text: string): ThemeModel {
  const read = JSON.parse(text) as ModelText;
  return {
    clusters: read.clusters,
    themeIds: read.themeIds,
    labels: new Int32Array(fromBase64(read.labels)),
    corpus: {
      size: read.size,
      termIds: new Map(read.stems.map((stem, id) => [stem, id])),
      rarities: new Float32Array(fromBase64(read.rarities)),
      starts: new Uint32Array(fromBase64(read.starts)),
      terms: new Uint32Array(fromBase64(read.terms)),
      weights: new Float32Array(fromBase64(read.weights)),
    },
  };
}

function toBase64({ buffer, byteOffset, byteLength }: Float32Array | Uint32Array | Int32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}

function fromBase64(text: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(text, "base64")).buffer;
}
