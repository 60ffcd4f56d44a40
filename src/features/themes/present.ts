// Themes in words: for the digest, for `/stoa themes`, and for the comment in a new thread.

import { inlineText, link } from "../../text/escape.ts";
import type { MaintainersSection } from "../feature.ts";
import type { ThemesConfig } from "./config.ts";
import type { Theme } from "./store.ts";
import type { RelatedThread } from "./suggest.ts";
import type { ThemeMood } from "./surroundings.ts";

/** How many threads are linked for each in a digest, and of each kind in the list. */
const LINKS = 2;
const LISTED = 3;

/** "**What people talked about** – *memory, collector* (11 threads, rising; #231, #198), …" with its links. */
export function presentSection(themes: readonly Theme[]): string | undefined {
  if (themes.length === 0) return undefined;
  const shown = themes.map(({ label, threads, trend, mood, examples }, index) => {
    const count = index === 0 ? `${threads} threads` : String(threads);
    const links = examples.slice(0, LINKS).map(({ number, url }) => `[#${number}](${url})`);
    const feeling = mood ? `, mood ${moodInWords(mood)}` : "";
    return `*${inlineText(label)}* (${count}, ${trend}${feeling}; ${links.join(", ")})`;
  });
  return `**What people talked about** – ${shown.join(", ")}.`;
}

/** What rises, for maintainers, and what they can do about it. */
export function presentRising(themes: readonly Theme[]): MaintainersSection | undefined {
  if (themes.length === 0) return undefined;
  const shown = themes.map(({ id, label, threads, people, openThreads, examples }) => {
    const links = examples.slice(0, LINKS).map(({ number, url }) => `[#${number}](${url})`);
    return `- *${inlineText(label)}* (\`${id}\`): ${threads} threads by ${people} people in ninety days, ${openThreads} open; ${links.join(", ")}`;
  });
  return {
    order: 30,
    markdown: `**Themes rising**\n\n${shown.join("\n")}\n\nIf one is a known hurdle, \`themes.hurdles\` in stoa.yml tells the way around it in each new thread.`,
  };
}

/** The themes with their ids, for whoever wants to rename, merge, split off or hide one in stoa.yml. */
export function presentList(themes: readonly Theme[]): string {
  if (themes.length === 0)
    return "There is too little to say: no theme has three threads of more than one person.";
  const rows = themes.map((theme) => {
    const { id, label, keyTerms, threads, people, trend, mood, allThreads, openThreads, firstSeenAt } = theme;
    const cells = [
      `\`${id}\``,
      inlineText(label),
      inlineText(keyTerms.slice(3).join(", ")),
      String(threads),
      String(people),
      trend,
      mood ? moodInWords(mood) : "too little to say",
      `${allThreads} (${openThreads} open)`,
      dayOf(firstSeenAt),
      threadLinks(theme.examples),
      threadLinks(theme.requests),
      theme.releases
        .slice(0, LISTED)
        .map(({ tag, url }) => link(tag, url))
        .join(" "),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    "What people talked about in the last ninety days. A maintainer can rename, merge, split off or hide a theme by its id, in `stoa.yml`.",
    "",
    "| id | theme | also | threads | people | trend | mood | in all | since | such as | requests | shipped in |",
    "| --- | --- | --- | --: | --: | --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

/** "62 (45 to 77)". */
function moodInWords({ index, low, high }: ThemeMood): string {
  const [middle, from, to] = [index, low, high].map(Math.round);
  return `${middle} (${from} to ${to})`;
}

function threadLinks(threads: readonly { readonly number: number; readonly url: string }[]): string {
  return threads
    .slice(0, LISTED)
    .map(({ number, url }) => `[#${number}](${url})`)
    .join(" ");
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Guidance, a line for each hurdle. */
export function presentHurdles(hurdles: ThemesConfig["hurdles"]): string {
  return hurdles
    .map(({ say, link: url }) => `${inlineText(say, 300)} ${link("Read more", url)}.`)
    .join("\n\n");
}

/** "Possibly related: #231 Agent loses spans (open) · …" */
export function presentRelated(threads: readonly RelatedThread[]): string {
  const shown = threads.map(
    ({ number, title, url, state }) => `[#${number} ${inlineText(title)}](${url}) (${state})`,
  );
  const ask =
    threads.length === 1
      ? "If it is the same, a maintainer can mark it."
      : "If one of them is the same, a maintainer can mark it.";
  return `Possibly related: ${shown.join(" · ")}. ${ask}`;
}
