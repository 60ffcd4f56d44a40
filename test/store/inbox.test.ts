// The inbox on every engine: once, in order per repository, and never before its time.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MINUTE, SECOND } from "../../src/core/clock.ts";
import type { Database } from "../../src/db/connection.ts";
import { finishDeliveries, retryDelivery } from "../../src/intake/delivery-ends.ts";
import {
  claimDeliveries,
  laneOf,
  nextDeliveryAt,
  openInbox,
  type StoredDelivery,
} from "../../src/intake/inbox.ts";
import { START } from "../support/activities.ts";
import { engines } from "../support/databases.ts";

describe.each(engines)("the inbox on $name", ({ open }) => {
  let database: Database;
  let now = START;
  beforeEach(async () => {
    database = await open();
    now = START;
  });
  afterEach(() => database.close());

  const store = (...deliveries: readonly [guid: string, repository: number][]) => {
    const clock = { now: () => now, sleepUntil: () => Promise.resolve() };
    const inbox = openInbox({ database, clock, onStored: () => undefined });
    const body = (repository: number) =>
      Buffer.from(JSON.stringify({ action: "x", repository: { id: repository } }));
    return Promise.all(
      deliveries.map(([guid, repository]) => inbox.store({ guid, event: "issues", body: body(repository) })),
    );
  };
  const claim = async () =>
    (await database.transaction((connection) => claimDeliveries(connection, { now, limit: 1 })))[0];
  const finish = (delivery: StoredDelivery | undefined) =>
    database.transaction((connection) =>
      finishDeliveries(connection, [{ guid: delivery?.guid ?? "", state: "done", reason: null }]),
    );
  const fail = (delivery: StoredDelivery | undefined) =>
    database.transaction((connection) => {
      if (!delivery) throw new Error("nothing was claimed");
      return retryDelivery(connection, { delivery, reason: "no", isOutage: false, now });
    });

  test("keeps a GUID once, and hands deliveries out in their order", async () => {
    await store(["a", 1], ["b", 1], ["a", 1]);
    await store(["b", 1], ["c", 2]);
    const order: string[] = [];
    for (let delivery = await claim(); delivery; delivery = await claim()) {
      order.push(delivery.guid);
      await finish(delivery);
    }
    expect(order).toEqual(["a", "b", "c"]);
    expect(await nextDeliveryAt(database.reader)).toBeUndefined();
  });

  test("holds a lane behind a delivery that waits for another try, and no other lane", async () => {
    await store(["a", 1], ["b", 1], ["c", 2]);
    await fail(await claim());
    const other = await claim();
    expect(other?.guid).toBe("c");
    await finish(other);
    expect(await claim()).toBeUndefined();
    // Not now, although the one behind it has long been due: nobody may spin meanwhile.
    expect(await nextDeliveryAt(database.reader)).toBe(START + SECOND);
    now += SECOND;
    expect((await claim())?.guid).toBe("a");
  });

  test("parks what failed five times, keeps its payload, and lets its lane go on", async () => {
    await store(["a", 1], ["b", 1]);
    const states: string[] = [];
    for (let delivery = await claim(); delivery?.guid === "a"; delivery = await claim()) {
      states.push(await fail(delivery));
      now += 10 * MINUTE;
    }
    expect(states).toEqual(["waiting", "waiting", "waiting", "waiting", "parked"]);
    const { db, tables } = database.reader;
    const rows = await db.select().from(tables.deliveries);
    const parked = rows.find(({ guid }) => guid === "a");
    expect(parked).toMatchObject({ state: "parked", reason: "no" });
    const kept = await db.select().from(tables.payloads);
    expect(kept).toContainEqual({ seq: parked?.seq, body: '{"action":"x","repository":{"id":1}}' });
  });
});

test("a lane is the repository, whatever else a payload holds, else the event", () => {
  const lane = (value: unknown) => laneOf("issues", Buffer.from(JSON.stringify(value)));
  expect(lane({ repository: { id: 123_456_789_012 } })).toBe("123456789012");
  expect(lane({ title: '"repository":{"id":7', repository: { id: 8 } })).toBe("8");
  expect(lane({ action: "created" })).toBe("issues");
});
