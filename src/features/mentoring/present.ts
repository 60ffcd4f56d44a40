// How mentoring is told: the welcome in a first pull request, the answer to /mentor me, and a line in the digest.
// Names are linked, never mentioned; each choice of a mentor says its reason.

import { inlineText, link, personLink } from "../../text/escape.ts";
import type { PairingOffer } from "../../db/tables/features.ts";
import type { Guide } from "./config.ts";
import type { StartedPairing } from "./store.ts";

/** One pairing as its thread shows it. */
interface ShownPairing {
  readonly offer: PairingOffer;
  readonly newcomerLogin: string;
  readonly mentorLogin: string;
  /** The mentor's area that fits; null when none does. */
  readonly area: string | null;
  /** The mentor's merged changes in that area; 0 when none is known. */
  readonly changes: number;
  readonly guides: readonly Guide[];
  /** Any address on the GitHub where the two have their profiles. */
  readonly threadUrl: string;
}

const HOW_TO_DECLINE = "`/mentor decline` if you would rather go alone. No hard feelings.";

/** The section of a thread with mentors in it. */
export function presentPairings(pairings: readonly ShownPairing[]): string {
  if (pairings.length === 0) return "";
  const paragraphs = pairings.map((pairing) =>
    pairing.offer === "first-pull" ? presentWelcome(pairing) : presentRequested(pairing),
  );
  return `${paragraphs.join("\n\n")}\n\n${HOW_TO_DECLINE}`;
}

function presentWelcome(pairing: ShownPairing): string {
  const lines = [
    "Welcome, and thank you for a first pull request here.",
    "",
    `${presentReason(pairing)}; ask anything in this thread.`,
  ];
  const guides = presentGuides(pairing.guides);
  if (guides !== "") lines.push(guides);
  return lines.join("\n");
}

function presentRequested(pairing: ShownPairing): string {
  const newcomer = profileLink(pairing.newcomerLogin, pairing.threadUrl);
  const guides = presentGuides(pairing.guides);
  const help = `For ${newcomer}: ${presentReason(pairing)}; ask anything in this thread.`;
  return guides === "" ? help : `${help}\n${guides}`;
}

/** "**mira** knows this part (12 merged changes under `collector/`) and has room to help" */
function presentReason(pairing: ShownPairing): string {
  const mentor = `**${profileLink(pairing.mentorLogin, pairing.threadUrl)}**`;
  const { area, changes } = pairing;
  if (area === null) return `${mentor} has room to help`;
  const place = `${area.endsWith("/") ? "under" : "around"} ${code(area)}`;
  if (changes === 0) return `${mentor} looks after what is ${place} and has room to help`;
  const counted = changes === 1 ? "1 merged change" : `${changes} merged changes`;
  return `${mentor} knows this part (${counted} ${place}) and has room to help`;
}

function presentGuides(guides: readonly Guide[]): string {
  if (guides.length === 0) return "";
  return `Worth reading first: ${guides.map(({ text, url }) => link(text, url)).join(", ")}.`;
}

/** What stands in the thread after /mentor decline. */
export function presentDeclined(): string {
  return "All right, no mentor here. If you change your mind, `/mentor me` finds you one.";
}

/** The answer when the asker has a mentor in the thread already. */
export function presentAlready(mentorLogin: string, threadUrl: string): string {
  return `${profileLink(mentorLogin, threadUrl)} is your mentor in this thread already; ask anything here.`;
}

/** The digest's line of pairings that started in its period. */
export function presentDigest(pairings: readonly StartedPairing[]): string {
  const lines = pairings.map((pairing) => {
    const mentor = profileLink(pairing.mentorLogin, pairing.url);
    const newcomer = profileLink(pairing.newcomerLogin, pairing.url);
    const verb = pairing.state === "active" ? "is helping" : "helped";
    return `${mentor} ${verb} ${newcomer} with [#${pairing.number}](${pairing.url})`;
  });
  return `**Mentoring** – ${lines.join(" · ")}`;
}

/** A name linked to its profile on the GitHub that `url` is on. */
function profileLink(login: string, url: string): string {
  return personLink(login, `${new URL(url).origin}/${encodeURIComponent(login)}`);
}

/** An area is written by a maintainer; a backtick in it would end the code. */
function code(area: string): string {
  return area.includes("`") ? inlineText(area) : `\`${area}\``;
}
