// Each check turns facts into findings, and every warning and problem says what to do next.

import { describe, expect, test } from "vitest";
import { HOUR, MINUTE } from "../../../src/core/clock.ts";
import { checkDatabase } from "../../../src/diagnosis/checks/database.ts";
import { checkGitHub, checkPermissions } from "../../../src/diagnosis/checks/github.ts";
import { checkWebhook } from "../../../src/diagnosis/checks/webhook.ts";
import {
  checkConfig,
  checkHistory,
  checkMissed,
  checkParked,
  checkQueues,
  checkSchedules,
} from "../../../src/diagnosis/checks/work.ts";
import type { Count } from "../../../src/diagnosis/delivery-counts.ts";
import type { DatabaseFacts, GitHubFacts } from "../../../src/diagnosis/facts.ts";
import type { Finding } from "../../../src/diagnosis/finding.ts";
import type { ScheduledJob } from "../../../src/diagnosis/schedules.ts";
import type { Work } from "../../../src/diagnosis/work.ts";
import type { AppState, Attempt, Hook } from "../../../src/github/app.ts";

const NOW = Date.UTC(2026, 0, 5, 9);
const EMPTY: Work = {
  deliveries: [],
  effects: [],
  retries: [],
  outboxReason: undefined,
  parked: [],
  configProblems: [],
  history: [],
  missed: { lookedAt: NOW - MINUTE, missing: 0, oldestAt: null },
  holds: [],
  installations: [],
};

/** Level and message of each; and each that is not ok has a next step that is a sentence. */
function told(findings: readonly Finding[]): string[] {
  const silent = findings.filter(({ level, nextStep = "" }) => (level === "ok") !== nextStep.length < 20);
  expect(silent).toEqual([]);
  return findings.map(({ level, message }) => `${level}: ${message}`);
}

describe("the database", () => {
  const reachable: DatabaseFacts = {
    kind: "reachable",
    dialect: "sqlite",
    unknownMigrations: 0,
    readOnly: undefined,
    work: EMPTY,
    schedules: [],
  };

  test.each<[string, DatabaseFacts, RegExp]>([
    ["in order", reachable, /^ok: SQLite answers/],
    ["that is Postgres", { ...reachable, dialect: "postgres" }, /^ok: Postgres answers/],
    ["that is gone", { kind: "unreachable", reason: "Error: no route" }, /^problem: .*no route/],
    ["before its migrations", { kind: "behind", missing: 2 }, /^problem: .*lacks 2 migrations/],
    [
      "of a newer Stoa",
      { ...reachable, unknownMigrations: 1 },
      /^warn: .*1 migration that this program does not/,
    ],
    ["that is read-only", { ...reachable, readOnly: "attempt to write" }, /^problem: .*not written: attempt/],
  ])("%s", (_, facts, line) => {
    expect(told(checkDatabase(facts))).toEqual([expect.stringMatching(line)]);
  });
});

describe("GitHub", () => {
  test.each<[string, GitHubFacts, RegExp]>([
    ["that was not asked", { kind: "unasked" }, /^warn: GitHub was not asked/],
    [
      "that is away",
      { kind: "unreachable", reason: "fetch failed" },
      /^problem: .*https:\/\/api.*fetch failed/,
    ],
    ["that refuses the key", { kind: "refused", reason: "401" }, /^problem: .*credentials: 401/],
  ])("%s", (_, facts, line) => {
    expect(told(checkGitHub(facts, "https://api.github.com"))).toEqual([expect.stringMatching(line)]);
  });
});

const needs = [
  { name: "badges", events: ["issues"], permissions: { issues: "write" as const } },
  { name: "digest", events: ["discussion"], permissions: { discussions: "write" as const } },
];
const everything = { issues: "write", discussions: "write" };
const installation = {
  id: 11,
  account: "acme",
  permissions: everything as Readonly<Record<string, string>>,
  isSuspended: false,
  url: "https://github.test/acme/11",
};
const app: AppState = {
  url: "https://github.test/apps/stoa",
  slug: "stoa",
  permissions: everything,
  events: ["issues", "discussion"],
  installations: [installation],
  attempts: [],
  hook: undefined,
};

