// The payloads that are mutated: what the local GitHub posts for a little of everything, and for whole archives of real
// communities where there are any.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "../../src/core/clock.ts";
import { ACME, EVERYTHING } from "../local-github/fixture.ts";
import { loadArchive, startLocalGitHub, type LocalGitHub } from "../local-github/index.ts";
import { PRIVATE_KEY, SECRET } from "../support/stoa.ts";
import type { BasePayload } from "./mutate.ts";

export interface Recorded {
  /** It goes on running: Stoa asks it for what it needs. */
  readonly github: LocalGitHub;
  readonly bases: readonly BasePayload[];
  /** The deliveries of the installations, to begin with. */
  readonly installations: readonly BasePayload[];
}

/** Performs everything, and keeps what would have been posted. */
export async function recordBases(archives: readonly string[]): Promise<Recorded> {
  const received: BasePayload[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ event: String(request.headers["x-github-event"]), body: Buffer.concat(chunks) });
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const app = {
    id: 7,
    slug: "stoa",
    name: "Stoa",
    privateKey: PRIVATE_KEY,
    webhookSecret: SECRET,
    webhookUrl,
  };
  const github = await startLocalGitHub({ clock: systemClock, app });
  const communities = [
    { ...ACME, happenings: EVERYTHING },
    ...(await Promise.all(archives.map((path) => loadArchive(path)))),
  ];
  for (const community of communities) {
    github.load(community);
    const owners = new Set(community.repositories.map(({ owner }) => owner));
    for (const owner of owners) await github.install(owner);
    for (const happening of community.happenings) await github.perform(happening, { deliver: true });
  }
  await github.settled();
  server.closeAllConnections();
  server.close();
  const installations = received.filter(({ event }) => event === "installation");
  return { github, installations, bases: [...received, ...received.slice(0, 40).flatMap(derived)] };
}

/** What the local GitHub has no happening for: a repository's own event, and a change of an installation's repositories. */
function derived({ event, body }: BasePayload): readonly BasePayload[] {
  const payload = JSON.parse(body.toString()) as Record<string, unknown>;
  const { repository, sender, installation, organization } = payload;
  if (event === "installation") {
    const { repositories } = payload;
    const more = {
      ...payload,
      action: "removed",
      repositories_added: [],
      repositories_removed: repositories,
    };
    return [
      based("installation_repositories", more),
      based("installation", { ...payload, action: "suspend" }),
    ];
  }
  if (event !== "issues") return [];
  const whole = { repository, sender, installation, organization };
  return ["renamed", "archived", "privatized", "transferred"].map((action) =>
    based("repository", { action, ...whole }),
  );
}

function based(event: string, payload: unknown): BasePayload {
  return { event, body: Buffer.from(JSON.stringify(payload)) };
}
