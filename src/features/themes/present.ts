// Themes as the digest tells them: a name, how many threads, where it goes, and the threads that show it best.

import { inlineText } from "../../text/escape.ts";
import type { Theme } from "./store.ts";

/** How many threads are linked for each. */
const LINKS = 2;

/** "**What people talked about** – *memory, collector* (11 threads, rising; #231, #198), …" with its links. */
export function presentSection(themes: readonly Theme[]): string | undefined {
  if (themes.length === 0) return undefined;
  const shown = themes.map(({ label, threads, trend, examples }, index) => {
    const count = index === 0 ? `${threads} threads` : String(threads);
    const links = examples.slice(0, LINKS).map(({ number, url }) => `[#${number}](${url})`);
    return `*${inlineText(label)}* (${count}, ${trend}; ${links.join(", ")})`;
  });
  return `**What people talked about** – ${shown.join(", ")}.`;
}