describe("permissions", () => {
  test.each<[string, Partial<AppState>, readonly number[] | undefined, readonly RegExp[]]>([
    ["all granted", {}, [11], [/^ok: acme has granted all of the 2 permissions/]],
    ["all granted, the database unread", {}, undefined, [/^ok: acme/]],
    [
      "one missing",
      { installations: [{ ...installation, permissions: { issues: "write" } }] },
      [11],
      [/^problem: acme has not granted discussions: write. That switches off, wholly or in part, digest/],
    ],
    ["nobody installed it", { installations: [] }, [], [/^warn: .*installed nowhere/]],
    [
      "a suspended one",
      { installations: [{ ...installation, isSuspended: true }] },
      [11],
      [/^warn: acme has suspended/],
    ],
    ["one that Stoa never heard of", {}, [], [/^problem: Stoa has never heard that acme/]],
    ["one that GitHub has no more", {}, [11, 12], [/^ok: acme/, /^warn: .*installation 12/]],
    [
      "the App asks for too little",
      { permissions: { issues: "write" }, installations: [] },
      [],
      [/^problem: The App does not ask for discussions: write.*digest/, /^warn/],
    ],
    [
      "the App hears too little",
      { events: ["issues"] },
      [11],
      [/^problem: .*not subscribed to discussion.*digest/, /^ok/],
    ],
  ])("%s", (_, state, known, lines) => {
    expect(told(checkPermissions({ ...app, ...state }, needs, known))).toEqual(
      lines.map((line) => expect.stringMatching(line) as string),
    );
  });
});

describe("the webhook", () => {
  const hook: Hook = { url: "https://stoa.test/api/hooks", isJson: true, isSigned: true, verifiesTls: true };
  const place = { path: "/api/hooks", publicUrl: "https://stoa.test" };
  const attempt = (guid: string, statusCode = 202): Attempt => ({
    guid,
    event: "issues",
    at: NOW - HOUR,
    statusCode,
    status: statusCode === 202 ? "OK" : "failed",
  });

  test.each<[string, Partial<Hook>, RegExp]>([
    ["in order", {}, /^ok: Deliveries go to https:\/\/stoa.test/],
    ["without an address", { url: "" }, /^problem: The App has no webhook address/],
    ["with another path", { url: "https://stoa.test/" }, /^problem: .*Stoa listens at \/api\/hooks/],
    ["at another host", { url: "https://other.test/api/hooks" }, /^warn: .*other.test.*stoa.test/],
    ["without a secret", { isSigned: false }, /^problem: .*no secret/],
    ["as forms", { isJson: false }, /^problem: .*forms/],
    ["without TLS", { verifiesTls: false }, /^warn: .*certificate/],
  ])("%s", (_, changed, line) => {
    const found = checkWebhook({ hook: { ...hook, ...changed }, attempts: undefined }, place, NOW);
    expect(told(found)).toEqual([expect.stringMatching(line)]);
  });

  test.each<[string, readonly Attempt[], RegExp]>([
    ["nothing was sent", [], /^ok: .*no delivery on record/],
    ["all arrived", [attempt("b"), attempt("a")], /^ok: .*newest 2 deliveries arrived, the last 1 hour ago/],
    ["one arrived when it was sent again", [attempt("a"), attempt("a", 502)], /^ok: .*newest 1 delivery/],
    [
      "an older one was lost",
      [attempt("b"), attempt("a", 502)],
      /^warn: .*newest 2 .* 1 \(50%\).*502 failed/,
    ],
    [
      "the newest was lost",
      [attempt("b", 401), attempt("a")],
      /^problem: .*issues at 2026-01-05 08:00 UTC: 401/,
    ],
  ])("%s", (_, attempts, line) => {
    expect(told(checkWebhook({ hook: undefined, attempts }, place, NOW))).toEqual([
      expect.stringMatching(line),
    ]);
  });

  test.each([
    [401, /WEBHOOK_SECRET/],
    [404, /POST \/api\/hooks/],
    [503, /could not store/],
    [504, /curl -i https:\/\/stoa.test\/healthz/],
  ])("names the remedy for %i", (status, step) => {
    const [found] = checkWebhook({ hook: undefined, attempts: [attempt("a", status)] }, place, NOW);
    expect(found?.nextStep).toMatch(step);
  });

  test("says that it does not know where GitHub does not tell", () => {
    const found = checkWebhook({ hook: undefined, attempts: undefined }, place, NOW);
    expect(told(found)).toEqual([expect.stringMatching(/^ok: Unknown/)]);
  });
});

