// Makes one community digest: reads the facts of the period, asks each contributor for its section, and puts them in
// order under an opening sentence. It posts nothing and remembers nothing; a preview uses it as it is.

import { periodBefore, periodTitle, type CalendarPeriod } from "../../core/calendar.ts";
import { DAY } from "../../core/clock.ts";
import type { PublicScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import { countActivities } from "../../db/activity-counts.ts";
import { neutraliseMentions } from "../../text/escape.ts";
import { marker } from "../../text/markers.ts";
import { fitBody, MAX_BODY_BYTES } from "../../text/truncate.ts";
import type { DigestContext, Feature } from "../feature.ts";
import type { DigestConfig } from "./config.ts";
import { withEdits, type DigestPart, type DraftEdits } from "./draft-text.ts";
import { countTalk, listMergedPulls, listOpenIssues, listQuestions, listReleases } from "./facts.ts";
import { presentLead } from "./lead.ts";
import { presentGoodFirst, presentQuestions, presentShipped, type Surroundings } from "./present.ts";
import { scheduleOf, sortGoodFirst, sortQuestions, sortShipped } from "./rules.ts";
import { findOrigin, listPlaces, previousPeriod } from "./store.ts";
import { presentUpcoming, upcomingDates } from "./upcoming.ts";

/** How long a question may be open before the digest asks for help with it. */
const PATIENCE_MS = 2 * DAY;
/** Room for the marker, and for the foot that the outbox adds. */
export const RESERVED_BYTES = 1_000;

export interface DigestRequest {
  readonly connection: Connection;
  /** What it tells of. */
  readonly scope: PublicScope;
  /** The id of the repository that it is of alone; 0 when it is of all in the scope. */
  readonly place?: number;
  readonly config: DigestConfig;
  readonly now: number;
  /** See `FeatureContext`. */
  readonly isHistoryKnown: boolean;
  /** See `periodEnding`. */
  readonly period: CalendarPeriod;
  readonly contributors: readonly Feature[];
  configOf(feature: Pick<Feature, "name">): unknown;
  /** Contributors then store nothing. */
  readonly isPreview?: boolean;
  /** What maintainers have made of its draft. */
  readonly edits?: DraftEdits | undefined;
  /** Told of a contributor that failed; its section is left out. */
  onPeerFailure?(feature: string, error: unknown): void;
}

export interface Digest {
  /** "Community digest · 2–15 November 2026". */
  readonly title: string;
  /** Markdown with its hidden marker, within GitHub's limit. */
  readonly body: string;
  /** The hidden comment in the body by which it is found again. */
  readonly marker: string;
  readonly period: CalendarPeriod;
  /** What it is made of, in order, as it was before maintainers edited it. */
  readonly parts: readonly DigestPart[];
}

/**
 * Makes the digest of a period, whether or not there was anything in it. Must run inside a transaction: each
 * contributor works in a savepoint of its own, so that one that fails is left out alone.
 */
export async function buildDigest(request: DigestRequest): Promise<Digest> {
  const { period, scope, place = 0 } = request;
  const contributed = await askContributors(request);
  const parts = [...(await ownParts(request, contributed)), ...contributed].sort((a, b) => a.order - b.order);
  const key = place === 0 ? period.key : `${place}:${period.key}`;
  const hidden = marker("digest", `${scope.installationId}:${key}`);
  const shown = request.edits ? withEdits(parts, request.edits) : parts.map(({ markdown }) => markdown);
  // Sections mention nobody by themselves; here one that forgot, or a maintainer who did, is put right.
  const text = neutraliseMentions(shown.join("\n\n"));
  return {
    title: `Community digest · ${periodTitle(period)}`,
    body: `${fitBody(text, MAX_BODY_BYTES - RESERVED_BYTES)}\n\n${hidden}`,
    marker: hidden,
    period,
    parts,
  };
}

interface Contributed extends DigestPart {
  readonly lead?: string;
  readonly news?: string;
}

async function askContributors(request: DigestRequest): Promise<readonly Contributed[]> {
  const { connection, scope, now, period, contributors, place = 0 } = request;
  const periodKey = (key: string) => (place === 0 ? key : `${place} ${key}`);
  const before = await previousPeriod(connection, {
    installationId: scope.installationId,
    audience: "community",
    place,
    period: period.key,
  });
  const common = {
    connection,
    scope,
    now,
    isHistoryKnown: request.isHistoryKnown,
    period,
    previous: beforeThat(period, request.config),
    periodKey: periodKey(period.key),
    previousPeriodKey: before === null ? null : periodKey(before),
    isPreview: request.isPreview ?? false,
  };
  const sections: Contributed[] = [];
  for (const feature of contributors) {
    const config = request.configOf(feature);
    if (isSwitchedOff(config)) continue;
    const context: DigestContext<unknown> = { ...common, config };
    const section = await askPeer(request, feature, async () => feature.digestSection?.(context));
    if (section) sections.push({ ...section, name: feature.name });
  }
  return sections.sort((a, b) => a.order - b.order);
}

/** The period before, as the schedule has it; where the schedule has moved, as many days as this one has. */
function beforeThat(period: CalendarPeriod, config: DigestConfig) {
  const before = periodBefore(period, scheduleOf(config));
  if (before.endsAt === period.startsAt) return before;
  return { startsAt: period.startsAt - (period.endsAt - period.startsAt), endsAt: period.startsAt };
}

/** What another feature says; undefined when it failed, which is then rolled back alone. */
export async function askPeer<Section>(
  request: Pick<DigestRequest, "connection" | "onPeerFailure">,
  { name }: Feature,
  ask: () => Promise<Section | undefined>,
): Promise<Section | undefined> {
  try {
    return await request.connection.savepoint(ask);
  } catch (error) {
    request.onPeerFailure?.(name, error);
    return undefined;
  }
}

export function isSwitchedOff(config: unknown): boolean {
  return typeof config === "object" && config !== null && "enabled" in config && config.enabled === false;
}

/** The opening, and the sections that are the digest's own. */
async function ownParts(
  { connection, scope, config, now, period }: DigestRequest,
  contributed: readonly Contributed[],
): Promise<readonly DigestPart[]> {
  const places = await listPlaces(connection, scope);
  const around: Surroundings = {
    origin: await findOrigin(connection, scope),
    places: places.filter(({ threads }) => threads > 0),
    period,
  };
  const releases = await listReleases(connection, scope, period);
  const shipped = sortShipped(await listMergedPulls(connection, scope, period));
  const lead = presentLead({
    ...around,
    every: config.every,
    releases,
    shipped,
    talk: await countTalk(connection, scope, period),
    activity: await countActivities(connection, { ...scope, ...period }),
    leads: contributed.flatMap((section) => section.lead ?? []),
    news: contributed.flatMap((section) => section.news ?? []),
  });
  const before = now - PATIENCE_MS;
  const questions = sortQuestions(await listQuestions(connection, scope, { before, config }), config);
  const { issues, claimed } = await listOpenIssues(connection, scope, config.goodFirst);
  const goodFirst = sortGoodFirst(issues, claimed, config);
  const parts = [
    { name: "lead", order: 0, markdown: lead },
    { name: "shipped", order: 10, markdown: presentShipped({ ...around, releases, shipped }) },
    { name: "questions", order: 60, markdown: presentQuestions(questions, { ...around, now, before }) },
    {
      name: "good-first",
      order: 70,
      markdown: presentGoodFirst(goodFirst, { ...around, labels: config.goodFirst }),
    },
    { name: "upcoming", order: 80, markdown: presentUpcoming(upcomingDates(config, now)) },
  ];
  return parts.flatMap(({ markdown, ...part }) => (markdown === undefined ? [] : [{ ...part, markdown }]));
}
