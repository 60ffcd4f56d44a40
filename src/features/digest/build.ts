// Makes one digest: reads the facts of the period, asks each contributor for its section, and puts them in order under
// an opening sentence. It posts nothing and remembers nothing; a preview uses it as it is.

import { periodBefore, periodTitle, type CalendarPeriod } from "../../core/calendar.ts";
import { DAY } from "../../core/clock.ts";
import type { PublicScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import { countActivities } from "../../db/facts.ts";
import { neutraliseMentions } from "../../text/escape.ts";
import { marker } from "../../text/markers.ts";
import { fitBody, MAX_BODY_BYTES } from "../../text/truncate.ts";
import type { DigestContext, DigestSection, Feature } from "../feature.ts";
import type { DigestConfig } from "./config.ts";
import { countTalk, listMergedPulls, listOpenIssues, listQuestions, listReleases } from "./facts.ts";
import { presentLead } from "./lead.ts";
import { presentGoodFirst, presentQuestions, presentShipped, type Surroundings } from "./present.ts";
import { scheduleOf, sortGoodFirst, sortQuestions, sortShipped } from "./rules.ts";
import { findOrigin, listPlaces, previousDigestPeriod } from "./store.ts";

/** How long a question may be open before the digest asks for help with it. */
const PATIENCE_MS = 2 * DAY;
/** Room for the marker, and for the foot that the outbox adds. */
const RESERVED_BYTES = 1_000;

export interface DigestRequest {
  readonly connection: Connection;
  readonly scope: PublicScope;
  readonly config: DigestConfig;
  readonly now: number;
  /** See `FeatureContext`. */
  readonly isHistoryKnown: boolean;
  /** See `periodEnding`. */
  readonly period: CalendarPeriod;
  readonly contributors: readonly Feature[];
  configOf(feature: Feature): unknown;
  /** Contributors then store nothing. */
  readonly isPreview?: boolean;
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
}

/**
 * Makes the digest of a period, whether or not there was anything in it. Must run inside a transaction: each
 * contributor works in a savepoint of its own, so that one that fails is left out alone.
 */
export async function buildDigest(request: DigestRequest): Promise<Digest> {
  const { period } = request;
  const contributed = await askContributors(request);
  const { lead, sections } = await ownParts(request, contributed);
  const inOrder = [...sections, ...contributed].sort((a, b) => a.order - b.order);
  const hidden = marker("digest", `${request.scope.installationId}:${period.key}`);
  // Sections mention nobody by themselves; here one that forgot is put right.
  const text = neutraliseMentions([lead, ...inOrder.map(({ markdown }) => markdown)].join("\n\n"));
  return {
    title: `Community digest · ${periodTitle(period)}`,
    body: `${fitBody(text, MAX_BODY_BYTES - RESERVED_BYTES)}\n\n${hidden}`,
    marker: hidden,
    period,
  };
}

async function askContributors(request: DigestRequest): Promise<readonly DigestSection[]> {
  const { connection, scope, now, period, contributors } = request;
  const common = {
    connection,
    scope,
    now,
    isHistoryKnown: request.isHistoryKnown,
    period,
    previous: periodBefore(period, scheduleOf(request.config)),
    periodKey: period.key,
    previousPeriodKey: await previousDigestPeriod(connection, {
      installationId: scope.installationId,
      period: period.key,
    }),
    isPreview: request.isPreview ?? false,
  };
  const sections: DigestSection[] = [];
  for (const feature of contributors) {
    const config = request.configOf(feature);
    if (isSwitchedOff(config)) continue;
    const section = await askContributor(feature, { ...common, config }, request);
    if (section) sections.push(section);
  }
  return sections.sort((a, b) => a.order - b.order);
}

async function askContributor(
  feature: Feature,
  context: DigestContext<unknown>,
  request: DigestRequest,
): Promise<DigestSection | undefined> {
  try {
    return await request.connection.savepoint(async () => feature.digestSection?.(context));
  } catch (error) {
    request.onPeerFailure?.(feature.name, error);
    return undefined;
  }
}

function isSwitchedOff(config: unknown): boolean {
  return typeof config === "object" && config !== null && "enabled" in config && config.enabled === false;
}

/** The opening, and the sections that are the digest's own. */
async function ownParts(
  { connection, scope, config, now, period }: DigestRequest,
  contributed: readonly DigestSection[],
): Promise<{ readonly lead: string; readonly sections: readonly DigestSection[] }> {
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
    everyWeeks: config.everyWeeks,
    releases,
    shipped,
    talk: await countTalk(connection, scope, period),
    activity: await countActivities(connection, { ...scope, ...period }),
    leads: contributed.flatMap((section) => section.lead ?? []),
  });
  const before = now - PATIENCE_MS;
  const questions = sortQuestions(await listQuestions(connection, scope, before), config);
  const { issues, claimed } = await listOpenIssues(connection, scope);
  const goodFirst = sortGoodFirst(issues, claimed, config);
  const sections = [
    { order: 10, markdown: presentShipped({ ...around, releases, shipped }) },
    { order: 60, markdown: presentQuestions(questions, { ...around, now, before }) },
    { order: 70, markdown: presentGoodFirst(goodFirst, { ...around, labels: config.goodFirst }) },
  ];
  return {
    lead,
    sections: sections.flatMap(({ order, markdown }) =>
      markdown === undefined ? [] : [{ order, markdown }],
    ),
  };
}
