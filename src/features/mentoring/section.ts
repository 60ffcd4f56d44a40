// What stands in a thread's one comment of a welcome and of mentors, made anew from what is true now.

import type { SectionEffect } from "../../core/effect.ts";
import type { Connection } from "../../db/connection.ts";
import { findPeople } from "../../db/people.ts";
import { findThreadRow } from "../../db/threads.ts";
import { readerScope } from "../../db/repositories.ts";
import type { FeatureContext } from "../feature.ts";
import type { MentoringConfig } from "./config.ts";
import { findAsk } from "./asks.ts";
import { findWelcome, isFirstMerge, isWelcome } from "./newcomers.ts";
import { findNextIssues } from "./next-issues.ts";
import { presentSection, type ShownPairing, type ShownThanks, type ShownWelcome } from "./present.ts";
import { withThemes } from "./profiles.ts";
import { readRoster, isOnRoster } from "./roster.ts";
import { chooseGuides, includesLogin, type Work } from "./rules.ts";
import { findLastTurn, listThreadPairings } from "./store.ts";

/** What a section is made with: its thread's repository has a say of its own in how it reads. */
export type Desk = Pick<FeatureContext<MentoringConfig>, "connection" | "config" | "configIn">;

/** What is in force in a repository, which may be another one than that of the activity or the job at hand. */
export async function configAt({ config, configIn }: Desk, repositoryId: number): Promise<MentoringConfig> {
  return configIn ? configIn(repositoryId) : config;
}

/** A thread that may have something to say of mentoring. */
export interface Place {
  readonly threadId: string;
  readonly repositoryId: number;
  readonly installationId: number;
}

/** The section of a thread as it is right now; "" takes it away. `occasion` tells this change from others of it. */
export async function sectionOf(desk: Desk, place: Place, occasion: string): Promise<SectionEffect> {
  const { threadId, repositoryId } = place;
  const isOwn = occasion === `thread.opened:${threadId}`;
  const { connection } = desk;
  const { markdown, drawsOn } = await describe(
    { connection, config: await configAt(desk, repositoryId) },
    place,
  );
  return {
    kind: "section",
    key: isOwn ? `${threadId}:welcome` : `${threadId}:welcome:${occasion}`,
    repositoryId,
    audience: "community",
    threadId,
    section: "mentoring",
    markdown,
    ...(drawsOn.length > 0 ? { drawsOn } : {}),
  };
}

type ThreadRow = Connection["tables"]["threads"]["$inferSelect"];

/** A desk at which the configuration is that of the thread's repository. */
interface OwnDesk {
  readonly connection: Connection;
  readonly config: MentoringConfig;
}

async function describe(
  desk: OwnDesk,
  place: Place,
): Promise<{ readonly markdown: string; readonly drawsOn: readonly number[] }> {
  const thread = await findThreadRow(desk.connection, place.threadId);
  if (!thread) return { markdown: "", drawsOn: [] };
  const pairings = await shownPairings(desk, thread);
  const thanks = await shownThanks(desk, place, thread);
  const welcome = await shownWelcome(desk, place);
  const markdown = presentSection({ threadUrl: thread.url, welcome, pairings, thanks });
  const drawsOn = (thanks?.next ?? []).map((issue) => issue.repositoryId);
  return { markdown, drawsOn: [...new Set(drawsOn)].filter((id) => id !== place.repositoryId) };
}

/** Guidance for somebody new; undefined when nobody is, or there is no guidance. */
async function shownWelcome(desk: OwnDesk, place: Place): Promise<ShownWelcome | undefined> {
  const { connection, config } = desk;
  const welcome = await findWelcome(connection, place.threadId);
  if (!welcome || !config.welcome.includes(welcome.kind)) return undefined;
  if (!(await isWelcome(connection, welcome))) return undefined;
  const work = await withThemes(connection, welcome);
  return {
    kind: welcome.kind,
    newcomerId: welcome.newcomerId,
    guides: chooseGuides(config.guides, work, null),
    contributing: config.contributing,
  };
}

async function shownPairings(
  { connection, config }: OwnDesk,
  thread: ThreadRow,
): Promise<readonly ShownPairing[]> {
  const shown: ShownPairing[] = [];
  for (const pairing of await listThreadPairings(connection, thread.id)) {
    const ask = await findAsk(connection, pairing);
    const work: Work = ask
      ? await withThemes(connection, ask)
      : { title: thread.title, labels: thread.labels, paths: thread.paths };
    const before = pairing.turn > 0 ? await findLastTurn(connection, pairing) : undefined;
    shown.push({
      ...pairing,
      changes: pairing.reason?.changes ?? 0,
      replyHours: pairing.reason?.replyHours ?? null,
      before: before ?? null,
      isNudgedHere: config.nudge === "thread" && pairing.nudgedAt !== null && pairing.acceptedAt === null,
      isMerged: thread.mergedAt !== null && thread.authorId === pairing.newcomerId,
      isOpen: thread.state === "open",
      guides: chooseGuides(config.guides, work, pairing.area),
    });
  }
  return shown;
}

/** Thanks for a first merge; undefined where it is none. */
async function shownThanks(
  { connection, config }: OwnDesk,
  place: Place,
  thread: ThreadRow,
): Promise<ShownThanks | undefined> {
  const { authorId, mergedAt } = thread;
  if (!config.thanks || thread.kind !== "pull" || authorId === null || mergedAt === null) return undefined;
  const author = (await findPeople(connection, [authorId])).get(authorId);
  if (!author || author.isBot || includesLogin(config.ignore, author.login)) return undefined;
  if (isOnRoster(await readRoster(connection, place.installationId, config), author.login)) return undefined;
  if (!(await isFirstMerge(connection, { ...place, authorId, mergedAt }))) return undefined;
  const scope = await readerScope(connection, {
    id: place.repositoryId,
    installationId: place.installationId,
  });
  const work = await withThemes(connection, { ...place, work: thread });
  const next = await findNextIssues(connection, scope, { ...place, work, labels: config.nextLabels });
  return { login: author.login, next };
}