describe("work", () => {
  const waiting = (ageMs: number): Count<"waiting"> => ({
    of: "issues",
    state: "waiting",
    count: 3,
    oldestAt: NOW - ageMs,
  });

  test.each<[string, Partial<Work>, string]>([
    ["nothing", {}, "ok,ok,ok"],
    ["fresh deliveries", { deliveries: [waiting(MINUTE)] }, "ok,ok,ok"],
    ["older deliveries", { deliveries: [waiting(5 * MINUTE)] }, "warn,ok,ok"],
    ["old deliveries", { deliveries: [waiting(30 * MINUTE)] }, "problem,ok,ok"],
    ["old done deliveries", { deliveries: [{ ...waiting(HOUR), state: "done" }] }, "ok,ok,ok"],
    ["a retry that is not due yet", { retries: [waiting(-HOUR)] }, "ok,ok,ok"],
    ["a retry long due", { retries: [waiting(30 * MINUTE)] }, "ok,problem,ok"],
    ["effects under the hourly limit", { effects: [waiting(30 * MINUTE)] }, "ok,ok,ok"],
    ["an effect in trouble", { effects: [{ ...waiting(6 * HOUR), state: "attempting" }] }, "ok,ok,problem"],
  ])("that waits: %s", (_, work, levels) => {
    const found = checkQueues({ ...EMPTY, ...work }, NOW);
    told(found);
    expect(found.map(({ level }) => level).join(",")).toBe(levels);
  });

  test("that waits says how much, for how long, and why", () => {
    const found = checkQueues(
      { ...EMPTY, effects: [waiting(2 * HOUR)], outboxReason: "HttpError: secondary rate limit" },
      NOW,
    );
    expect(found[2]?.message).toBe(
      "3 effects wait, the oldest for 2 hours (HttpError: secondary rate limit).",
    );
  });

  test("that is parked is told by its reason, with an example and the way back", () => {
    const parked = {
      kind: "effects",
      of: "label",
      reason: "no such label",
      count: 2,
      example: "badges:1",
    } as const;
    expect(told(checkParked([parked]))).toEqual([
      "problem: 2 effects (label), such as badges:1: no such label",
    ]);
    expect(checkParked([parked])[0]?.nextStep).toContain("stoa doctor --retry-parked");
    expect(told(checkParked([]))).toEqual(["ok: Nothing is parked."]);
  });

  const job: ScheduledJob = {
    job: "digest",
    installationId: 11,
    account: "acme",
    nextAt: NOW + HOUR,
    lastRunAt: null,
    lastError: null,
  };
  test.each<[string, Partial<ScheduledJob>, RegExp]>([
    ["before its first run", {}, /^ok: digest of acme has not run yet; it is due at 2026-01-05 10:00 UTC/],
    ["after a run", { lastRunAt: NOW - HOUR }, /^ok: digest of acme ran last at 2026-01-05 08:00 UTC/],
    ["that is due just now", { nextAt: NOW - MINUTE }, /^ok: .*1 minute late/],
    ["that is late", { nextAt: NOW - 20 * MINUTE }, /^warn: .*20 minutes late/],
    ["that does not run", { nextAt: NOW - 2 * HOUR }, /^problem: .*2 hours late/],
    ["that failed", { lastError: "Error: no category" }, /^problem: .*failed: Error: no category/],
  ])("by the clock, %s", (_, changed, line) => {
    expect(told(checkSchedules([{ ...job, ...changed }], NOW))).toEqual([expect.stringMatching(line)]);
  });

  test("set up wrongly names the repository and the line", () => {
    const found = checkConfig([{ repository: "acme/rocket", problem: ".github/stoa.yml:3:3 Unknown key" }]);
    expect(told(found)).toEqual([expect.stringMatching(/^problem: acme\/rocket [^]*:3:3 Unknown key/)]);
  });

  const reading = { repository: "acme/rocket", movedAt: NOW - MINUTE, reason: null, isGap: false };
  test.each([
    ["that goes on", {}, /^ok: Stoa is reading the history of acme\/rocket/],
    [
      "that stands still",
      { movedAt: NOW - 30 * MINUTE },
      /^warn: .*acme\/rocket has not come on for 30 minutes/,
    ],
    ["that cannot be read", { reason: "Not Found" }, /^warn: .*history of acme\/rocket fails: Not Found/],
    [
      "of a gap",
      { isGap: true },
      /^ok: Stoa is reading what changed in acme\/rocket while deliveries were lost/,
    ],
  ])("on a history %s", (_, changed, line) => {
    expect(told(checkHistory([{ ...reading, ...changed }], NOW))).toEqual([expect.stringMatching(line)]);
  });

  const looked = { lookedAt: NOW - 4 * MINUTE, missing: 0, oldestAt: null };
  test.each([
    ["before the first look", { lookedAt: null }, /^ok: .*not been looked through yet/],
    ["when nothing is missing", {}, /^ok: .*4 minutes ago: nothing is missing/],
    ["when one was just asked for", { missing: 1, oldestAt: NOW - MINUTE }, /^ok: .*1 delivery is missing/],
    [
      "when two do not come",
      { missing: 2, oldestAt: NOW - 2 * HOUR },
      /^warn: .*2 deliveries are missing, the oldest for 2 hours/,
    ],
    ["when nobody looks", { lookedAt: NOW - 40 * MINUTE }, /^warn: .*looked through 40 minutes ago/],
  ])("on missed deliveries, %s", (_, changed, line) => {
    expect(told([checkMissed({ ...looked, ...changed }, NOW)])).toEqual([expect.stringMatching(line)]);
  });
});
