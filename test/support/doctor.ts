// What tests of `stoa doctor` share: having it look at a running Stoa, and work that was given up on.

import { expect } from "vitest";
import { examine } from "../../src/cli/doctor.ts";
import { openDatabase } from "../../src/db/open.ts";
import type { Finding } from "../../src/diagnosis/finding.ts";
import type { Report } from "../../src/diagnosis/present.ts";
import { REPOSITORY } from "../local-github/fixture.ts";
import { thread, threadActivity } from "./activities.ts";
import { PRIVATE_KEY, SECRET, type TestStoa } from "./stoa.ts";

/** The variables by which the doctor finds this Stoa. */
export function variablesOf(of: TestStoa): Record<string, string> {
  return {
    APP_ID: "7",
    PRIVATE_KEY,
    WEBHOOK_SECRET: SECRET,
    GITHUB_API_URL: of.github.url,
    PUBLIC_URL: `http://127.0.0.1:${of.stoa.port}`,
    DATABASE_URL: of.environment.databaseUrl,
  };
}

/** Has the doctor look at it, by its own clock. */
export function look(
  of: TestStoa,
  changed: Record<string, string> = {},
  retryParked: boolean | string = false,
): Promise<Report> {
  return examine({ ...variablesOf(of), ...changed }, { clock: of.clock, retryParked });
}

/** The problems of a report, each with a next step. */
export function problems({ findings }: Report): readonly Finding[] {
  const found = findings.filter(({ level }) => level === "problem");
  for (const { nextStep } of found) expect(nextStep).toMatch(/^.{20,}/);
  return found;
}

/** A delivery and a feature's work on an activity, as if they had been given up on at this moment (its own clock's, unless told). */
export async function park(
  of: TestStoa,
  state: "parked" | "waiting",
  now: number = of.clock.now(),
): Promise<void> {
  const log = of.github.deliveries.log;
  const payload = log.findLast(({ event }) => event === "issues")?.payload ?? "";
  const repository = of.github.state.repositories.get(REPOSITORY);
  const ref = {
    id: repository?.id ?? 0,
    installationId: of.installationId,
    owner: "acme",
    name: "rocket",
    isPrivate: false,
  };
  const reason = "Error: the disk was full";
  const database = await openDatabase(of.environment.databaseUrl);
  await database.transaction(async ({ db, tables }) => {
    const seq = 1_000_000;
    await db.insert(tables.payloads).values({ seq, body: payload });
    await db.insert(tables.deliveries).values({
      seq,
      guid: "parked-delivery",
      event: "issues",
      lane: String(ref.id),
      state,
      reason,
      attempts: 5,
      receivedAt: now,
      dueAt: now,
      claimedUntil: 0,
    });
    await db.insert(tables.featureRetries).values({
      activityKey: "parked-activity",
      feature: "themes",
      activity: threadActivity("thread.opened", thread({ number: 1 }, ref), { repository: ref }),
      state,
      reason,
      attempts: 5,
      dueAt: now,
    });
  });
  await database.close();
}
