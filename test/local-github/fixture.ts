// What the local GitHub's own tests share: a small organisation with the app installed, a receiver that keeps
// what it was sent, and clients that sign in as the app and as its installation.

import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { HOUR } from "../../src/core/clock.ts";
import type { Happening } from "./community.ts";
import { appKeyPair, startLocalGitHub, type LocalGitHub, type LocalGitHubOptions } from "./index.ts";
import { virtualClock, type VirtualClock } from "./virtual-clock.ts";

/** When the tests' virtual clock starts. */
export const START = Date.UTC(2026, 0, 5, 9);
/** The public repository of ACME. */
export const REPOSITORY = "acme/rocket";
/** The same for REST calls. */
export const OWNER_REPO = { owner: "acme", repo: "rocket" } as const;

const { privateKey } = appKeyPair();
const SECRET = "a secret";

/** A delivery as it came in. */
interface Received {
  readonly event: string;
  readonly guid: string;
  readonly headers: IncomingHttpHeaders;
  readonly payload: Record<string, unknown>;
  readonly isSigned: boolean;
}

/** A server in the place of the app. */
export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** What it answers; 202 unless changed. */
  status: number;
  close(): void;
}

/** A server that keeps every delivery it gets. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const expected = `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`;
      received.push({
        event: String(request.headers["x-github-event"]),
        guid: String(request.headers["x-github-delivery"]),
        headers: request.headers,
        payload: JSON.parse(body.toString()) as Record<string, unknown>,
        isSigned: request.headers["x-hub-signature-256"] === expected,
      });
      response.writeHead(receiver.status).end("ok");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const receiver: Receiver = {
    url,
    received,
    status: 202,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return receiver;
}

/** Everything a test needs. */
export interface Fixture {
  readonly clock: VirtualClock;
  readonly github: LocalGitHub;
  readonly receiver: Receiver;
  readonly installationId: number;
  /** Signed in as the installation, without retries or throttling. */
  readonly octokit: Octokit;
  /** Signed in as the app. */
  readonly app: Octokit;
  close(): Promise<void>;
}

/** Options for a local GitHub with this file's app. */
export function optionsFor(clock: VirtualClock, receiver: Receiver, more: Partial<LocalGitHubOptions> = {}) {
  const app = {
    id: 7,
    slug: "stoa",
    name: "Stoa",
    privateKey,
    webhookSecret: SECRET,
    webhookUrl: receiver.url,
  };
  return { clock, app, ...more } satisfies LocalGitHubOptions;
}

/** Starts everything; `permissions` are the installation's. */
export async function startFixture(permissions?: Record<string, string>): Promise<Fixture> {
  const clock = virtualClock(START);
  const receiver = await startReceiver();
  const github = await startLocalGitHub(optionsFor(clock, receiver));
  github.load(ACME);
  const installationId = await github.install("acme", undefined, permissions);
  return {
    clock,
    github,
    receiver,
    installationId,
    octokit: clientOf(github, installationId),
    app: clientOf(github),
    async close() {
      await github.close();
      receiver.close();
    },
  };
}

/** A client of the installation, or of the app itself. */
export function clientOf(github: LocalGitHub, installationId?: number): Octokit {
  const auth = { appId: 7, privateKey, ...(installationId === undefined ? {} : { installationId }) };
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
  };
  return new Octokit({ baseUrl: github.url, authStrategy: createAppAuth, auth, log });
}

/** An organisation with one public and one private repository. */
export const ACME = {
  accounts: [
    { login: "acme", type: "Organization" },
    { login: "ada", type: "User", name: "Ada" },
    { login: "dependabot[bot]", type: "Bot" },
  ],
  repositories: [
    {
      owner: "acme",
      name: "rocket",
      description: "Goes up",
      labels: [{ name: "bug", color: "d73a4a", description: "Something is wrong" }, { name: "idea" }],
      categories: [
        { name: "Announcements", emoji: ":mega:" },
        { name: "Q&A", isAnswerable: true },
      ],
      files: { ".github/stoa.yml": "digest:\n  enabled: true\n", "README.md": "# Rocket\n" },
      maintainers: ["ada"],
    },
    { owner: "acme", name: "secret", isPrivate: true, files: { "plan.md": "shh" } },
  ],
} as const;

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** A happening in the public repository; `hour` hours after the start. */
export function at(
  hour: number,
  by: string,
  deed: DistributiveOmit<Happening, "at" | "by" | "repository">,
): Happening {
  return { at: START + hour * HOUR, by, repository: REPOSITORY, ...deed };
}

