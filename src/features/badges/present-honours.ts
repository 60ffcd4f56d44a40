// How champions and the spotlight are worded. Names are links, never mentions; each links to what was done.

import { inlineText, personLink } from "../../text/escape.ts";
import type { Candidate } from "./champions.ts";
import type { Evidence } from "./evidence.ts";

interface Named extends Candidate {
  readonly login: string;
}

/** GitHub's own address of a person is wherever the evidence is. */
export function profileUrl(evidenceUrl: string, login: string): string {
  return `${new URL(evidenceUrl).origin}/${encodeURIComponent(login)}`;
}

/** "[ada](…): building and reviewing in 8 weeks, helped 6 people in 9 threads ([#12](…), [#15](…))". */
export function candidateLine(candidate: Named): string {
  return `${nameOf(candidate)}: ${deeds(candidate)}`;
}

function nameOf({ login, evidence }: Named): string {
  const url = evidence[0]?.url;
  return url === undefined ? inlineText(login) : personLink(login, profileUrl(url, login));
}

function deeds({ ways, weeks, helped, people, evidence }: Candidate): string {
  const help =
    helped === 0
      ? ""
      : `, helped ${counted(people, "person", "people")} in ${counted(helped, "thread", "threads")}`;
  return `${listed(ways)} in ${counted(weeks, "week", "weeks")}${help} (${evidence.map(evidenceLink).join(", ")})`;
}

/** Asked in the person's own thread. */
export function consentQuestion(candidate: Named, month: string, url: string): string {
  return [
    `The maintainers would like to show ${personLink(candidate.login, url)} to the community in the spotlight of ${monthName(month)}: ${deeds(candidate)}.`,
    "It needs your yes: `/stoa spotlight yes` here. With `/stoa spotlight no`, or with no answer, nothing is shown.",
  ].join("\n");
}

/** The digest's lines, as far as there is somebody to tell of. */
export function honoursParts(honours: {
  readonly champions: readonly (Named & { readonly quarter: string })[];
  readonly spotlights: readonly (Named & { readonly month: string })[];
}): readonly string[] {
  const { champions, spotlights } = honours;
  const quarters = [...new Set(champions.map(({ quarter }) => quarter))];
  return [
    ...spotlights.map(
      (one) => `**Spotlight of ${monthName(one.month)}** – ${candidateLine(one)}. Thank you.`,
    ),
    ...quarters.map((quarter) => {
      const lines = champions.filter((one) => one.quarter === quarter).map(candidateLine);
      return `**Champions of ${quarter}**, who kept supporting others – ${lines.join(" · ")}. Thank you.`;
    }),
  ];
}

const MONTH = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });

/** "October 2026", of "2026-10". */
export function monthName(key: string): string {
  return MONTH.format(new Date(`${key}-01T00:00:00Z`));
}

function evidenceLink({ threadId, url }: Evidence): string {
  return `[${threadId.slice(threadId.indexOf("#"))}](${url})`;
}

function counted(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
