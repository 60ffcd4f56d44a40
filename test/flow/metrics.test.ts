// `/metrics` and `/readyz` of a running Stoa tell the same as `stoa doctor`, in numbers that match the database.

import { readFileSync } from "node:fs";
import { count } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { DAY, MINUTE, SECOND } from "../../src/core/clock.ts";
import { METRICS } from "../../src/web/metrics.ts";
import { at } from "../local-github/fixture.ts";
import { rocketWith, startStoa, type StoaOptions, type TestStoa } from "../support/stoa.ts";

let world: TestStoa;
afterEach(() => world.stop());

const openIssue = at(1, "bob", { do: "open-issue", number: 1, title: "It falls down", body: "Why?" });
const askHelp = at(2, "bob", { do: "comment", number: 1, body: "/stoa help", remark: "help" });

async function start(options: StoaOptions = {}): Promise<void> {
  world = await startStoa(options);
  await world.perform(openIssue, askHelp);
}

async function get(path: string) {
  const response = await fetch(`http://127.0.0.1:${world.stoa.port}${path}`);
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
}

/** Reads Prometheus' text format 0.0.4, and refuses whatever is not in it. */
function parseMetrics(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of text.split("\n").filter((one) => one !== "")) {
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.+)$/.exec(line);
    if (comment?.[1] === "TYPE") types.set(comment[2] ?? "", comment[3] ?? "");
    if (comment) continue;
    const sample =
      /^([a-zA-Z_:][\w:]*)((?:\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\.)*",?)+\})?) (-?\d[\d.eE+-]*|Nan|NaN|[+-]Inf)$/.exec(
        line,
      );
    if (!sample) throw new Error(`No sample of Prometheus: ${line}`);
    const [, name = "", labels = "", value] = sample;
    expect([...types.keys()].some((type) => name.startsWith(type))).toBe(true);
    expect(samples.has(name + labels)).toBe(false);
    samples.set(name + labels, Number(value));
  }
  return samples;
}

async function metrics() {
  const { status, type, text } = await get("/metrics");
  expect(status).toBe(200);
  expect(type).toMatch(/^text\/plain; version=0\.0\.4/);
  return parseMetrics(text);
}

