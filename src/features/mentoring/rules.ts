// Who mentors whom: one mentor, chosen by area, then by who has most room in practice (fewest newcomers), then by
// login, so that the choice can be explained and repeated. See docs/mentoring.md.

import type { Guide, Mentor } from "./config.ts";

/** What is known of the work that needs a mentor. */
export interface Work {
  readonly labels: readonly string[];
  /** null when unknown. */
  readonly paths: readonly string[] | null;
  readonly title: string;
}

/** A chosen mentor, and the area of theirs that fits; null when none does. */
interface Choice {
  readonly login: string;
  readonly area: string | null;
}

/** How strongly an area fits: a label was given by a person, a path is the work itself, a title only speaks of it. */
const LABEL = 3;
const PATH = 2;
const TITLE = 1;
const NONE = 0;

/**
 * How well `area` fits the work: 3 by a label, 2 by a changed path, 1 by the title's words, 0 not at all.
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
  return words !== "  " && wordsOf(work.title).includes(words) ? TITLE : NONE;
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

/** Whether a mentor is there: available, or away until a day that has come. `now` in UTC epoch milliseconds. */
export function isAvailable(mentor: Mentor, now: number): boolean {
  if (mentor.available) return true;
  return mentor.until !== undefined && now >= Date.parse(`${mentor.until}T00:00:00Z`);
}

/**
 * Chooses the one mentor for a newcomer: best area fit, then fewest newcomers now, then login.
 * @param query.active newcomers each mentor has now, by login in lower case
 * @returns undefined when nobody is available with room
 */
export function chooseMentor(
  mentors: readonly Mentor[],
  query: {
    readonly work: Work;
    readonly newcomer: string;
    readonly active: ReadonlyMap<string, number>;
    readonly now: number;
  },
): Choice | undefined {
  const candidates = mentors
    .map((mentor) => ({
      login: mentor.login,
      key: mentor.login.toLowerCase(),
      active: query.active.get(mentor.login.toLowerCase()) ?? 0,
      capacity: isAvailable(mentor, query.now) ? mentor.capacity : 0,
      ...bestArea(mentor.areas, query.work),
    }))
    .filter(({ key, active, capacity }) => active < capacity && key !== query.newcomer.toLowerCase())
    .sort((a, b) => b.fit - a.fit || a.active - b.active || compareText(a.key, b.key));
  const best = candidates[0];
  return best && { login: best.login, area: best.area };
}

function bestArea(
  areas: readonly string[],
  work: Work,
): { readonly area: string | null; readonly fit: number } {
  let best: { area: string | null; fit: number } = { area: null, fit: NONE };
  for (const area of areas) {
    const fit = areaFit(area, work);
    if (fit > best.fit) best = { area, fit };
  }
  return best;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Guides in a first comment: more are not read. */
const MAX_GUIDES = 2;

/** The guides worth showing, in their order in stoa.yml: those of the matched area, of the work, or for everywhere. */
export function chooseGuides(guides: readonly Guide[], work: Work, area: string | null): readonly Guide[] {
  const here = area === null ? null : areaName(area);
  return guides
    .filter((guide) => guide.area === "" || areaName(guide.area) === here || areaFit(guide.area, work) > NONE)
    .slice(0, MAX_GUIDES);
}

/** Whether a login stands in a list, in any case. */
export function includesLogin(logins: readonly string[], login: string): boolean {
  return logins.some((one) => one.toLowerCase() === login.toLowerCase());
}
