// `/stoa digest preview [maintainers]`: the text of the running period's digest as it stands now, answered in the thread.

import { momentInWords, periodRunning } from "../../core/calendar.ts";
import { UserError } from "../../core/errors.ts";
import { isRepositoryNamed } from "../../core/names.ts";
import { publicScope } from "../../db/repositories.ts";
import { fitBody } from "../../text/truncate.ts";
import type {
  CommandAnswer,
  CommandCall,
  CommandHandler,
  Feature,
  FeatureContext,
  JobContext,
} from "../feature.ts";
import { buildDigest } from "./build.ts";
import type { DigestConfig } from "./config.ts";
import { buildMaintainers } from "./maintainers.ts";
import { maintainersScheduleOf, scheduleOf } from "./rules.ts";
import { listTellings } from "./tellings.ts";

/** Room for what else stands in the thread's one comment. */
const MOST_BYTES = 50_000;

type Context = JobContext<DigestConfig>;

export function previewCommand(contributors: readonly Feature[]): CommandHandler<DigestConfig> {
  return async (call, context) => {
    const of = await jobContext(call, context);
    const audience = call.argument.trim().toLowerCase();
    if (audience === "maintainers") return previewMaintainers(call, of, contributors);
    if (audience === "" || audience === "community") return previewCommunity(call, of, contributors);
    throw new UserError("I can show `/stoa digest preview` and `/stoa digest preview maintainers`.");
  };
}

/** As the schedule would have it, for the whole installation. */
async function jobContext(
  { activity, installationConfig }: CommandCall,
  context: FeatureContext<DigestConfig>,
): Promise<Context> {
  const { installationId } = activity.repository;
  const values = (await installationConfig?.()) ?? {};
  return {
    ...context,
    config: (values["digest"] as DigestConfig | undefined) ?? context.config,
    configOf: ({ name }) => values[name],
    installationId,
    scope: await publicScope(context.connection, installationId),
  };
}

async function previewCommunity(
  { activity }: CommandCall,
  context: Context,
  contributors: readonly Feature[],
): Promise<CommandAnswer> {
  const { config, now } = context;
  const tellings = await listTellings(context);
  const telling = tellings.find(({ home }) => home.id === activity.repository.id) ?? tellings[0];
  if (!config.enabled || !telling)
    throw new UserError("There is no digest: it is switched off, or has no place to go.");
  const period = periodRunning(now, scheduleOf(config));
  const { line, scope, home } = telling;
  const request = { ...context, scope, place: line.place, period, contributors, isPreview: true };
  const { title, body, marker } = await buildDigest(request);
  const when = `It goes out on ${momentInWords(period.boundary, config.zone)}, to ${home.owner}/${home.name}.`;
  // This may be a public thread, and the draft is not.
  const but = config.draft === null ? "" : " What was edited in its draft is shown there alone.";
  return { reply: folded(title, `${when}${but}`, body.replace(marker, "")) };
}

async function previewMaintainers(
  { activity }: CommandCall,
  context: Context,
  contributors: readonly Feature[],
): Promise<CommandAnswer> {
  const { config, now } = context;
  const { maintainers: place } = config;
  const { repository } = activity;
  if (place === null || !repository.isPrivate || !isRepositoryNamed(repository, place.repository)) {
    throw new UserError(
      "The maintainers' digest is shown only in its own private repository, which `digest.maintainers` names.",
    );
  }
  const period = periodRunning(now, maintainersScheduleOf(place, config.zone));
  const {
    title,
    body = "There is nothing to say so far.",
    marker,
  } = await buildMaintainers(context, {
    contributors,
    period,
    place,
  });
  return {
    reply: folded(
      title,
      `It goes out on ${momentInWords(period.boundary, config.zone)}.`,
      body.replace(marker, ""),
    ),
  };
}

/** The text in a fold, without its marker: by that the digest itself is found. */
function folded(title: string, when: string, body: string): string {
  const text = fitBody(body.trim(), MOST_BYTES);
  return `${title}, as it stands now. ${when}\n\n<details><summary>Show the text</summary>\n\n${text}\n\n</details>`;
}