/** A little of everything, in an order that works. */
export const EVERYTHING: readonly Happening[] = [
  at(1, "bob", { do: "open-issue", number: 1, title: "It falls down", body: "Why?", labels: ["bug"] }),
  at(2, "ada", { do: "comment", number: 1, body: "Fuel?", remark: "fuel" }),
  at(2.1, "ada", { do: "edit", number: 1, remark: "fuel", body: "More fuel?" }),
  at(2.2, "bob", { do: "edit", number: 1, title: "It still falls down", body: "Why oh why?" }),
  at(2.3, "ada", { do: "label", number: 1, label: "idea" }),
  at(2.4, "ada", { do: "unlabel", number: 1, label: "idea" }),
  at(2.5, "cy", { do: "react", number: 1, content: "+1" }),
  at(3, "cy", {
    do: "open-pull",
    number: 2,
    title: "fix: add fuel",
    body: "fixes #1",
    labels: ["bug"],
    branch: "fuel",
    files: [{ path: "engine.ts", additions: 3, deletions: 1 }],
    closes: [1],
  }),
  at(3.1, "cy", { do: "edit", number: 2, title: "fix: add more fuel" }),
  at(3.2, "ada", { do: "label", number: 2, label: "idea" }),
  at(3.3, "ada", { do: "unlabel", number: 2, label: "idea" }),
  at(3.4, "cy", { do: "close", number: 2 }),
  at(3.5, "cy", { do: "reopen", number: 2 }),
  at(4, "ada", {
    do: "review",
    number: 2,
    state: "CHANGES_REQUESTED",
    body: "Nearly",
    comments: [{ path: "engine.ts", body: "Here" }, { body: "And here" }],
    remark: "nearly",
  }),
  at(4.5, "ada", { do: "review", number: 2, state: "APPROVED", body: "" }),
  at(4.6, "bob", { do: "comment", number: 2, body: "Thanks!" }),
  at(5, "ada", { do: "merge", number: 2 }),
  at(5.5, "bob", { do: "reopen", number: 1 }),
  at(5.6, "ada", { do: "close", number: 1, reason: "not_planned" }),
  at(6, "bob", { do: "open-discussion", number: 3, title: "How high?", body: "Well?", category: "Q&A" }),
  at(6.1, "ada", { do: "discuss", number: 3, body: "High.", remark: "high" }),
  at(6.2, "bob", { do: "discuss", number: 3, body: "Sure?", replyTo: "high", remark: "sure" }),
  at(6.3, "ada", { do: "edit", number: 3, remark: "high", body: "Very high." }),
  at(6.4, "bob", { do: "answer", number: 3, remark: "high" }),
  at(6.5, "bob", { do: "edit", number: 3, title: "How high is it?" }),
  at(6.6, "ada", { do: "label", number: 3, label: "idea" }),
  at(6.65, "ada", { do: "unlabel", number: 3, label: "idea" }),
  at(6.7, "bob", { do: "delete-remark", number: 3, remark: "sure" }),
  at(6.8, "ada", { do: "close", number: 3 }),
  at(6.9, "ada", { do: "reopen", number: 3 }),
  at(7, "ada", { do: "delete-remark", number: 1, remark: "fuel" }),
  at(8, "ada", { do: "release", tag: "v1.0.0", name: "One", body: "Up" }),
  at(9, "ada", { do: "push", files: { "a.txt": "a", "README.md": "# New\n" }, message: "docs: new" }),
];
