// One small, stateful, faithful GitHub on a loopback port, for tests and for the demo. See README.md beside
// it.

import type { AddressInfo } from "node:net";
import type { Server } from "node:http";
import type { Clock } from "../../src/core/clock.ts";
import { newAuthority } from "./auth.ts";
import type { Change } from "./change.ts";
import type { Happening } from "./community.ts";
import { noCalls, type Calls } from "./calls.ts";
import { newDeliveries, type Deliveries } from "./deliveries.ts";
import type { Delivery } from "./delivery-log.ts";
import { openJournal } from "./journal.ts";
import { newLimits, type Limits } from "./limits.ts";
import { newRegistrar } from "./manifest.ts";
import { pingPayload } from "./payloads.ts";
import { newServer } from "./server.ts";
import { DEFAULT_PERMISSIONS } from "./shapes-app.ts";
import { type View } from "./shapes.ts";
import type { State } from "./entities.ts";
import { accountOf, emptyState } from "./state.ts";
import { newTroubles, type Troubles } from "./troubles.ts";
import { commitAndDeliver, load, perform, resume, type Seed, type World } from "./world.ts";

export { appKeyPair } from "./auth.ts";
export { loadArchive } from "./archive.ts";
export type { Delivery } from "./delivery-log.ts";
export type { Calls } from "./calls.ts";
export type { Troubles } from "./troubles.ts";

/** The webhook events the app is subscribed to. */
const EVENTS = [
  "discussion",
  "discussion_comment",
  "issue_comment",
  "issues",
  "label",
  "pull_request",
  "pull_request_review",
  "pull_request_review_comment",
  "push",
  "release",
  "repository",
];

/** How to start it. */
export interface LocalGitHubOptions {
  readonly clock: Clock;
  /** Any free port when absent or 0. */
  readonly port?: number;
  readonly app: {
    readonly id: number;
    readonly slug: string;
    readonly name: string;
    /** PEM; the public key that checks JWTs is derived from it. */
    readonly privateKey: string;
    readonly webhookSecret: string;
    readonly webhookUrl?: string;
  };
  /** Path of an append-only file that lets a killed process start again where it was. */
  readonly journal?: string;
  /** Seed of the troubles' probabilities. */
  readonly seed?: number;
}

