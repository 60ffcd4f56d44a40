// What GitHub is answered, and what is kept of a delivery: over HTTP, from a running Stoa.

import { asc, eq, getTableColumns } from "drizzle-orm";
import { createHmac, randomUUID } from "node:crypto";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HOUR, MINUTE } from "../../src/core/clock.ts";
import { MAX_PAYLOAD_BYTES } from "../../src/intake/receive.ts";
import { at, EVERYTHING } from "../local-github/fixture.ts";
import { hour, SECRET, startStoa, type TestStoa } from "../support/stoa.ts";

let world: TestStoa;
beforeAll(async () => {
  world = await startStoa();
});
afterAll(() => world.stop());

const sign = (body: string, secret = SECRET) =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

interface Sent {
  readonly body: string;
  readonly event?: string;
  readonly guid?: string;
  readonly signature?: string;
}

function send({ body, event = "issues", guid = randomUUID(), signature = sign(body) }: Sent) {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (event !== "") headers["x-github-event"] = event;
  if (guid !== "") headers["x-github-delivery"] = guid;
  if (signature !== "") headers["x-hub-signature-256"] = signature;
  return fetch(`http://127.0.0.1:${world.stoa.port}/api/github/webhooks`, { method: "POST", headers, body });
}

async function deliveries(): Promise<
  readonly { guid: string; event: string; state: string; reason: string | null; payload: string | null }[]
> {
  const { db, tables } = world.database.reader;
  const { deliveries: stored, payloads } = tables;
  return db
    .select({ ...getTableColumns(stored), payload: payloads.body })
    .from(stored)
    .leftJoin(payloads, eq(payloads.seq, stored.seq))
    .orderBy(asc(stored.seq));
}

async function find(guid: string) {
  return (await deliveries()).filter((row) => row.guid === guid);
}

describe("an answer to a delivery", () => {
  test.each([
    ["no signature", { body: "{}", signature: "" }, 401],
    ["a signature with another secret", { body: "{}", signature: sign("{}", "another secret") }, 401],
    ["a signature of another body", { body: "{ }", signature: sign("{}") }, 401],
    ["a signature of the wrong length", { body: "{}", signature: "sha256=00" }, 401],
    ["no event", { body: "{}", event: "" }, 400],
    ["no delivery id", { body: "{}", guid: "" }, 400],
  ])("refuses and does not keep one with %s", async (_, sent, status) => {
    const before = (await deliveries()).length;
    expect((await send(sent)).status).toBe(status);
    expect(await deliveries()).toHaveLength(before);
  });

  test("takes only POST", async () => {
    const answer = await fetch(`http://127.0.0.1:${world.stoa.port}/api/github/webhooks`);
    expect(answer.status).toBe(405);
  });

  test.each(["not json", "[1]", '"text"', "null", ""])(
    "keeps %j, which is signed but no payload, parked with its reason",
    async (body) => {
      const guid = randomUUID();
      expect((await send({ body, guid })).status).toBe(202);
      await world.settle();
      expect(await find(guid)).toMatchObject([
        { state: "parked", payload: body, reason: expect.stringContaining("SyntaxError") as string },
      ]);
    },
  );

  test("parks a payload that lacks a field, and says which", async () => {
    const guid = randomUUID();
    const body = JSON.stringify({ action: "opened", repository: { id: 1 }, installation: { id: 1 } });
    await send({ body, guid });
    await world.settle();
    const [row] = await find(guid);
    expect(row).toMatchObject({ state: "parked", payload: body });
    expect(row?.reason).toContain("repository.node_id");
  });

  test("keeps an event it does not know as ignored", async () => {
    const guid = randomUUID();
    expect((await send({ body: '{"action":"started"}', event: "watch", guid })).status).toBe(202);
    await world.settle();
    expect(await find(guid)).toMatchObject([
      { state: "ignored", reason: "Stoa does not listen to watch", payload: null },
    ]);
  });

  test("answers a repeated delivery alike, and keeps one", async () => {
    const guid = randomUUID();
    const answers = await Promise.all([1, 2, 3].map(() => send({ body: "{}", event: "watch", guid })));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    await world.settle();
    expect((await send({ body: "{}", event: "watch", guid })).status).toBe(202);
    expect(await find(guid)).toHaveLength(1);
  });
});

