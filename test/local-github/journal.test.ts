// A local GitHub that is killed at any moment starts again from its journal as if nothing had happened.

import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  ACME,
  EVERYTHING,
  OWNER_REPO,
  START,
  at,
  clientOf,
  optionsFor,
  startReceiver,
  type Receiver,
} from "./fixture.ts";
import { startLocalGitHub, type LocalGitHub } from "./index.ts";
import { virtualClock } from "./virtual-clock.ts";

let folder: string;
let receiver: Receiver;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "local-github-"));
  receiver = await startReceiver();
});
afterEach(() => {
  receiver.close();
  rmSync(folder, { recursive: true });
});

async function start(name: string): Promise<LocalGitHub> {
  return startLocalGitHub(optionsFor(virtualClock(START), receiver, { journal: join(folder, name) }));
}

/** Everything that can be told apart from outside, but for the port. */
function told(github: LocalGitHub): unknown {
  const deliveries = github.deliveries.log.map(({ guid, event, payload }) => [
    guid,
    event,
    payload?.replaceAll(new URL(github.url).host, ""),
  ]);
  return { deliveries, nodes: [...github.state.nodes.keys()], writes: github.contentWrites };
}

async function begin(github: LocalGitHub): Promise<number> {
  github.load(ACME);
  return github.install("acme");
}

async function live(github: LocalGitHub, from: number, to: number): Promise<void> {
  for (const happening of EVERYTHING.slice(from, to)) await github.perform(happening, { deliver: true });
}

test("a resumed run equals an undisturbed one", async () => {
  const undisturbed = await start("a");
  const id = await begin(undisturbed);
  await live(undisturbed, 0, 10);
  await clientOf(undisturbed, id).rest.issues.createComment({ ...OWNER_REPO, issue_number: 1, body: "hi" });
  await undisturbed.settled();
  copyFileSync(join(folder, "a"), join(folder, "b"));
  appendFileSync(join(folder, "b"), '{"is":"happening","happ');
  const resumed = await start("b");
  expect(resumed.resumed).toEqual({ happenings: 10, time: EVERYTHING[9]?.at });
  expect(await begin(resumed)).toBe(id);
  await live(undisturbed, 10, EVERYTHING.length);
  await live(resumed, 10, EVERYTHING.length);
  expect(told(resumed)).toEqual(told(undisturbed));
  expect(readFileSync(join(folder, "b"), "utf8")).toBe(readFileSync(join(folder, "a"), "utf8"));
  await undisturbed.close();
  await resumed.close();
});

test("sends again, in order and with their GUIDs, the deliveries nobody acknowledged", async () => {
  const first = await start("a");
  await begin(first);
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  first.setWebhookUrl(`http://127.0.0.1:${(silent.address() as AddressInfo).port}/`);
  void first.perform(EVERYTHING[0] ?? at(0, "x", { do: "reopen", number: 1 }), { deliver: true });
  void first.perform(at(2, "bob", { do: "comment", number: 1, body: "now" }), { deliver: true });
  receiver.received.length = 0;
  copyFileSync(join(folder, "a"), join(folder, "b"));

  const second = await start("b");
  expect(second.deliveries.unfinished().map(({ event }) => event)).toEqual([
    "issues",
    "issues",
    "issue_comment",
  ]);
  await second.redeliverUnacknowledged();
  expect(receiver.received.map(({ guid }) => guid)).toEqual(
    first.deliveries.log.slice(1).map(({ guid }) => guid),
  );
  expect(receiver.received.map(({ event }) => event)).toEqual(["issues", "issues", "issue_comment"]);
  const third = await start("b");
  expect(third.deliveries.unfinished()).toEqual([]);
  await second.close();
  await third.close();
  silent.closeAllConnections();
  silent.close();
  await first.close();
});

test("keeps counting what the app wrote, and its limit", async () => {
  const first = await start("a");
  const id = await begin(first);
  await live(first, 0, 1);
  const { issues } = clientOf(first, id).rest;
  for (let i = 0; i < 79; i += 1)
    await issues.createComment({ ...OWNER_REPO, issue_number: 1, body: `${i}` });
  await first.settled();
  await first.close();
  const second = await start("a");
  const again = clientOf(second, id).rest.issues;
  await again.createComment({ ...OWNER_REPO, issue_number: 1, body: "79" });
  await expect(again.createComment({ ...OWNER_REPO, issue_number: 1, body: "80" })).rejects.toMatchObject({
    status: 403,
  });
  expect(second.contentWrites).toBe(80);
  await second.close();
});
