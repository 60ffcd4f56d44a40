// How mentoring is told in a thread: the welcome, the mentor and why this one, what became of it, and thanks. Names are
// linked, never mentioned.

import { cleanTitle } from "../../text/conventional.ts";
import { inlineText, link, personLink } from "../../text/escape.ts";
import type { PairingOffer, PairingState, TurnOutcome } from "../../db/tables/mentoring.ts";
import type { ThreadKind } from "../../core/words.ts";
import type { Guide } from "./config.ts";
import type { NextIssue } from "./next-issues.ts";
import type { StartedPairing } from "./store.ts";

/** A welcome as its thread shows it. */
export interface ShownWelcome {
  readonly kind: ThreadKind;
  readonly newcomerId: number;
  readonly guides: readonly Guide[];
  readonly contributing: string | null;
}

/** One pairing as its thread shows it. */
export interface ShownPairing {
  readonly offer: PairingOffer;
  readonly state: PairingState;
  readonly newcomerId: number;
  readonly newcomerLogin: string;
  readonly mentorLogin: string;
  /** The area that fits; null when none does. */
  readonly area: string | null;
  /** The mentor's merged changes in that area; 0 when none is known. */
  readonly changes: number;
  /** How soon the mentor usually replies; null when that is not known. */
  readonly replyHours: number | null;
  readonly acceptedAt: number | null;
  readonly questionedAt: number | null;
  readonly doneAt: number | null;
  readonly completedAt: number | null;
  /** Who had it before, and why no more. */
  readonly before: { readonly mentorLogin: string; readonly outcome: TurnOutcome } | null;
  /** Whether the mentor's silence is told here. */
  readonly isNudgedHere: boolean;
  /** Whether the newcomer's own pull request was merged. */
  readonly isMerged: boolean;
  readonly isOpen: boolean;
  readonly guides: readonly Guide[];
}

/** Thanks for a first merge. */
export interface ShownThanks {
  readonly login: string;
  readonly next: readonly NextIssue[];
}

const HOW_TO_DECLINE = "`/mentor decline` if you would rather go alone. No hard feelings.";
const WELCOMES: Readonly<Record<ThreadKind, string>> = {
  pull: "Welcome, and thank you for a first pull request here.",
  issue: "Welcome, and thank you for a first issue here.",
  discussion: "Welcome, and thank you for starting your first discussion here.",
};

/** The whole section; "" when there is nothing to say. */
export function presentSection(shown: {
  /** Any address on the GitHub where the people have their profiles. */
  readonly threadUrl: string;
  readonly welcome: ShownWelcome | undefined;
  readonly pairings: readonly ShownPairing[];
  readonly thanks: ShownThanks | undefined;
}): string {
  const { threadUrl, pairings, thanks } = shown;
  const paragraphs: string[] = [];
  // Whose first change is in has been welcomed.
  const welcome = thanks ? undefined : shown.welcome;
  const first = welcome && pairings.find(({ newcomerId }) => newcomerId === welcome.newcomerId);
  if (welcome && (first !== undefined || hasGuidance(welcome))) paragraphs.push(WELCOMES[welcome.kind]);
  if (thanks) paragraphs.push(presentThanks(thanks));
  for (const pairing of pairings) {
    const isAddressed = pairing === first || (pairings.length === 1 && pairing.offer === "first-pull");
    paragraphs.push(presentPairing(pairing, { threadUrl, isAddressed }));
  }
  if (welcome && !first) paragraphs.push(presentGuidance(welcome));
  const isDeclinable = pairings.some(({ state, isMerged }) => state === "active" && !isMerged);
  if (isDeclinable) paragraphs.push(HOW_TO_DECLINE);
  return paragraphs.filter((paragraph) => paragraph !== "").join("\n\n");
}

function hasGuidance({ guides, contributing }: ShownWelcome): boolean {
  return guides.length > 0 || contributing !== null;
}

