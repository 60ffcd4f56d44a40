// Themes: what recurs in the threads of the last ninety days. They are found anew every night, and for each digest as of
// its period's end.

import { DAY, HOUR } from "../../core/clock.ts";
import {
  defineFeature,
  type DigestContext,
  type DigestSection,
  type Effect,
  type JobContext,
} from "../feature.ts";
import { themesConfig, type ThemesConfig } from "./config.ts";
import { presentSection } from "./present.ts";
import { fitThemes, refitThemes, themeOf } from "./store.ts";

export { listThemes, refitThemes } from "./store.ts";

/** When the nightly refit is due, UTC. */
const REFIT_HOUR = 3;

export const themesFeature = defineFeature<ThemesConfig>({
  name: "themes",
  config: themesConfig,
  events: ["issues", "pull_request", "discussion"],
  permissions: { issues: "read", pull_requests: "read", discussions: "read" },
  jobs: [
    {
      name: "themes-refit",
      nextAfter: (after, { enabled }) => (enabled ? nextRefit(after) : undefined),
      run: refit,
    },
  ],
  digestSection,
});

/** The next 03:00 UTC strictly after `after`. */
function nextRefit(after: number): number {
  const offset = REFIT_HOUR * HOUR;
  return (Math.floor((after - offset) / DAY) + 1) * DAY + offset;
}

async function refit(context: JobContext<ThemesConfig>): Promise<readonly Effect[]> {
  const { connection, scope, now, config } = context;
  if (config.enabled) await refitThemes(connection, scope, { now, ignore: config.ignore });
  return [];
}

async function digestSection(context: DigestContext<ThemesConfig>): Promise<DigestSection | undefined> {
  const { connection, scope, period, config } = context;
  if (!config.enabled) return undefined;
  const now = period.endsAt;
  const fitted = await fitThemes(connection, scope, { now, ignore: config.ignore });
  const told = fitted
    .filter(({ threads }) => threads.some(({ createdAt }) => createdAt >= period.startsAt))
    .slice(0, config.top)
    .flatMap(({ found, threads }) => themeOf({ id: "", terms: found.terms, threads }, now) ?? []);
  const markdown = presentSection(told);
  return markdown === undefined ? undefined : { order: 40, markdown };
}
