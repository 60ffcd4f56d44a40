// One thing that was looked at, and how it is. The same list is what `stoa doctor` prints, what `/readyz` answers by,
// and what `/metrics` counts.

/** What can be looked at, in the order in which it is told. */
export const AREAS = [
  "environment",
  "database",
  "github",
  "permissions",
  "webhook",
  "queues",
  "parked",
  "schedules",
  "config",
  "history",
] as const;

export type Area = (typeof AREAS)[number];

/** problem: something does not work, and a person must act; warn: worth a look. */
export const LEVELS = ["ok", "warn", "problem"] as const;

export type Level = (typeof LEVELS)[number];

export interface Finding {
  readonly area: Area;
  readonly level: Level;
  /** A sentence, or several lines. */
  readonly message: string;
  /** What to do about it; every warning and problem has one. */
  readonly nextStep?: string;
}

export function ok(area: Area, message: string): Finding {
  return { area, level: "ok", message };
}

export function warn(area: Area, message: string, nextStep: string): Finding {
  return { area, level: "warn", message, nextStep };
}

export function problem(area: Area, message: string, nextStep: string): Finding {
  return { area, level: "problem", message, nextStep };
}

/** What Stoa cannot work without at all: while one of them is a problem, it is not ready. */
const VITAL: ReadonlySet<Area> = new Set(["database", "github"]);

export function isReady(findings: readonly Finding[]): boolean {
  return !findings.some(({ area, level }) => level === "problem" && VITAL.has(area));
}

/** The areas that have a problem, each once, in the order of AREAS. */
export function problemAreas(findings: readonly Finding[]): readonly Area[] {
  return AREAS.filter((area) => findings.some((one) => one.area === area && one.level === "problem"));
}