function presentGuidance({ guides, contributing }: ShownWelcome): string {
  const guide =
    contributing === null ? "" : `How we work is in the ${link("contributing guide", contributing)}.`;
  return [presentGuides(guides), guide].filter((line) => line !== "").join(" ");
}

interface Scene {
  readonly threadUrl: string;
  /** Whether the words can only be for the newcomer: else they say whom they are for. */
  readonly isAddressed: boolean;
}

function presentPairing(pairing: ShownPairing, scene: Scene): string {
  const { state, isMerged, doneAt, completedAt, questionedAt, isOpen, isNudgedHere } = pairing;
  if (completedAt !== null) return presentCompleted(pairing, scene);
  if (isMerged) return presentMerged(pairing, scene);
  if (doneAt !== null) return `All done here. Thank you, ${nameOf(pairing.mentorLogin, scene.threadUrl)}.`;
  if (state === "ended") return isOpen ? presentQuietEnd(pairing, scene) : presentOffer(pairing, scene);
  const offer = presentOffer(pairing, scene);
  if (questionedAt !== null) return `${offer}\n\n${presentQuestion(pairing, scene)}`;
  return isNudgedHere ? `${offer}\n\n${presentNudge(pairing, scene)}` : offer;
}

/** "**mira** knows this part best (12 merged changes under `collector/`, usually replies within a day) and has room to help" */
function presentOffer(pairing: ShownPairing, { threadUrl, isAddressed }: Scene): string {
  const whom = isAddressed ? "" : `For ${nameOf(pairing.newcomerLogin, threadUrl)}: `;
  const before = pairing.before ? presentBefore(pairing.before, threadUrl) : "";
  const help = `${whom}${before}${presentReason(pairing, threadUrl)}; ask anything in this thread.`;
  const guides = presentGuides(pairing.guides);
  return guides === "" ? help : `${help}\n${guides}`;
}

/** Why somebody else takes over, without blame. */
function presentBefore(
  { mentorLogin, outcome }: { readonly mentorLogin: string; readonly outcome: TurnOutcome },
  url: string,
): string {
  const name = nameOf(mentorLogin, url);
  if (outcome === "silent") return `${name} has a lot on just now, so somebody else steps in. `;
  return `${name} cannot take this one. `;
}

function presentReason(pairing: ShownPairing, threadUrl: string): string {
  const mentor = `**${nameOf(pairing.mentorLogin, threadUrl)}**`;
  const verb = pairing.acceptedAt === null ? "has room to help" : "is glad to help";
  const pace = paceOf(pairing.replyHours);
  const { area, changes } = pairing;
  if (area === null) return `${mentor} ${pace === "" ? "" : `${pace} and `}${verb}`;
  const place = `${area.endsWith("/") ? "under" : "around"} ${code(area)}`;
  if (changes === 0) {
    return `${mentor} looks after what is ${place}${pace === "" ? "" : `, ${pace}`} and ${verb}`;
  }
  const counted = changes === 1 ? "1 merged change" : `${changes} merged changes`;
  return `${mentor} knows this part (${counted} ${place}${pace === "" ? "" : `, ${pace}`}) and ${verb}`;
}

/** Said only where it is good news. */
function paceOf(hours: number | null): string {
  if (hours === null || hours > 72) return "";
  if (hours <= 6) return "usually replies within hours";
  return hours <= 24 ? "usually replies within a day" : "usually replies within three days";
}

function presentNudge({ mentorLogin, newcomerLogin }: ShownPairing, { threadUrl }: Scene): string {
  return `It's been two working days since ${nameOf(newcomerLogin, threadUrl)} asked here. ${nameOf(mentorLogin, threadUrl)}, can you take it, or shall I ask someone else? \`/mentor release\` is fine.`;
}

function presentQuestion({ newcomerLogin }: ShownPairing, { threadUrl }: Scene): string {
  return `It has been quiet here for two weeks, ${nameOf(newcomerLogin, threadUrl)}, which is fine. Is something in the way? A word here is enough; \`/mentor done\` if you need no help any more. Without one, the mentor's place goes to somebody else in two weeks, and you can always ask for one again.`;
}

