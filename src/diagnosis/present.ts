// The findings as a terminal shows them, grouped by area, and as JSON for programs.

import { AREAS, type Area, type Finding, type Level } from "./finding.ts";
import type { Unparked } from "./unpark.ts";
import { counted, listed } from "./words.ts";

const TITLES: Readonly<Record<Area, string>> = {
  environment: "Environment",
  database: "Database",
  github: "GitHub",
  permissions: "Installations and permissions",
  webhook: "Webhook",
  queues: "Work that waits",
  parked: "Parked work",
  schedules: "Jobs by the clock",
  config: "Configurations",
  history: "Histories",
};

const MARKS: Readonly<Record<Level, string>> = { ok: "✓", warn: "!", problem: "✗" };

export interface Report {
  readonly findings: readonly Finding[];
  /** What was put back first, if that was asked for. */
  readonly unparked?: Unparked | undefined;
}

export function presentReport({ findings, unparked }: Report): string {
  const groups = AREAS.flatMap((area) => {
    const own = findings.filter((finding) => finding.area === area);
    return own.length > 0 ? [`${TITLES[area]}\n${own.map(presentFinding).join("\n")}`] : [];
  });
  const first = unparked ? [presentUnparked(unparked)] : [];
  return `${[...first, ...groups, presentSum(findings)].join("\n\n")}\n`;
}

function presentFinding({ level, message, nextStep }: Finding): string {
  const lines = message.split("\n").join("\n    ");
  return `  ${MARKS[level]} ${lines}${nextStep === undefined ? "" : `\n    → ${nextStep}`}`;
}

function presentUnparked({ deliveries, features, effects }: Unparked): string {
  const parts = [
    ...(deliveries > 0 ? [counted(deliveries, "delivery", "deliveries")] : []),
    ...(features > 0 ? [counted(features, "piece of feature work", "pieces of feature work")] : []),
    ...(effects > 0 ? [counted(effects, "effect")] : []),
  ];
  if (parts.length === 0) return "Nothing was parked.";
  return `Put back: ${listed(parts)}. A running Stoa takes them up within half a minute.`;
}

function presentSum(findings: readonly Finding[]): string {
  const problems = findings.filter(({ level }) => level === "problem").length;
  const warnings = findings.filter(({ level }) => level === "warn").length;
  if (problems + warnings === 0) return "All is well.";
  return `${counted(problems, "problem")}, ${counted(warnings, "warning")}.`;
}

export function reportAsJson({ findings, unparked }: Report): string {
  const ok = findings.every(({ level }) => level !== "problem");
  return `${JSON.stringify({ ok, findings, ...(unparked ? { unparked } : {}) }, undefined, 2)}\n`;
}
