// The one Stoa comment of a thread: what each feature has to say there, in a fixed order, with a foot that says who
// speaks and how to switch it off. Pure.

import { marker } from "../text/markers.ts";
import { fitBody } from "../text/truncate.ts";
import { foot } from "./foot.ts";

/** Sections in the order readers meet them. An answer to a person comes first. */
const SECTION_ORDER = [
  "answer",
  "hurdles",
  "request",
  "owner",
  "poll",
  "related",
  "mentoring",
  "badges",
  "spotlight",
] as const;

/** The hidden marker of a thread's comment. */
export function commentMarker(threadId: string): string {
  return marker("comment", threadId);
}

/** The whole comment, or undefined when no feature has anything to say. */
export function renderComment(
  threadId: string,
  sections: ReadonlyMap<string, string>,
  aboutUrl: string | undefined,
): string | undefined {
  const known = SECTION_ORDER.filter((section) => sections.has(section));
  const others = [...sections.keys()].filter((section) => !known.includes(section as never)).sort();
  const parts = [...known, ...others].map((section) => sections.get(section) ?? "");
  if (parts.length === 0) return undefined;
  return `${commentMarker(threadId)}\n${fitBody(parts.join("\n\n---\n\n"))}\n\n${foot(aboutUrl)}`;
}

/** What stands there when all that was said has been taken back. */
export function renderEmptyComment(threadId: string, aboutUrl: string | undefined): string {
  return `${commentMarker(threadId)}\nNothing to say here any more.\n\n${foot(aboutUrl)}`;
}