describe("/metrics", () => {
  test("counts what is in the database", async () => {
    await start({ repositories: rocketWith("mentoring:\n  captain: ada\n") });
    await world.database.transaction(async ({ db, tables }) => {
      await db.insert(tables.featureRetries).values({
        activityKey: "k",
        feature: "badges",
        activity: {} as never,
        state: "parked",
        reason: "r",
        attempts: 5,
        dueAt: 0,
      });
    });
    await world.pass(10 * SECOND);
    const found = await metrics();
    const { db, tables } = world.database.reader;
    const deliveries = await db
      .select({ of: tables.deliveries.event, state: tables.deliveries.state, count: count() })
      .from(tables.deliveries)
      .groupBy(tables.deliveries.event, tables.deliveries.state);
    expect(deliveries.length).toBeGreaterThan(2);
    for (const { of, state, count } of deliveries) {
      expect(found.get(`stoa_deliveries{event="${of}",state="${state}"}`)).toBe(count);
    }
    const effects = await db
      .select({ of: tables.effects.kind, state: tables.effects.state, count: count() })
      .from(tables.effects)
      .groupBy(tables.effects.kind, tables.effects.state);
    expect(effects.length).toBeGreaterThan(1);
    for (const { of, state, count } of effects) {
      expect(found.get(`stoa_effects{kind="${of}",state="${state}"}`)).toBe(count);
    }
    const total = (name: string) =>
      [...found].filter(([key]) => key.startsWith(`${name}{`)).reduce((sum, [, value]) => sum + value, 0);
    expect(total("stoa_deliveries")).toBe(total("stoa_inbox_deliveries"));
    expect(total("stoa_effects")).toBe(total("stoa_outbox_effects"));
    expect(found.get('stoa_inbox_deliveries{state="waiting"}')).toBe(0);
    expect(found.get("stoa_inbox_oldest_waiting_seconds")).toBe(0);
    expect(found.get('stoa_feature_retries{feature="badges",state="parked"}')).toBe(1);
    expect(found.get("stoa_config_problems")).toBe(1);
    expect(found.get("stoa_backfill_pending")).toBe(0);
    expect(found.get("stoa_ready")).toBe(1);
    expect(found.get('stoa_findings{area="config",level="problem"}')).toBe(1);
    expect(found.get('stoa_findings{area="parked",level="problem"}')).toBe(1);
    expect(found.get("process_resident_memory_bytes")).toBeGreaterThan(1e6);
  });

  test("tells how old the oldest that waits is, and when jobs ran", async () => {
    await start();
    await world.pass(MINUTE);
    world.github.troubles.failBefore.probability = 1;
    world.github.troubles.failBefore.only = (subject) => subject.startsWith("POST");
    await world.perform(at(3, "bob", { do: "comment", number: 1, body: "/stoa badges", remark: "badges" }));
    await world.pass(10 * MINUTE);
    const found = await metrics();
    const waiting = found.get('stoa_outbox_effects{state="waiting"}') ?? 0;
    const attempting = found.get('stoa_outbox_effects{state="attempting"}') ?? 0;
    expect(waiting + attempting).toBeGreaterThan(0);
    expect(found.get("stoa_outbox_oldest_waiting_seconds")).toBe(600);
    world.github.troubles.clear();
    await world.pass(3 * DAY);
    const later = await metrics();
    expect(later.get("stoa_outbox_oldest_waiting_seconds")).toBe(0);
    const rows = await world.database.reader.db.select().from(world.database.reader.tables.schedules);
    const ran = rows.filter(({ lastRunAt }) => lastRunAt !== null);
    expect(ran.length).toBeGreaterThan(0);
    for (const { job, installationId, lastRunAt } of ran) {
      const labels = `{job="${job}",installation="${installationId}"}`;
      expect(later.get(`stoa_schedule_last_run_timestamp_seconds${labels}`)).toBe((lastRunAt ?? 0) / 1000);
      expect(later.get(`stoa_schedule_late_seconds${labels}`)).toBe(0);
    }
  });

  test("names nobody and no repository", async () => {
    await start();
    expect((await get("/metrics")).text).not.toMatch(/acme|rocket|bob/);
  });

  test("reads the database once in five seconds", async () => {
    await start();
    await world.pass(10 * SECOND);
    const before = (await metrics()).get('stoa_inbox_deliveries{state="parked"}');
    await world.database.transaction(async ({ db, tables }) => {
      await db.update(tables.deliveries).set({ state: "parked" });
    });
    expect((await metrics()).get('stoa_inbox_deliveries{state="parked"}')).toBe(before);
    await world.pass(5 * SECOND);
    expect((await metrics()).get('stoa_inbox_deliveries{state="parked"}')).toBeGreaterThan(0);
  });

  test("says that the database is gone, and shows no wrong zeros", async () => {
    await start();
    await world.pass(10 * SECOND);
    await world.database.close();
    const found = await metrics();
    expect(found.get("stoa_ready")).toBe(0);
    expect(found.get('stoa_findings{area="database",level="problem"}')).toBe(1);
    expect(found.get("stoa_config_problems")).toBeUndefined();
  });

  test("is the table of docs/operations.md", () => {
    const page = readFileSync(new URL("../../docs/operations.md", import.meta.url), "utf8");
    const rows = [...page.matchAll(/^\| `(stoa_\w+)` +\| (.*?) +\|/gm)].map(([, name, labels = ""]) => ({
      name,
      labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label),
    }));
    expect(rows).toEqual(METRICS.map(({ name, labels }) => ({ name, labels })));
  });
});

describe("/readyz", () => {
  test("is 200 while all is well, and stays so with a problem that is not vital", async () => {
    await start();
    await world.pass(10 * SECOND);
    expect(await get("/readyz")).toMatchObject({ status: 200, text: '{"status":"ready","problems":[]}' });
    await world.database.transaction(async ({ db, tables }) => {
      await db.update(tables.deliveries).set({ state: "parked", reason: "r" });
    });
    await world.pass(10 * SECOND);
    expect(await get("/readyz")).toMatchObject({
      status: 200,
      text: '{"status":"ready","problems":["parked"]}',
    });
  });

  test("is 503 while GitHub does not answer, and 200 soon after it does again", async () => {
    await start();
    await world.pass(MINUTE);
    world.github.troubles.failBefore.probability = 1;
    expect(await get("/readyz")).toMatchObject({
      status: 503,
      text: '{"status":"not ready","problems":["github"]}',
    });
    world.github.troubles.clear();
    await world.pass(10 * SECOND);
    expect((await get("/readyz")).status).toBe(200);
  });

  test("is 503 while the database is gone; /healthz is alive all the same", async () => {
    await start();
    await world.pass(10 * SECOND);
    await world.database.close();
    expect(await get("/readyz")).toMatchObject({
      status: 503,
      text: '{"status":"not ready","problems":["database"]}',
    });
    expect(await get("/healthz")).toMatchObject({ status: 200, text: '{"status":"alive"}' });
  });
});
