// What fits what: areas and work, guides and work, and whether a mentor is there. Pure; see docs/mentoring.md.

import type { Guide, Mentor } from "./config.ts";

/** What is known of the work that needs a mentor, or that one did. */
export interface Work {
  readonly labels: readonly string[];
  /** null when unknown. */
  readonly paths: readonly string[] | null;
  readonly title: string;
  /** Names of the themes it belongs to. */
  readonly themes?: readonly string[];
}

/** How strongly an area fits: a label was given by a person, a path is the work itself, a title only speaks of it. */
const LABEL = 3;
const PATH = 2;
const TITLE = 1;
const NONE = 0;

/**
 * How well `area` fits the work: 3 by a label, 2 by a changed path, 1 by the words of its title or theme, 0 not at all.
 * A label fits whole or after its prefix (`area/collector`); `collector/` also fits the label and the word "collector".
 */
export function areaFit(area: string, work: Work): number {
  const name = areaName(area);
  if (name === "") return NONE;
  for (const label of work.labels) {
    const lower = label.toLowerCase();
    if (lower === name || lower.split(/[/:]/).at(-1)?.trim() === name) return LABEL;
  }
  const prefix = area.toLowerCase();
  if (prefix.endsWith("/") && work.paths?.some((path) => path.toLowerCase().startsWith(prefix))) return PATH;
  const words = wordsOf(name);
  if (words === "  ") return NONE;
  return [work.title, ...(work.themes ?? [])].some((text) => wordsOf(text).includes(words)) ? TITLE : NONE;
}

/** Whether a merged change counts as work in an area; in a path's area only by the paths it changed. */
export function isWithin(area: string, change: Work): boolean {
  const prefix = area.toLowerCase();
  if (!prefix.endsWith("/")) return areaFit(area, change) > NONE;
  return change.paths?.some((path) => path.toLowerCase().startsWith(prefix)) ?? false;
}

/** `src/collector/` → "collector"; anything that is no path stays itself. Lower case. */
export function areaName(area: string): string {
  const lower = area.trim().toLowerCase();
  return lower.endsWith("/") ? (lower.slice(0, -1).split("/").at(-1) ?? "") : lower;
}

/** Words in lower case, a space around each. */
function wordsOf(text: string): string {
  return ` ${(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(" ")} `;
}

/** Whether a mentor is there by stoa.yml: available, or away until a day that has come. `now` in UTC epoch milliseconds. */
export function isAvailable(mentor: Mentor, now: number): boolean {
  if (mentor.available) return true;
  const back = backAt(mentor);
  return back !== undefined && now >= back;
}

/** The first moment at which a mentor is back by stoa.yml; undefined when no day is named. */
export function backAt({ until }: Mentor): number | undefined {
  return until === undefined ? undefined : Date.parse(`${until}T00:00:00Z`);
}

/** Orders texts by their UTF-16 code units: the same everywhere. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Guides in a first comment: more are not read. */
const MAX_GUIDES = 2;

/**
 * The guides worth showing: hurdles first, then in their order in stoa.yml; those of the matched area, of the work, or for
 * everywhere.
 */
export function chooseGuides(guides: readonly Guide[], work: Work, area: string | null): readonly Guide[] {
  const here = area === null ? null : areaName(area);
  return guides
    .filter((guide) => guide.area === "" || areaName(guide.area) === here || areaFit(guide.area, work) > NONE)
    .toSorted((a, b) => Number(b.hurdle) - Number(a.hurdle))
    .slice(0, MAX_GUIDES);
}

/** Whether a login stands in a list, in any case. */
export function includesLogin(logins: readonly string[], login: string): boolean {
  return logins.some((one) => one.toLowerCase() === login.toLowerCase());
}
