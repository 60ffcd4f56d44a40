// How badges are told: one line in a merged pull request, an answer to /stoa badges, and a section of the digest.
// Names are linked, never mentioned; every badge links to what earned it.

import type { Badge } from "../../db/tables/features.ts";
import { cleanTitle } from "../../text/conventional.ts";
import { inlineText, link, personLink } from "../../text/escape.ts";
import type { DigestSection } from "../feature.ts";
import { BADGES } from "./rules.ts";
import type { Grant } from "./store.ts";

export const BADGE_NAMES: Readonly<Record<Badge, string>> = {
  "first-contribution": "First Contribution",
  "bug-fixer": "Bug Fixer",
  "docs-writer": "Docs Writer",
  "feature-builder": "Feature Builder",
  reviewer: "Reviewer",
};

/** What earns each badge, as the end of "to earn it, …". */
const HOW_TO_EARN: Readonly<Record<Badge, string>> = {
  "first-contribution": "get a pull request merged",
  "bug-fixer": "get a bug fix merged",
  "docs-writer": "get a change of the documentation merged",
  "feature-builder": "get a feature merged",
  reviewer: "review somebody else's pull request",
};

/** Between the clauses of a list that is no sentence. */
const DOT = " · ";

/** "Merged, thank you. **Bug Fixer** is yours ([evidence](…)). `/stoa badges` shows all you hold and what is still open." */
export function announcement(badges: readonly Badge[], evidenceUrl: string): string {
  const names = inOrder(badges).map((badge) => `**${BADGE_NAMES[badge]}**`);
  const verb = names.length === 1 ? "is" : "are";
  return `Merged, thank you. ${sentenceList(names)} ${verb} yours (${link("evidence", evidenceUrl)}). \`/stoa badges\` shows all you hold and what is still open.`;
}

/** The answer to /stoa badges. */
export function badgesReply(grants: readonly Grant[]): string {
  const held = inOrder(grants.map(({ badge }) => badge)).flatMap((badge) => {
    const grant = grants.find((one) => one.badge === badge);
    return grant ? [`**${BADGE_NAMES[badge]}** (${evidenceLink(grant)}, ${inlineText(grant.reason)})`] : [];
  });
  const open = BADGES.filter((badge) => grants.every((grant) => grant.badge !== badge));
  const next = open.map((badge) => `**${BADGE_NAMES[badge]}**: ${HOW_TO_EARN[badge]}`).join(DOT);
  if (held.length === 0) return `No badges yet; each is one step away. ${next}.`;
  const mine = `Your badges: ${held.join(DOT)}.`;
  return next === "" ? `${mine}\nThat is all of them. Thank you.` : `${mine}\nStill open: ${next}.`;
}

/** People and first contributions that a digest names; the rest is counted. */
const MAX_NAMED = 15;

/**
 * The digest's section of badges earned in its period: first contributions, then the other badges.
 * @param grants of public repositories only, oldest first
 */
export function badgesSection(grants: readonly Grant[]): DigestSection | undefined {
  const newcomers = grants.filter(({ badge }) => badge === "first-contribution");
  const others = grants.filter(({ badge }) => badge !== "first-contribution");
  const parts: string[] = [];
  if (newcomers.length > 0) parts.push(firstContributions(newcomers));
  if (others.length > 0) parts.push(earnedBadges(others));
  if (parts.length === 0) return undefined;
  const lead = newcomers.length > 0 ? { lead: leadClause(newcomers.length) } : {};
  return { order: 20, ...lead, markdown: parts.join("\n\n") };
}

function firstContributions(newcomers: readonly Grant[]): string {
  const shown = newcomers
    .slice(0, MAX_NAMED)
    .map((grant) => `${profileLink(grant)} with ${link(cleanTitle(grant.threadTitle), grant.url)}`);
  return `**First contributions** – ${withRest(shown, newcomers.length).join(DOT)}. Welcome.`;
}

function earnedBadges(grants: readonly Grant[]): string {
  const people = byPerson(grants);
  const shown = people.slice(0, MAX_NAMED).map((mine) => {
    const earned = mine.map((grant) => `${BADGE_NAMES[grant.badge]} (${evidenceLink(grant)})`);
    return `${mine[0] ? profileLink(mine[0]) : ""} ${earned.join(", ")}`;
  });
  return `**Badges** – ${withRest(shown, people.length).join(DOT)}`;
}

/** Each person's grants, in the order in which people come first. */
function byPerson(grants: readonly Grant[]): readonly (readonly Grant[])[] {
  const people = new Map<number, Grant[]>();
  for (const grant of grants) {
    const mine = people.get(grant.personId);
    if (mine) mine.push(grant);
    else people.set(grant.personId, [grant]);
  }
  return [...people.values()];
}

function withRest(shown: readonly string[], total: number): readonly string[] {
  return total > shown.length ? [...shown, `and ${total - shown.length} more`] : shown;
}

const NUMBER_WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

function leadClause(people: number): string {
  const counted = `${NUMBER_WORDS[people] ?? people} ${people === 1 ? "person" : "people"}`;
  return `${counted} who made their first contribution`;
}

/** "[#12](…)": the thread's number, linked to the evidence. Both are GitHub's, so there is nothing to escape. */
function evidenceLink(grant: Grant): string {
  return `[${grant.threadId.slice(grant.threadId.indexOf("#"))}](${grant.url})`;
}

/** The name, linked to the profile beside the evidence: GitHub's own address is wherever the evidence is. */
function profileLink(grant: Grant): string {
  return personLink(grant.login, `${new URL(grant.url).origin}/${encodeURIComponent(grant.login)}`);
}

function inOrder(badges: readonly Badge[]): readonly Badge[] {
  return BADGES.filter((badge) => badges.includes(badge));
}

function sentenceList(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
