// Which permission and which event each part of Stoa stands on; together they are what app.yml asks for. A missing one
// switches off the parts that need it, and nothing else.

import { covers } from "../core/permissions.ts";
import type { Feature, Permission } from "../features/feature.ts";

/** Somebody who needs something of GitHub. */
export type Needy = Pick<Feature, "name" | "events" | "permissions">;

/** Intake's own needs: to follow repositories and their stoa.yml, and to report a bad one. */
const INTAKE: readonly Needy[] = [
  {
    name: "following renamed and private repositories",
    events: ["repository"],
    permissions: { metadata: "read" },
  },
  { name: "reading stoa.yml", events: ["push"], permissions: { contents: "read" } },
  { name: "reporting a bad stoa.yml", events: [], permissions: { checks: "write" } },
];

export interface MissingPermission {
  readonly permission: Permission;
  readonly level: "read" | "write";
  /** The parts that do not work without it. */
  readonly parts: readonly string[];
}

export interface MissingEvent {
  readonly event: string;
  readonly parts: readonly string[];
}

/** Intake's needs and the features'. */
export function needsOf(features: readonly Feature[]): readonly Needy[] {
  return [...INTAKE, ...features];
}

/** What is needed and not granted: by permission, the highest level that anybody lacks. */
export function missingPermissions(
  needs: readonly Needy[],
  granted: Readonly<Record<string, string>>,
): readonly MissingPermission[] {
  const missing = new Map<string, { level: "read" | "write"; parts: string[] }>();
  for (const { name, permissions } of needs) {
    for (const [permission, level] of Object.entries(permissions)) {
      if (covers(granted[permission], level)) continue;
      const entry = missing.get(permission) ?? { level, parts: [] };
      if (level === "write") entry.level = level;
      entry.parts.push(name);
      missing.set(permission, entry);
    }
  }
  return [...missing]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([permission, entry]) => ({ permission: permission as Permission, ...entry }));
}

/** Events that somebody needs and the App is not subscribed to. */
export function missingEvents(
  needs: readonly Needy[],
  subscribed: readonly string[],
): readonly MissingEvent[] {
  const wanted = [...new Set(needs.flatMap(({ events }) => events))].sort();
  return wanted
    .filter((event) => !subscribed.includes(event))
    .map((event) => ({
      event,
      parts: needs.filter(({ events }) => events.includes(event)).map(({ name }) => name),
    }));
}
