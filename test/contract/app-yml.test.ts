// The App asks for what its features declare, and for nothing else.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { HANDLED_EVENTS } from "../../src/app.ts";
import { features } from "../../src/features/index.ts";

const text = readFileSync(new URL("../../app.yml", import.meta.url), "utf8");
const manifest = parse(text) as {
  readonly default_events: readonly string[];
  readonly default_permissions: Readonly<Record<string, string>>;
};

/** Intake's own: to follow repositories and their stoa.yml, and to report a bad one. */
const INTAKE_EVENTS = ["repository", "label", "push"];
const INTAKE_PERMISSIONS = { metadata: "read", contents: "read", checks: "write" };

/** Which permission lets an App subscribe to an event (GitHub's documentation of webhook events). */
const NEEDS: Readonly<Record<string, string>> = {
  issues: "issues",
  issue_comment: "issues",
  pull_request: "pull_requests",
  pull_request_review: "pull_requests",
  pull_request_review_comment: "pull_requests",
  discussion: "discussions",
  discussion_comment: "discussions",
  release: "contents",
  push: "contents",
  repository: "metadata",
  label: "metadata",
};

describe("app.yml", () => {
  test("subscribes to the events of the features and of intake", () => {
    const declared = new Set([...features.flatMap(({ events }) => events), ...INTAKE_EVENTS]);
    expect([...manifest.default_events].sort()).toEqual([...declared].sort());
  });

  test("subscribes to what has a handler", () => {
    // GitHub sends these to every App, and none can subscribe to them.
    // `organization` would need a permission; `installation_target` tells the same, and whoever grants it may.
    const unsubscribable = new Set([
      "installation",
      "installation_repositories",
      "installation_target",
      "organization",
    ]);
    const handled = HANDLED_EVENTS.filter((event) => !unsubscribable.has(event));
    expect([...manifest.default_events].sort()).toEqual([...handled].sort());
  });

  test("asks for the highest permission that anything declares", () => {
    const highest: Record<string, string> = {};
    for (const declared of [INTAKE_PERMISSIONS, ...features.map(({ permissions }) => permissions)]) {
      for (const [name, level] of Object.entries(declared)) {
        if (highest[name] !== "write") highest[name] = level;
      }
    }
    expect(manifest.default_permissions).toEqual(highest);
  });

  test("may read what its events are about", () => {
    const missing = manifest.default_events.filter(
      (event) => manifest.default_permissions[NEEDS[event] ?? `unknown event ${event}`] === undefined,
    );
    expect(missing).toEqual([]);
  });

  test("gives a reason for each permission", () => {
    const lines = text.split("\n");
    const reasonless = Object.keys(manifest.default_permissions).filter((name) => {
      const at = lines.findIndex((line) => line.startsWith(`  ${name}:`));
      return !lines[at - 1]?.startsWith("  # ");
    });
    expect(reasonless).toEqual([]);
  });
});

test("the README asks for the same", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const rows = [...readme.matchAll(/^\| ([A-Z][a-z ]+?) +\| (read|write) +\|/gm)];
  const permissions = rows.map(([, name = "", level]) => [name.toLowerCase().replaceAll(" ", "_"), level]);
  expect(Object.fromEntries(permissions)).toEqual(manifest.default_permissions);
  const sentence = /^Events: ([^.]*)\./m.exec(readme)?.[1] ?? "";
  const events = sentence.split(",").map((name) => name.trim().replaceAll(/\s+/g, "_"));
  expect(new Set(events)).toEqual(new Set(manifest.default_events));
});

describe("a feature", () => {
  test.each(features.map((feature) => ({ name: feature.name, feature })))(
    "$name may read what its events are about",
    ({ feature }) => {
      const declared = Object.keys({ ...feature.permissions, ...INTAKE_PERMISSIONS });
      expect(feature.events.filter((event) => !declared.includes(NEEDS[event] ?? ""))).toEqual([]);
    },
  );
});
