// What the digests say of requests: to everybody what is wanted most and what became of it, to maintainers what presses.

import { cleanTitle } from "../../text/conventional.ts";
import { link } from "../../text/escape.ts";
import type { DigestContext, DigestSection, MaintainersContext, MaintainersSection } from "../feature.ts";
import type { RequestsConfig } from "./config.ts";
import { listShownPolls } from "./polls.ts";
import { presentPolls } from "./present-poll.ts";
import {
  presentChanges,
  presentPressing,
  presentSection,
  STATUS_WORDS,
  type StatusChange,
} from "./present.ts";
import type { RankedRequest, ShownRank, Status } from "./rules.ts";
import { findShownRanks, storeShownRanks } from "./shown.ts";
import { listRequests, listSettled } from "./store.ts";

/** How many ranks a digest remembers; who was further down counts as new. */
const REMEMBERED_RANKS = 1_000;
/** The digest lists what two people want: whoever opens a request wants it, so one vote tells nothing. */
const LEAST_VOTES = 2;

/** What people want most, what became of it since the last digest, and polls. */
export async function digestSection(
  context: DigestContext<RequestsConfig>,
): Promise<DigestSection | undefined> {
  const { connection, config, scope, period, periodKey, previousPeriodKey, now } = context;
  if (!config.enabled) return undefined;
  const requests = await listRequests(connection, scope, config, {
    now,
    before: period.endsAt,
    openAt: period.endsAt,
    limit: REMEMBERED_RANKS,
    minVotes: LEAST_VOTES,
  });
  const { installationId } = scope;
  if (!context.isPreview) {
    await storeShownRanks(connection, { installationId, period: periodKey }, requests);
  }
  const before =
    previousPeriodKey === null
      ? null
      : await findShownRanks(connection, { installationId, period: previousPeriodKey });
  const wanted = requests.length === 0 ? "" : presentSection(requests.slice(0, config.top), before, config);
  const changes = await listChanges(context, requests, before);
  const polls = presentPolls(await listShownPolls(connection, scope, { period, now }));
  const markdown = [wanted, presentChanges(changes), polls].filter((part) => part !== "").join("\n\n");
  if (markdown === "") return undefined;
  const news = newsOf(requests, before);
  return { order: 30, markdown, ...(news === undefined ? {} : { news }) };
}

/** What became of requests since the last digest: what was shipped or declined in the period, and new statuses. */
async function listChanges(
  { connection, config, scope, period }: DigestContext<RequestsConfig>,
  requests: readonly RankedRequest[],
  before: ReadonlyMap<string, ShownRank> | null,
): Promise<readonly StatusChange[]> {
  const settled = await listSettled(connection, scope, config, period.startsAt);
  const closed = settled.flatMap(({ title, url, shippedAt, declinedAt, release }) => {
    const at = shippedAt ?? declinedAt ?? 0;
    if (at < period.startsAt || at >= period.endsAt) return [];
    const status: Status = shippedAt === null ? "declined" : "shipped";
    return [{ title, url, status, release }];
  });
  if (before === null) return closed;
  const told = new Set(closed.map(({ url }) => url));
  const moved = requests.flatMap(({ threadId, title, url, status }) => {
    const known = before.get(threadId);
    if (!known || status === null || (known.status ?? null) === status || told.has(url)) return [];
    return [{ title, url, status, release: null }];
  });
  return [...closed, ...moved];
}

/** "The most wanted request, [Windows support](…), is now planned.": only when that is news. */
function newsOf(
  requests: readonly RankedRequest[],
  before: ReadonlyMap<string, ShownRank> | null,
): string | undefined {
  const [first] = requests;
  const known = first && before?.get(first.threadId);
  if (!first || !known || first.status === null || (known.status ?? null) === first.status) return undefined;
  const name = `**${link(cleanTitle(first.title), first.url)}**`;
  return `The most wanted request, ${name}, is now ${STATUS_WORDS[first.status]}.`;
}

/** How many of the most pressing requests maintainers are told of. */
const PRESSING = 5;

/** What presses most, for those who decide. */
export async function maintainersSection(
  context: MaintainersContext<RequestsConfig>,
): Promise<MaintainersSection | undefined> {
  const { connection, config, publicScope, period, now } = context;
  if (!config.enabled) return undefined;
  const requests = await listRequests(connection, publicScope, config, {
    now,
    before: period.endsAt,
    order: "priority",
    minVotes: LEAST_VOTES,
  });
  const open = requests.filter(({ status }) => status !== "declined" && status !== "shipped");
  return presentPressing(open.slice(0, PRESSING));
}
