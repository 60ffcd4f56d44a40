// The one place where the state changes: a change or happening is applied, journaled, and told to the app as
// deliveries, in this order and without a pause between, so that the journal knows whatever anybody else
// knows.

import type { Clock } from "../../src/core/clock.ts";
import { applyChange } from "./apply.ts";
import type { Change, Notice, Outcome } from "./change.ts";
import type { Calls } from "./calls.ts";
import type { Community, Happening } from "./community.ts";
import type { Deliveries } from "./deliveries.ts";
import type { Delivery } from "./delivery-log.ts";
import { happen } from "./happen.ts";
import type { Entry, Journal } from "./journal.ts";
import type { Limits } from "./limits.ts";
import { payloadOf, subjectOf } from "./payloads.ts";
import { botLogin, type View } from "./shapes.ts";
import type { Installation, State } from "./entities.ts";
import { addAccount, addRepository, installationOf } from "./state.ts";
import type { Troubles } from "./troubles.ts";

/** The state with everything that acts on it. */
export interface World {
  readonly state: State;
  readonly view: View;
  readonly clock: Clock;
  readonly troubles: Troubles;
  readonly deliveries: Deliveries;
  readonly limits: Limits;
  readonly journal: Journal;
  /** Requests and fields that were asked for and are not built here. */
  readonly unhandled: string[];
  counters: { contentWrites: number; requests: number; happenings: number; time: number; calls: Calls };
}

/** What a community brings along; with its happenings, their numbers are kept free for them. */
export type Seed = Pick<Community, "accounts" | "repositories"> & Partial<Pick<Community, "happenings">>;

/** Adds accounts and repositories. What is known already stays as it is. */
export function load(world: World, seed: Seed): void {
  const { accounts, repositories } = seed;
  const isKnown = repositories.every(({ owner, name }) =>
    world.state.repositories.has(`${owner}/${name}`.toLowerCase()),
  );
  if (isKnown && accounts.every(({ login }) => world.state.accounts.has(login.toLowerCase()))) return;
  const reserved: Record<string, number[]> = {};
  for (const happening of seed.happenings ?? []) {
    const isOpening =
      happening.do === "open-issue" || happening.do === "open-pull" || happening.do === "open-discussion";
    if (isOpening) (reserved[happening.repository] ??= []).push(happening.number);
  }
  const entry: Entry = { is: "load", at: world.clock.now(), accounts, repositories, reserved };
  reload(world, entry);
  world.journal.append(entry);
}

function reload(world: World, entry: Extract<Entry, { is: "load" }>): void {
  for (const account of entry.accounts) addAccount(world.state, account);
  for (const seed of entry.repositories) {
    const repository = addRepository(world.state, seed, entry.at);
    for (const number of entry.reserved[`${seed.owner}/${seed.name}`] ?? []) repository.reserved.add(number);
  }
}

/** Applies a change that came through the API or from a test, and sends its webhooks in the background. */
export function commit(world: World, change: Change): Outcome {
  const outcome = recommit(world, change);
  world.journal.append({ is: "change", change });
  void world.deliveries.send(tell(world, outcome.notices));
  return outcome;
}

/** The same, resolving with the deliveries once they were acknowledged or failed. */
export async function commitAndDeliver(world: World, change: Change): Promise<Delivery[]> {
  const outcome = recommit(world, change);
  world.journal.append({ is: "change", change });
  const deliveries = tell(world, outcome.notices);
  await world.deliveries.send(deliveries);
  return deliveries;
}

function recommit(world: World, change: Change): Outcome {
  const outcome = applyChange(world.state, change);
  world.counters.time = Math.max(world.counters.time, change.at);
  if (change.viaApp && change.by === botLogin(world.view) && outcome.isNew !== false)
    world.counters.contentWrites += 1;
  return outcome;
}

/** Lets something happen. Resolves with its deliveries; with `deliver` false there are none. */
export async function perform(world: World, happening: Happening, deliver: boolean): Promise<Delivery[]> {
  const notices = reperform(world, happening);
  world.journal.append({ is: "happening", happening, deliver });
  if (!deliver) return [];
  const deliveries = tell(world, notices);
  await world.deliveries.send(deliveries);
  return deliveries;
}

function reperform(world: World, happening: Happening): Notice[] {
  const notices = happen(world.state, happening);
  world.counters.happenings += 1;
  world.counters.time = Math.max(world.counters.time, happening.at);
  return notices;
}

/** Rebuilds the state from the journal. Deliveries that ended are marked so; none is sent. */
export function resume(world: World): void {
  for (const entry of world.journal.entries) {
    switch (entry.is) {
      case "load":
        reload(world, entry);
        break;
      case "happening": {
        const notices = reperform(world, entry.happening);
        if (entry.deliver) tell(world, notices);
        break;
      }
      case "change": {
        const { change } = entry;
        tell(world, recommit(world, change).notices);
        if (change.viaApp) world.limits.recall(change.at);
        break;
      }
      case "ended":
        world.deliveries.recall(entry.guid, entry.statusCode, entry.status);
        break;
    }
  }
}

/** The permission without which GitHub does not send an event. */
const EVENT_NEEDS: Readonly<Record<string, string>> = {
  issues: "issues",
  issue_comment: "issues",
  pull_request: "pull_requests",
  pull_request_review: "pull_requests",
  pull_request_review_comment: "pull_requests",
  discussion: "discussions",
  discussion_comment: "discussions",
  release: "contents",
  push: "contents",
  repository: "metadata",
  label: "metadata",
};

/** Logs a delivery for each notice that concerns an installation, payload and all. */
function tell(world: World, notices: readonly Notice[]): Delivery[] {
  const deliveries: Delivery[] = [];
  for (const notice of notices) {
    const installation = receiverOf(world, notice);
    if (!installation) continue;
    deliveries.push(
      world.deliveries.prepare({
        event: notice.event,
        action: notice.action,
        installationId: installation.id,
        repositoryId: notice.repository?.id ?? null,
        subject: subjectOf(notice),
        payload: JSON.stringify(payloadOf(world.view, notice)),
        at: notice.at,
      }),
    );
  }
  return deliveries;
}

function receiverOf(world: World, notice: Notice): Installation | undefined {
  if (notice.installation) return notice.installation;
  const installation = notice.repository && installationOf(world.state, notice.repository);
  if (!installation) return undefined;
  const { permissions } = installation;
  const onPull = notice.event === "issue_comment" && notice.thread?.kind === "pull";
  const isAllowed = [EVENT_NEEDS[notice.event], onPull ? "pull_requests" : undefined].some(
    (name) => name !== undefined && permissions[name] !== undefined,
  );
  return isAllowed ? installation : undefined;
}
