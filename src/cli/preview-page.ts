// The preview as one Markdown page: the digest first, then what it was made of. Pure.

import type { RepositoryRow } from "../db/repositories.ts";
import type { Digest } from "../features/digest/index.ts";
import type { listRequests } from "../features/requests/index.ts";
import type { WeekMood } from "../features/sentiment/index.ts";
import type { listThemes } from "../features/themes/index.ts";
import { inlineText, link } from "../text/escape.ts";

/** Weeks of the index that are shown. */
const WEEKS = 26;

export function presentPreview(of: {
  readonly repository: RepositoryRow;
  readonly digest: Digest;
  readonly requests: Awaited<ReturnType<typeof listRequests>>;
  readonly themes: Awaited<ReturnType<typeof listThemes>>;
  readonly sentiment: readonly WeekMood[];
}): string {
  const { repository, digest } = of;
  return [
    `# What Stoa makes of ${inlineText(`${repository.owner}/${repository.name}`)}`,
    "Nothing was posted. This is what Stoa would have said, and what it found.",
    `## ${digest.title}`,
    digest.body,
    "## Most wanted",
    presentRequests(of.requests),
    "## Themes of the last 90 days",
    presentThemes(of.themes),
    "## Community Sentiment Index by week",
    presentSentiment(of.sentiment),
    "",
  ].join("\n\n");
}

function presentRequests(requests: Awaited<ReturnType<typeof listRequests>>): string {
  if (requests.length === 0) return "No open feature requests were found.";
  return requests
    .map(({ title, url, votes }, index) => `${index + 1}. ${link(title, url)} (${votes} votes)`)
    .join("\n");
}

function presentThemes(themes: Awaited<ReturnType<typeof listThemes>>): string {
  if (themes.length === 0) return "Too little to say: no theme has three threads of more than one person.";
  return themes
    .map(
      ({ terms, threads, people, trend }) =>
        `- **${terms.map((term) => inlineText(term)).join(", ")}**: ${threads} threads, ${people} people, ${trend}`,
    )
    .join("\n");
}

function presentSentiment(weeks: readonly WeekMood[]): string {
  if (weeks.length === 0) return "Too little to say.";
  const rows = weeks
    .slice(-WEEKS)
    .map(({ week, index, low, high, people }) =>
      index === null || low === null || high === null
        ? `| ${week} | too little to say | | ${people} |`
        : `| ${week} | ${Math.round(index)} | ${Math.round(low)} to ${Math.round(high)} | ${people} |`,
    );
  return ["| week of | index | 95 % interval | people |", "| --- | --- | --- | --- |", ...rows].join("\n");
}
