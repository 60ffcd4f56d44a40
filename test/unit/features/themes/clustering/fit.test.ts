import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitClusters } from "../../../../../src/features/themes/clustering/fit.ts";
import { assign, openModel } from "../../../../../src/features/themes/clustering/model.ts";
import { seededRandom } from "../../../../../src/features/themes/clustering/random.ts";
import { decodeModel, encodeModel } from "../../../../../src/features/themes/model-text.ts";

const TOPICS = [
  "memory heap leak limit swap gigabyte collector growth",
  "java agent attach jvm bytecode class loader instrument",
  "helm chart values install release namespace template upgrade",
];
const NOISE = "node cluster start run large small fast slow".split(" ");

/** Documents of three topics by turns: three words of the topic, two of everybody's. */
function documents(count: number, seed = 1): readonly (readonly string[])[] {
  const random = seededRandom(seed);
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)] ?? "";
  return Array.from({ length: count }, (_, index) => {
    const topic = (TOPICS[index % TOPICS.length] ?? "").split(" ");
    return [pick(topic), pick(topic), pick(topic), pick(NOISE), pick(NOISE)];
  });
}

/** The share of documents whose cluster is mostly of their topic. */
function purity(labels: Int32Array): number {
  const counts = new Map<string, number>();
  for (const [index, label] of labels.entries()) {
    const key = `${label}:${index % TOPICS.length}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const best = new Map<string, number>();
  for (const [key, count] of counts) {
    const [label = ""] = key.split(":");
    best.set(label, Math.max(best.get(label) ?? 0, count));
  }
  return [...best.values()].reduce((sum, count) => sum + count, 0) / labels.length;
}

describe("clusters", () => {
  test("are found in their number, without being told it", () => {
    const { labels, model } = fitClusters(documents(300));
    expect(model.clusters).toBeLessThanOrEqual(6);
    expect(purity(labels)).toBeGreaterThan(0.95);
  });

  test("take in documents that come later, and none that shares no word", () => {
    const model = openModel(fitClusters(documents(300)).model);
    expect(purity(assign(model, documents(90, 2)))).toBeGreaterThan(0.9);
    expect([...assign(model, [["zebra"], []])]).toEqual([-1, -1]);
  });

  test("are the same after a way through the database", () => {
    const { model } = fitClusters(documents(120));
    const read = decodeModel(encodeModel({ ...model, themeIds: ["a"] }));
    expect(read).toEqual({ ...model, themeIds: ["a"] });
    const later = documents(60, 3);
    expect(assign(openModel(read), later)).toEqual(assign(openModel(model), later));
  });

  test("keep nearly all of their documents in a warm fit with a tenth more", () => {
    const old = fitClusters(documents(300));
    const before = new Int32Array(330).fill(-1);
    before.set(old.labels);
    const { labels } = fitClusters(documents(330), { labels: before, clusters: old.model.clusters });
    const pairs = new Map<string, number>();
    for (const [index, label] of old.labels.entries()) {
      const key = `${label}:${labels[index]}`;
      pairs.set(key, (pairs.get(key) ?? 0) + 1);
    }
    const kept = [...pairs.values()].filter((count) => count > 10).reduce((sum, count) => sum + count, 0);
    expect(kept / 300).toBeGreaterThan(0.95);
  });

  test("of any documents cover each that shares a word with another, and are numbered without gaps", () => {
    const stems = fc.array(fc.constantFrom("a", "b", "c", "d", "e", "f"), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(stems, { maxLength: 30 }), (texts) => {
        const { labels, model } = fitClusters(texts);
        expect(labels).toHaveLength(texts.length);
        const used = new Set([...labels].filter((label) => label >= 0));
        expect([...used].sort((a, b) => a - b)).toEqual([...Array(model.clusters).keys()]);
      }),
      { numRuns: 50 },
    );
  });
});
