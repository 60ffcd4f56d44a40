import { expect, test } from "vitest";
import { cleanTitle, titleKind } from "../../../src/text/conventional.ts";

test.each([
  [
    "CORE-1521 | fix: resolve CronJob pods being instrumented (#5642)",
    "fix",
    "Resolve CronJob pods being instrumented",
  ],
  ["feat: CORE-1474 expose the sampler", "feature", "Expose the sampler"],
  ["CORE-1502: Add Helm docs", "docs", "Add Helm docs"],
  ["RUN-1060 | fix(security): bump golang.org/x/net", "fix", "Bump golang.org/x/net"],
  ["Update collector image to v1.20", "chore", "Update collector image to v1.20"],
  ["[CORE-12] feat(ui)!: dark mode (#12) (#34)", "feature", "Dark mode"],
  ["fix: [CORE-12] crash", "fix", "Crash"],
  ["CORE-12 - chore: tidy", "chore", "Tidy"],
  ["CORE-12 CORE-13 fix: both", "fix", "Both"],
  ["fix(docs): typo", "docs", "Typo"],
  ["fix(ci): flaky job", "chore", "Flaky job"],
  ["chore(deps): bump x from 1.0 to 2.0", "chore", "Bump x from 1.0 to 2.0"],
  ["perf: faster start", "fix", "Faster start"],
  ["docs: explain sampling", "docs", "Explain sampling"],
  ["Docs: explain sampling", "docs", "Explain sampling"],
  ["Fix memory leak", "fix", "Fix memory leak"],
  ["Fix typo in README", "docs", "Fix typo in README"],
  ["Add support for Windows", "feature", "Add support for Windows"],
  ["Bump vite", "chore", "Bump vite"],
  ["Upgrade Go to 1.24", "chore", "Upgrade Go to 1.24"],
  ["Update the dashboard", undefined, "Update the dashboard"],
  ["Collector: lose no spans", undefined, "Collector: lose no spans"],
  ["UTF-8 names are cut", undefined, "UTF-8 names are cut"],
  ["CVE-2026-1234 in libfoo", undefined, "CVE-2026-1234 in libfoo"],
  ["fix: UTF-8 names", "fix", "UTF-8 names"],
  ["fix: eBPF agent on k8s", "fix", "eBPF agent on k8s"],
  ["fix: `foo` is nil", "fix", "`foo` is nil"],
  ["fix: état perdu", "fix", "État perdu"],
  ["CORE-12", undefined, "CORE-12"],
  ["feat:", "feature", "Feat:"],
  ["", undefined, ""],
] as const)("reads %j", (title, kind, clean) => {
  expect(titleKind(title)).toBe(kind);
  expect(cleanTitle(title)).toBe(clean);
});