function presentQuietEnd({ mentorLogin, newcomerLogin }: ShownPairing, { threadUrl }: Scene): string {
  return `${nameOf(mentorLogin, threadUrl)}'s place is free for somebody else now; nothing else changes. Whenever you are back, ${nameOf(newcomerLogin, threadUrl)}, \`/mentor me\` brings a mentor again.`;
}

function presentMerged({ mentorLogin, newcomerLogin }: ShownPairing, { threadUrl }: Scene): string {
  return `${nameOf(mentorLogin, threadUrl)} was beside ${nameOf(newcomerLogin, threadUrl)} here. \`/mentor done\` by either rounds it off; in a week it counts as done anyway.`;
}

function presentCompleted({ mentorLogin, newcomerLogin }: ShownPairing, { threadUrl }: Scene): string {
  const [mentor, newcomer] = [nameOf(mentorLogin, threadUrl), nameOf(newcomerLogin, threadUrl)];
  return `Thank you, ${mentor}, for being beside ${newcomer} here, and well done both: **Mentor** and **Graduate** are yours (\`/stoa badges\`).`;
}

/** Thanks for a first merge, and what could be next. Its badge stands below, in its own section. */
function presentThanks({ next }: ShownThanks): string {
  const thanks = "Your first change here is in. Thank you, and welcome among the contributors.";
  if (next.length === 0) return thanks;
  const names = next.map(({ title, number, url }) => link(`#${number} ${title}`, url));
  const are = next.length === 1 ? "is" : "are";
  const what = next.every(({ isNear }) => isNear)
    ? "open, unclaimed and close to what you just touched"
    : "open and unclaimed";
  return `${thanks}\nIf you'd like another: ${listed(names)} ${are} ${what}.`;
}

function listed(names: readonly string[]): string {
  if (names.length <= 1) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}

const COUNTS = ["Nothing", "One thing", "Two things"] as const;

function presentGuides(guides: readonly Guide[]): string {
  const hurdles = guides.filter(({ hurdle }) => hurdle);
  const others = guides.filter(({ hurdle }) => !hurdle);
  const links = (some: readonly Guide[]) => some.map(({ text, url }) => link(text, url)).join(", ");
  const trips = hurdles.length === 1 ? "that trips people up" : "that trip people up";
  const lines = [
    hurdles.length === 0 ? "" : `${COUNTS[hurdles.length] ?? "Things"} ${trips} here: ${links(hurdles)}.`,
    others.length === 0 ? "" : `Worth reading first: ${links(others)}.`,
  ];
  return lines.filter((line) => line !== "").join(" ");
}

/** What stands in the thread after /mentor decline. */
export const DECLINED = "All right, no mentor here. If you change your mind, `/mentor me` finds you one.";

/** Pairings that the digest names at most. */
const MOST_TOLD = 12;

/** The digest's line of pairings that started in its period. */
export function presentDigest(pairings: readonly StartedPairing[]): string {
  const told = pairings.slice(0, MOST_TOLD).map((pairing) => {
    const mentor = nameOf(pairing.mentorLogin, pairing.url);
    const newcomer = nameOf(pairing.newcomerLogin, pairing.url);
    const verb = pairing.state === "active" ? "is helping" : "helped";
    return `${mentor} ${verb} ${newcomer} with ${link(cleanTitle(pairing.title), pairing.url)}`;
  });
  const more = pairings.length - MOST_TOLD;
  return `**Mentoring** – ${[...told, ...(more > 0 ? [`and ${more} more`] : [])].join(" · ")}`;
}

/** A name linked to its profile on the GitHub that `url` is on. */
export function nameOf(login: string, url: string): string {
  return personLink(login, `${new URL(url).origin}/${encodeURIComponent(login)}`);
}

/** An area is written by a maintainer; a backtick in it would end the code. */
function code(area: string): string {
  return area.includes("`") ? inlineText(area) : `\`${area}\``;
}
