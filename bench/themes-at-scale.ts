// A process of its own for the themes bench: refits 100,000 titles made of those of a file, and tells the time and the
// most memory the process ever had, its modules and the titles themselves included.

import { fitClusters } from "../src/features/themes/clustering/fit.ts";
import { seededRandom } from "../src/features/themes/clustering/random.ts";
import { termsOf } from "../src/features/themes/terms.ts";
import { readJsonLines, shuffled } from "./samples.ts";

const TITLES = 100_000;
/** A copy takes this share of its words from another title, so that no two are alike. */
const TAKEN = 0.2;

export interface Scale {
  readonly titlesRefitted: number;
  readonly refitSeconds: number;
  readonly coldFitSeconds: number;
  /** Of the processor: on a machine that others use too, less than passes on the clock. */
  readonly coldFitProcessorSeconds: number;
  readonly refitMegabytes: number;
}

function manyTitles(path: string): readonly (readonly string[])[] {
  const rows = readJsonLines(path) as readonly { readonly text: string }[];
  const titles = shuffled(rows).map(({ text }) => text.split(/\s+/));
  const random = seededRandom(3);
  return Array.from({ length: TITLES }, (_, index) => {
    const words = titles[index % titles.length] ?? [];
    const other = titles[Math.floor(random() * titles.length)] ?? [];
    const mixed = words.map((word, at) => (random() < TAKEN ? (other[at] ?? word) : word));
    return termsOf(mixed.join(" ")).map(({ stem }) => stem);
  });
}

const documents = manyTitles(process.argv[2] ?? "");
const coldAt = performance.now();
const usedBefore = process.cpuUsage();
const cold = fitClusters(documents.slice(0, TITLES * 0.9));
const used = process.cpuUsage(usedBefore);
const labels = new Int32Array(TITLES).fill(-1);
labels.set(cold.labels);
const warmAt = performance.now();
fitClusters(documents, { labels, clusters: cold.model.clusters });
const scale: Scale = {
  titlesRefitted: TITLES,
  refitSeconds: Number(((performance.now() - warmAt) / 1_000).toFixed(1)),
  coldFitSeconds: Number(((warmAt - coldAt) / 1_000).toFixed(1)),
  coldFitProcessorSeconds: Number(((used.user + used.system) / 1e6).toFixed(1)),
  refitMegabytes: Math.round(process.resourceUsage().maxRSS / 1_024),
};
process.send?.(scale);
