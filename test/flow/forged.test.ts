// Deliveries that lie: replayed, named after another event, about another account's repository, full of addresses to fetch.

import { createHmac, randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { asc } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DAY } from "../../src/core/clock.ts";
import { at } from "../local-github/fixture.ts";
import { hour, SECRET, startStoa, type TestStoa } from "../support/stoa.ts";

type Json = Record<string, unknown>;

let world: TestStoa;
beforeEach(async () => {
  world = await startStoa();
  await world.perform(
    at(1, "bob", { do: "open-issue", number: 1, title: "One", body: "First" }),
    at(2, "ada", { do: "comment", number: 1, body: "Hello" }),
  );
});
afterEach(() => world.stop());

/** What GitHub sent last for this event. */
function sent(event: string): Json {
  const found = world.github.deliveries.log.findLast((delivery) => delivery.event === event);
  if (!found?.payload) throw new Error(`No ${event} was sent`);
  return JSON.parse(found.payload) as Json;
}

async function post(event: string, payload: Json, guid: string = randomUUID()) {
  const body = JSON.stringify(payload);
  const { status } = await fetch(`http://127.0.0.1:${world.stoa.port}/api/github/webhooks`, {
    method: "POST",
    body,
    headers: {
      "x-github-event": event,
      "x-github-delivery": guid,
      "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
    },
  });
  expect(status).toBe(202);
  await world.settle();
  return (await rows("deliveries")).find((row) => row["guid"] === guid);
}

async function rows(name: "deliveries" | "threads" | "remarks" | "repositories" | "activities" | "effects") {
  const { db, tables } = world.database.reader;
  return (await db.select().from(tables[name])) as Json[];
}

describe("a delivery that is sent again", () => {
  test("under another GUID changes nothing: what happened once is known by what it is", async () => {
    const before = [await rows("activities"), await rows("remarks"), await rows("effects")];
    expect(await post("issue_comment", sent("issue_comment"))).toMatchObject({ state: "done" });
    expect([await rows("activities"), await rows("remarks"), await rows("effects")]).toEqual(before);
  });

  test("under another event's name is parked: a comment that is deleted deletes no issue", async () => {
    const deleted = { ...sent("issue_comment"), action: "deleted" };
    const row = await post("issues", deleted);
    expect(row).toMatchObject({ state: "parked", attempts: 0 });
    expect(row?.["reason"]).toContain("it is another's");
    expect(await rows("threads")).toMatchObject([{ number: 1, deletedAt: null }]);
  });
});

describe("a delivery for one installation about another account's repository", () => {
  const OTHER = 999_999;

  test("is parked, and the repository stays with its own", async () => {
    // Another account has installed the App as well.
    await post("installation", {
      action: "created",
      installation: { id: OTHER, account: { id: 888, login: "mallory" }, permissions: {} },
      repositories: [],
    });
    const comment = sent("issue_comment");
    const lie = { ...comment, installation: { id: OTHER } };
    const row = await post("issue_comment", lie);
    expect(row).toMatchObject({ state: "parked", attempts: 0 });
    expect(row?.["reason"]).toContain("belongs to account");
    const [repository] = await rows("repositories");
    expect(repository).toMatchObject({ installationId: world.installationId, isActive: true });
    // Nothing is to be written with the other's token.
    expect((await rows("effects")).filter(({ installationId }) => installationId === OTHER)).toEqual([]);
  });

  test("takes no repository away from its own", async () => {
    const repository = sent("issues")["repository"] as Json;
    const listed = { ...repository, full_name: "acme/rocket" };
    await post("installation_repositories", {
      action: "removed",
      installation: { id: OTHER, account: { id: 888, login: "mallory" } },
      repositories_removed: [listed],
    });
    await post("installation_repositories", {
      action: "added",
      installation: { id: OTHER, account: { id: 888, login: "mallory" } },
      repositories_added: [listed],
    });
    const { db, tables } = world.database.reader;
    const [first] = await db.select().from(tables.repositories).orderBy(asc(tables.repositories.id));
    expect(first).toMatchObject({ installationId: world.installationId, isActive: true });
  });
});

describe("addresses in a payload", () => {
  let trap: Server;
  let asked: string[];
  beforeEach(async () => {
    asked = [];
    trap = createServer((request, response) => {
      asked.push(String(request.url));
      response.end("{}");
    });
    await new Promise<void>((resolve) => trap.listen(0, "127.0.0.1", () => resolve()));
  });
  afterEach(() => void trap.close());

  test("are never fetched, whichever they are", async () => {
    const address = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`;
    // Every address GitHub wrote leads to the trap, and bodies are full of more.
    const lead = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(lead);
      if (typeof value === "object" && value !== null) {
        return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, leadKey(key, inner)]));
      }
      return typeof value === "string" ? value.replace(/^https?:\/\/[^/]+/, address) : value;
    };
    const leadKey = (key: string, value: unknown) =>
      key === "body"
        ? `![x](${address}/image) [y](${address}/link) <img src="${address}/html">\n\n/stoa help`
        : lead(value);
    await world.perform(
      at(3, "cy", { do: "open-pull", number: 2, title: "fix: it", body: "x", branch: "b", files: [] }),
      at(4, "ada", { do: "release", tag: "v1", name: "One", body: "x" }),
      at(5, "ada", { do: "push", files: { ".github/stoa.yml": "digest: {}\n" }, message: "chore: config" }),
    );
    for (const event of ["issues", "issue_comment", "pull_request", "release", "push", "installation"]) {
      await post(event, lead(sent(event)) as Json);
    }
    await world.runUntil(hour(5) + 20 * DAY);
    expect(asked).toEqual([]);
    // It had something to do meanwhile.
    expect(world.github.contentWrites).toBeGreaterThan(0);
  });
});
