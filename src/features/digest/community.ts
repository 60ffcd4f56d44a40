// The community digest by the clock: a discussion for each period, posted once, and not at all when nobody was there to
// read it. Every run leaves a receipt.

import { nextBoundary, periodEnding, untoldPart, type CalendarPeriod } from "../../core/calendar.ts";
import type { PublicScope } from "../../core/scope.ts";
import { countActivities } from "../../db/activity-counts.ts";
import type { Effect, Feature, Job, JobContext } from "../feature.ts";
import { buildDigest, type Digest } from "./build.ts";
import type { DigestConfig } from "./config.ts";
import { editsOf, readDraftNow, type ReadDraft } from "./draft.ts";
import { scheduleOf } from "./rules.ts";
import { writeReceipt } from "./receipts.ts";
import { findToldUntil, isMade } from "./store.ts";
import { lineOf, listTellings, type Telling } from "./tellings.ts";

type Context = JobContext<DigestConfig>;

export function communityJob(contributors: readonly Feature[]): Job<DigestConfig> {
  return {
    name: "digest",
    nextAfter: (after, config) => (config.enabled ? nextBoundary(after, scheduleOf(config)) : undefined),
    needs: ["reactions"],
    prepare: readDraftNow,
    run: (context, draft) =>
      postCommunity(context, {
        contributors,
        period: periodEnding(context.now, scheduleOf(context.config)),
        draft: draft as ReadDraft | undefined,
      }),
    onFailure: async (context, reason) => {
      const period = periodEnding(context.now, scheduleOf(context.config));
      await writeReceipt(context, lineOf(context, 0), { period, outcome: "failed", reason });
    },
  };
}

/** The effects that post the digests of a period, as far as it has not been told. */
export async function postCommunity(
  context: Context,
  of: {
    readonly contributors: readonly Feature[];
    readonly period: CalendarPeriod;
    /** What maintainers have made of its draft goes out with it. */
    readonly draft?: ReadDraft | undefined;
  },
): Promise<readonly Effect[]> {
  if (!context.config.enabled) return [];
  const effects: Effect[] = [];
  for (const telling of await listTellings(context)) {
    effects.push(...(await postOne(context, { ...of, telling })));
  }
  return effects;
}

async function postOne(
  context: Context,
  of: {
    readonly contributors: readonly Feature[];
    readonly period: CalendarPeriod;
    readonly draft?: ReadDraft | undefined;
    readonly telling: Telling;
  },
): Promise<readonly Effect[]> {
  const { connection, config } = context;
  const { telling, contributors } = of;
  const { line, scope, home } = telling;
  const toldUntil = await findToldUntil(connection, line);
  const period = untoldPart(of.period, toldUntil, config);
  if (!period) {
    if (toldUntil !== undefined && toldUntil < of.period.endsAt)
      await writeReceipt(context, line, { period: of.period, outcome: "waits", reason: WAITS });
    return [];
  }
  if (await isMade(connection, { ...line, period: period.key })) return [];
  if (!(await wasAnybodyThere(context, scope, period))) {
    await writeReceipt(context, line, { period, outcome: "skipped", reason: NOBODY });
    return [];
  }
  const digest = await buildDigest({
    ...context,
    scope,
    place: line.place,
    period,
    contributors,
    edits: editsOf(of.draft, of.period.key),
  });
  return postDigest(context, { line, scope, home, digest });
}

const NOBODY = "No person did anything in public in this period while Stoa watched.";
const WAITS = "Less than half of this period is new since the last digest, so the next one tells it.";

/** Writes the receipt with the text, and the effect that posts it. */
async function postDigest(
  context: Context,
  { line, scope, home, digest }: Telling & { readonly digest: Digest },
): Promise<readonly Effect[]> {
  const { config } = context;
  const { title, body, marker, period } = digest;
  const key = line.place === 0 ? period.key : `${line.place}:${period.key}`;
  // As the outbox will know it: the feature's name, and a key that is unique among all installations.
  const effectKey = `digest:${line.installationId}:${key}`;
  const made = { period, outcome: "made", reason: null, title, body, effectKey } as const;
  if (!(await writeReceipt(context, line, made))) return [];
  return [
    {
      kind: "discussion",
      key: `${line.installationId}:${key}`,
      repositoryId: home.id,
      audience: "community",
      drawsOn: scope.repositoryIds,
      marker,
      category: config.category,
      title,
      body,
      update: false,
    },
  ];
}

/** History never makes Stoa speak: only what people did while it watched. */
async function wasAnybodyThere(
  { connection }: Context,
  scope: PublicScope,
  { startsAt, endsAt }: CalendarPeriod,
): Promise<boolean> {
  return (await countActivities(connection, { ...scope, startsAt, endsAt })).live > 0;
}
