// What each part needs of GitHub, and what goes with a permission that is missing.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { missingEvents, missingPermissions, needsOf, type Needy } from "../../../src/diagnosis/needs.ts";
import { features } from "../../../src/features/index.ts";

const manifest = parse(readFileSync(new URL("../../../app.yml", import.meta.url), "utf8")) as {
  readonly default_events: readonly string[];
  readonly default_permissions: Readonly<Record<string, string>>;
};
const reader: Needy = { name: "reader", events: ["issues"], permissions: { issues: "read" } };
const writer: Needy = {
  name: "writer",
  events: ["issues", "push"],
  permissions: { issues: "write", checks: "write" },
};

describe("what Stoa needs", () => {
  const needs = needsOf(features);

  test("is what app.yml asks for: nothing is missing with it", () => {
    expect(missingPermissions(needs, manifest.default_permissions)).toEqual([]);
    expect(missingEvents(needs, manifest.default_events)).toEqual([]);
  });

  test("is no less than what app.yml asks for: each permission and event is missed by somebody", () => {
    const all = missingPermissions(needs, {});
    expect(Object.fromEntries(all.map(({ permission, level }) => [permission, level]))).toEqual(
      manifest.default_permissions,
    );
    expect(missingEvents(needs, []).map(({ event }) => event)).toEqual([...manifest.default_events].sort());
  });
});

describe("a missing permission", () => {
  test.each([
    { granted: { issues: "write", checks: "write" }, missing: [] },
    { granted: { issues: "admin", checks: "admin" }, missing: [] },
    {
      granted: { issues: "read", checks: "write" },
      missing: [{ permission: "issues", level: "write", parts: ["writer"] }],
    },
    {
      granted: { checks: "write" },
      missing: [{ permission: "issues", level: "write", parts: ["reader", "writer"] }],
    },
    {
      granted: { checks: "read", issues: "write" },
      missing: [{ permission: "checks", level: "write", parts: ["writer"] }],
    },
  ])("with $granted names the parts it switches off", ({ granted, missing }) => {
    expect(missingPermissions([reader, writer], granted)).toEqual(missing);
  });

  test("of an event names who hears nothing", () => {
    expect(missingEvents([reader, writer], ["push"])).toEqual([
      { event: "issues", parts: ["reader", "writer"] },
    ]);
  });
});
