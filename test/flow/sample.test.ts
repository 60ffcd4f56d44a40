// The sample community of the demo, whole: what a newcomer sees after `npm run demo` must be there, and Stoa's manners must
// hold in every word it wrote.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PRIVATE_WORD } from "../../demo/community/threads/private.ts";
import { samplePlan } from "../../demo/plan.ts";
import { replay, type Replayed } from "../../demo/replay.ts";
import { writeReport, type Report } from "../../demo/report.ts";

const folder = mkdtempSync(join(tmpdir(), "stoa-sample-"));
let replayed: Replayed;
let report: Report;

beforeAll(async () => {
  replayed = await replay({ plan: samplePlan(undefined), folder, port: 0, isDryRun: false });
  report = await writeReport(replayed, { folder, seconds: 1 });
  await replayed.stop();
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Written {
  readonly thread: string;
  readonly isPrivate: boolean;
  readonly createdAt: number;
  readonly text: string;
}

/** Every text that Stoa wrote: its discussions, and its comments. */
function written(): Written[] {
  const texts: Written[] = [];
  for (const repository of replayed.github.state.repositories.values()) {
    for (const thread of repository.threads.values()) {
      const place = { thread: `${repository.name}#${thread.number}`, isPrivate: repository.isPrivate };
      for (const item of [thread, ...thread.remarks]) {
        if (item.author?.login !== "stoa[bot]") continue;
        texts.push({
          ...place,
          createdAt: item.createdAt,
          text: `${"title" in item ? item.title : ""}\n${item.body}`,
        });
      }
    }
  }
  return texts;
}

describe("the sample community", () => {
  test("is processed whole", () => {
    expect(report.deliveries).toMatchObject({ processed: report.deliveries.received, failed: 0 });
    expect(Object.keys(report.effects["discussion"] ?? {})).toEqual(["done"]);
    expect(replayed.github.unhandled).toEqual([]);
  });

  test("shows every feature at work", () => {
    expect(report.digests.length).toBeGreaterThan(12);
    // In half a year nobody has an anniversary, and nobody here tested a pre-release.
    const { anniversary, tester, ...badges } = report.badges;
    expect({ anniversary, tester }).toEqual({ anniversary: 0, tester: 0 });
    expect(Object.keys(badges).length).toBeGreaterThan(10);
    expect(Math.min(...Object.values(badges))).toBeGreaterThan(4);
    expect(report.pairings).toBeGreaterThan(10);
    expect(report.requests[0]).toMatchObject({ title: "Native Windows support for the agent", votes: 31 });
    expect(report.themes.length).toBeGreaterThan(3);
    expect(report.sentiment.filter(({ index }) => index !== null).length).toBeGreaterThan(25);
  });

  test("hears the release that made people unhappy, and the one that made them happy", () => {
    const mean = (from: string, to: string) => {
      const weeks = report.sentiment.filter(({ week, index }) => index !== null && week >= from && week < to);
      return weeks.reduce((sum, { index }) => sum + (index ?? 0), 0) / weeks.length;
    };
    expect(mean("2026-04-06", "2026-05-04")).toBeLessThan(mean("2026-03-09", "2026-04-06") - 20);
    expect(mean("2026-08-24", "2026-09-21")).toBeGreaterThan(mean("2026-04-06", "2026-05-04") + 20);
  });

  test("never speaks on history, mentions nobody, and has one comment a thread", () => {
    const texts = written();
    expect(Math.min(...texts.map(({ createdAt }) => createdAt))).toBeGreaterThanOrEqual(replayed.plan.since);
    expect(texts.filter(({ text }) => /(^|[^\w`/])@[a-z\d]/i.test(text))).toEqual([]);
    expect(new Set(texts.map(({ thread }) => thread)).size).toBe(texts.length);
  });

  test("never takes a private word into a public place", () => {
    const leaks = written().filter(({ isPrivate, text }) => !isPrivate && /security-triage/i.test(text));
    const words = written().filter(
      ({ isPrivate, text }) => !isPrivate && text.toLowerCase().includes(PRIVATE_WORD),
    );
    expect([...leaks, ...words]).toEqual([]);
    expect(JSON.stringify([report.requests, report.themes]).toLowerCase()).not.toContain(PRIVATE_WORD);
  });
});
