// Makes the deliveries that GitHub would have sent for an archive: the local GitHub performs it, and a server in Stoa's
// place keeps every body as it came over the wire.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { UserError } from "../src/core/errors.ts";
import type { Community } from "../test/local-github/community.ts";
import { appKeyPair, loadArchive, startLocalGitHub } from "../test/local-github/index.ts";
import { virtualClock } from "../test/local-github/virtual-clock.ts";

/** One webhook as it came in. */
export interface RecordedDelivery {
  readonly guid: string;
  readonly event: string;
  readonly body: Buffer;
}

/** Every delivery of an archive, the installation first, in order. */
export async function recordArchive(path: string): Promise<RecordedDelivery[]> {
  return recordCommunity(await readArchive(path));
}

/** Every delivery of a community, the installation first, in order. */
export async function recordCommunity(community: Community): Promise<RecordedDelivery[]> {
  const received: RecordedDelivery[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const event = String(request.headers["x-github-event"]);
      received.push({
        guid: String(request.headers["x-github-delivery"]),
        event,
        body: Buffer.concat(chunks),
      });
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await perform(community, webhookUrl);
  server.closeAllConnections();
  server.close();
  return received;
}

async function readArchive(path: string): Promise<Community> {
  try {
    return await loadArchive(path);
  } catch (error) {
    throw new UserError(`Cannot read the archive ${path}: ${(error as Error).message}.`, { cause: error });
  }
}

async function perform(community: Community, webhookUrl: string): Promise<void> {
  const clock = virtualClock(community.happenings[0]?.at ?? 0);
  const { privateKey } = appKeyPair();
  const app = {
    id: 4242,
    slug: "stoa",
    name: "Stoa",
    privateKey,
    webhookSecret: "the bench's secret",
    webhookUrl,
  };
  const github = await startLocalGitHub({ clock, app });
  github.load(community);
  for (const owner of new Set(community.repositories.map((repository) => repository.owner)))
    await github.install(owner);
  for (const happening of community.happenings) {
    clock.set(happening.at);
    await github.perform(happening, { deliver: true });
  }
  await github.settled();
  await github.close();
}