/** A running local GitHub. */
export interface LocalGitHub {
  /** http://127.0.0.1:PORT, the root of the REST API and of the pages; GraphQL is at POST /graphql. */
  readonly url: string;
  setWebhookUrl(url: string): void;
  /**
   * Adds accounts and repositories, without webhooks. Given happenings too, it keeps their numbers free
   * for them.
   */
  load(community: Seed): void;
  /**
   * Installs the app on an account, on all its repositories or on these ("owner/name" or "name"), and sends
   * `installation` created. Resolves with the installation's id; an account that has one keeps it.
   */
  install(
    account: string,
    repositories?: readonly string[],
    permissions?: Record<string, string>,
  ): Promise<number>;
  /**
   * Lets something happen. With `deliver` it sends signed webhooks and resolves once each was acknowledged or
   * failed; without, it is history.
   */
  perform(happening: Happening, options: { readonly deliver: boolean }): Promise<Delivery[]>;
  /**
   * Makes any change of change.ts, such as a renamed repository or a suspended installation, and delivers
   * it.
   */
  change(change: Change): Promise<Delivery[]>;
  /** Sends the `ping` of a webhook that was just set up. */
  ping(): Promise<Delivery[]>;
  /** Registers a personal access token; it may read what its owner sees, and write nothing. */
  addUserToken(token: string, login: string): void;
  /** Every installation token that the app was handed. */
  tokens(): readonly string[];
  readonly deliveries: Deliveries;
  readonly troubles: Troubles;
  readonly limits: Limits;
  /** What the app wrote on GitHub so far: comments, discussions, labels, reactions, edits, check runs. */
  readonly contentWrites: number;
  /** Requests that were made of it, pages aside. */
  readonly requests: number;
  /** The same by what they were for. */
  readonly calls: Readonly<Calls>;
  /** Requests and fields that were asked for and are not built here; tests may demand that it is empty. */
  readonly unhandled: readonly string[];
  readonly state: State;
  /** What a journal told of an earlier process; undefined without one. */
  readonly resumed: { readonly happenings: number; readonly time: number } | undefined;
  /** Sends the deliveries again that an earlier process neither saw acknowledged nor fail, in order. */
  redeliverUnacknowledged(): Promise<void>;
  /** Resolves when no delivery is in flight. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a local GitHub, from its journal if there is one. */
export async function startLocalGitHub(options: LocalGitHubOptions): Promise<LocalGitHub> {
  const world = newWorld(options);
  const authority = newAuthority(world.state, options.app);
  const registrar = newRegistrar({
    world,
    app: options.app,
    install: (account, permissions) => install(world, account, undefined, permissions),
  });
  const server = newServer(world, authority, registrar);
  const url = await listen(server, options.port ?? 0);
  Object.assign(world.view, { url });
  const isResumed = world.journal.entries.length > 0;
  if (isResumed) resume(world);
  const { happenings, time } = world.counters;
  return {
    url,
    setWebhookUrl: (next) => world.deliveries.setUrl(next),
    load: (community) => load(world, community),
    install: (account, repositories, permissions) => install(world, account, repositories, permissions),
    perform: (happening, { deliver }) => perform(world, happening, deliver),
    change: (change) => commitAndDeliver(world, change),
    ping: () => ping(world),
    addUserToken: (token, login) => authority.addUserToken(token, accountOf(world.state, login)),
    tokens: () => authority.issued(),
    deliveries: world.deliveries,
    troubles: world.troubles,
    limits: world.limits,
    get contentWrites() {
      return world.counters.contentWrites;
    },
    get requests() {
      return world.counters.requests;
    },
    get calls() {
      return { ...world.counters.calls };
    },
    unhandled: world.unhandled,
    state: world.state,
    resumed: isResumed ? { happenings, time } : undefined,
    redeliverUnacknowledged: () => world.deliveries.send(world.deliveries.unfinished()),
    settled: () => world.deliveries.settled(),
    close: () => close(world, server),
  };
}

function newWorld(options: LocalGitHubOptions): World {
  const { clock, app } = options;
  const state = emptyState();
  const troubles = newTroubles(options.seed ?? 1);
  const journal = openJournal(options.journal);
  const view: View = {
    state,
    url: "",
    app: { id: app.id, slug: app.slug, name: app.name, events: EVENTS },
    users: new WeakMap(),
    links: new WeakMap(),
  };
  const deliveries = newDeliveries({
    clock,
    secret: app.webhookSecret,
    appId: app.id,
    url: app.webhookUrl,
    troubles,
    onEnd: ({ guid, statusCode, status }) => journal.append({ is: "ended", guid, statusCode, status }),
  });
  const counters = { contentWrites: 0, requests: 0, happenings: 0, time: 0, calls: noCalls() };
  const limits = newLimits(clock);
  return { state, view, clock, troubles, deliveries, limits, journal, unhandled: [], counters };
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });
}

async function install(
  world: World,
  account: string,
  repositories: readonly string[] | undefined,
  permissions: Record<string, string> | undefined,
): Promise<number> {
  const idOf = () =>
    [...world.state.installations.values()].find(
      (one) => one.account.login.toLowerCase() === account.toLowerCase(),
    )?.id;
  const known = idOf();
  if (known !== undefined) return known;
  const owner = accountOf(world.state, account);
  await commitAndDeliver(world, {
    do: "install",
    at: world.clock.now(),
    by: owner.login,
    account: owner.login,
    ...(repositories ? { repositories } : {}),
    permissions: { ...(permissions ?? DEFAULT_PERMISSIONS) },
  });
  const id = idOf();
  if (id === undefined) throw new Error(`The app could not be installed on ${account}`);
  return id;
}

async function ping(world: World): Promise<Delivery[]> {
  const at = world.clock.now();
  const payload = JSON.stringify(pingPayload(world.view, world.deliveries.url ?? "", at));
  const fresh = {
    event: "ping",
    action: null,
    installationId: 0,
    repositoryId: null,
    subject: `ping ${at}`,
    payload,
    at,
  };
  const delivery = world.deliveries.prepare(fresh);
  await world.deliveries.send([delivery]);
  return [delivery];
}

async function close(world: World, server: Server): Promise<void> {
  await world.deliveries.settled();
  world.deliveries.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
