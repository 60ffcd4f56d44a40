// How badges are told: one line in a merged pull request, an answer to /stoa badges, and a section of the digest.
// Names are linked, never mentioned; every badge links to what earned it.

import type { Badge } from "../../db/tables/badges.ts";
import { cleanTitle } from "../../text/conventional.ts";
import { inlineText, link, personLink } from "../../text/escape.ts";
import type { DigestSection } from "../feature.ts";
import { titleOf, type Tier } from "./catalogue.ts";
import type { Evidence } from "./evidence.ts";
import type { Grant } from "./grants.ts";
import type { Holding } from "./holdings.ts";

/** A badge in the tier that was reached. */
export interface Told {
  readonly id: Badge;
  readonly name: string;
  readonly tier: Tier | null;
}

/** Between the clauses of a list that is no sentence. */
const DOT = " · ";

/** "Merged, thank you. **Bug Fixer · silver** is yours ([evidence](…)). `/stoa badges` shows all you hold and what comes next." */
export function announcement(reached: readonly Told[], evidenceUrl: string): string {
  const names = reached.map(({ name, tier }) => `**${inlineText(titleOf(name, tier))}**`);
  const verb = names.length === 1 ? "is" : "are";
  return `Merged, thank you. ${sentenceList(names)} ${verb} yours (${link("evidence", evidenceUrl)}). \`/stoa badges\` shows all you hold and what comes next.`;
}

/** Badges that are told as open, and evidence that is told as taken back, in one answer. */
const MAX_OPEN = 4;
const MAX_REVOKED = 3;

/** What /stoa badges answers from. */
export interface BadgesAnswer {
  readonly holdings: readonly Holding[];
  /** What counts no longer, newest first. */
  readonly revoked: readonly Evidence[];
}

/** The answer to /stoa badges: what is held and why, what comes next, what was taken back. */
export function badgesReply({ holdings, revoked }: BadgesAnswer): string {
  const held = holdings.filter(({ reached }) => reached.length > 0);
  const open = holdings.filter(({ reached }) => reached.length === 0);
  const parts = [
    held.length === 0
      ? "No badges yet; the first is one step away."
      : `Your badges: ${held.map(heldText).join(DOT)}.`,
  ];
  const next = nextTier(held);
  if (next !== undefined) parts.push(`Your next badge: ${next}.`);
  if (open.length > 0) {
    const shown = open.slice(0, MAX_OPEN).map(openText);
    const rest = open.slice(MAX_OPEN).map(({ definition }) => inlineText(definition.name));
    const more = rest.length === 0 ? "" : ` Also: ${rest.join(", ")}.`;
    parts.push(`Still open: ${shown.join(DOT)}.${more}`);
  } else if (next === undefined) {
    parts.push("That is all of them. Thank you.");
  }
  if (revoked.length > 0) {
    const shown = revoked
      .slice(0, MAX_REVOKED)
      .map((one) => `${evidenceLink(one)} (${inlineText(one.revokedReason ?? "")})`);
    parts.push(`Counted no longer: ${shown.join(DOT)}.`);
  }
  return parts.join("\n");
}

/** "**Bug Fixer · silver** ([#12](…), label bug; 7 merged bug fixes)". */
function heldText({ definition, reached, count }: Holding): string {
  const top = reached.at(-1);
  if (!top) return "";
  const [, several] = definition.unit;
  const counted = count > 1 && definition.thresholds.length > 1 ? `; ${count} ${inlineText(several)}` : "";
  const name = inlineText(titleOf(definition.name, top.tier));
  return `**${name}** (${evidenceLink(top.evidence)}, ${inlineText(top.evidence.reason)}${counted})`;
}

/** The tier that is nearest, as a share of what it takes; the first in the list among equals. */
function nextTier(held: readonly Holding[]): string | undefined {
  const withNext = held.flatMap(({ definition, count, next }) =>
    next === null ? [] : [{ definition, next, share: count / (count + next.missing) }],
  );
  const nearest = withNext.toSorted((a, b) => b.share - a.share)[0];
  if (!nearest) return undefined;
  const { definition, next } = nearest;
  const unit = definition.unit[next.missing === 1 ? 0 : 1];
  return `**${inlineText(titleOf(definition.name, next.tier))}**, with ${next.missing} more ${inlineText(unit)}`;
}

function openText({ definition, next }: Holding): string {
  const first = definition.thresholds[0] ?? 1;
  const begun = first > 1 && next ? ` (${first - next.missing} of ${first})` : "";
  return `**${inlineText(definition.name)}**: ${inlineText(definition.howToEarn)}${begun}`;
}

/** People and first contributions that a digest names; the rest is counted. */
const MAX_NAMED = 15;

/**
 * The digest's section of badges earned in its period: who is honoured, first contributions, then the other badges.
 * @param grants of public repositories only, oldest first
 * @param honours in Markdown, a paragraph each
 */
export function badgesSection(
  grants: readonly Grant[],
  honours: readonly string[] = [],
): DigestSection | undefined {
  const newcomers = grants.filter(({ badge }) => badge === "first-contribution");
  const others = grants.filter(({ badge }) => badge !== "first-contribution");
  const parts: string[] = [...honours];
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
    const earned = highest(mine).map(
      (grant) =>
        `${inlineText(grant.name)}${grant.tier === null ? "" : ` in ${grant.tier}`} (${evidenceLink(grant)})`,
    );
    return `${mine[0] ? profileLink(mine[0]) : ""}: ${earned.join(", ")}`;
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

/** Of several tiers of one badge the last. */
function highest(mine: readonly Grant[]): readonly Grant[] {
  return mine.filter((grant, index) => !mine.slice(index + 1).some(({ badge }) => badge === grant.badge));
}

function withRest(shown: readonly string[], total: number): readonly string[] {
  return total > shown.length ? [...shown, `and ${total - shown.length} more`] : shown;
}

const NUMBER_WORDS = "no one two three four five six seven eight nine ten eleven twelve".split(" ");

function leadClause(people: number): string {
  const counted = `${NUMBER_WORDS[people] ?? people} ${people === 1 ? "person" : "people"}`;
  return `${counted} who made their first contribution`;
}

/** "[#12](…)": the thread's number, linked to the evidence. Both are GitHub's, so there is nothing to escape. */
function evidenceLink({ threadId, url }: Pick<Evidence, "threadId" | "url">): string {
  return `[${threadId.slice(threadId.indexOf("#"))}](${url})`;
}

/** The name, linked to the profile beside the evidence: GitHub's own address is wherever the evidence is. */
function profileLink(grant: Grant): string {
  return personLink(grant.login, `${new URL(grant.url).origin}/${encodeURIComponent(grant.login)}`);
}

function sentenceList(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