describe("a payload larger than GitHub sends", () => {
  test("is refused when it is announced", async () => {
    expect(await post({ "content-length": String(MAX_PAYLOAD_BYTES + 1) }, 0)).toBe(413);
  });

  test("is refused while it streams in without a length", async () => {
    expect(await post({}, MAX_PAYLOAD_BYTES + 1)).toBe(413);
    expect((await deliveries()).every(({ payload }) => (payload ?? "").length < 1000)).toBe(true);
  });

  /** Resolves with the status; the body is so many zeros. */
  function post(headers: Record<string, string>, bytes: number): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const posting = request(
        {
          port: world.stoa.port,
          method: "POST",
          path: "/api/github/webhooks",
          headers: {
            "x-github-event": "issues",
            "x-github-delivery": randomUUID(),
            "x-hub-signature-256": sign(""),
            ...headers,
          },
        },
        (response) => {
          response.resume();
          resolve(response.statusCode);
          posting.destroy();
        },
      );
      posting.on("error", reject);
      const chunk = Buffer.alloc(1024 * 1024);
      for (let sent = 0; sent < bytes; sent += chunk.length) posting.write(chunk);
      if (bytes > 0) posting.end();
      else posting.flushHeaders();
    });
  }
});

describe("a delivery that fails", () => {
  test("is tried again, then parked, while its lane and the others keep their order", async () => {
    const poisoned = await startStoa();
    try {
      const { github } = poisoned;
      await poisoned.perform(at(1, "bob", { do: "open-issue", number: 1, title: "One", body: "" }));
      // stoa.yml cannot be read: a push fails, and what comes after it in its repository waits.
      Object.assign(github.troubles.failBefore, {
        probability: 1,
        only: (subject: string) => subject.includes("/contents/"),
      });
      await poisoned.perform(
        at(2, "ada", { do: "push", files: { ".github/stoa.yml": "" }, message: "chore: config" }),
        at(2, "ada", { do: "comment", number: 1, body: "Behind it." }),
      );
      await poisoned.pass(5 * MINUTE);
      const { db, tables } = poisoned.database.reader;
      const states = async () =>
        (await db.select().from(tables.deliveries).orderBy(asc(tables.deliveries.seq)))
          .filter(({ event }) => event === "push" || event === "issue_comment")
          .map(({ event, state, attempts }) => ({ event, state, attempts }));
      expect(await states()).toEqual([
        { event: "push", state: "waiting", attempts: 4 },
        { event: "issue_comment", state: "waiting", attempts: 0 },
      ]);

      // GitHub's outages last hours: so long it is tried.
      await poisoned.pass(9 * HOUR);
      expect(await states()).toEqual([
        { event: "push", state: "parked", attempts: 10 },
        { event: "issue_comment", state: "done", attempts: 0 },
      ]);
    } finally {
      await poisoned.stop();
    }
  });
});

test("deliveries of one repository are processed in the order they came in", async () => {
  const ordered = await startStoa();
  try {
    // All of them at once: only the inbox keeps them apart.
    for (const happening of EVERYTHING) {
      ordered.clock.set(happening.at);
      await ordered.github.perform(happening, { deliver: true });
    }
    await ordered.runUntil(hour(10));
    const { db, tables } = ordered.database.reader;
    const threads = await db.select().from(tables.threads).orderBy(asc(tables.threads.number));
    expect(threads.map(({ title, state }) => `${title}: ${state}`)).toEqual([
      "It still falls down: closed",
      "fix: add more fuel: merged",
      "How high is it?: open",
    ]);
    const unfinished = await db.select().from(tables.deliveries);
    expect(unfinished.filter(({ state }) => state !== "done" && state !== "ignored")).toEqual([]);
  } finally {
    await ordered.stop();
  }
});
