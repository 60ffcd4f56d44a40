// The `release-note` block of a pull request: its author's one sentence for users, better than the title for a digest.

import { readDocument, withoutComments } from "./markdown.ts";

/** What people write when users see nothing of a change, or leave in the template. */
const NOTHING = /^(?:none|n\/?a|no|nothing|-|null|todo|tbd)?[.!]?$/i;

/**
 * The text of the first filled block fenced as `release-note` (or `release-notes`), without HTML comments, on one line a
 * paragraph; undefined when there is none, or it says NONE.
 */
export function releaseNote(markdown: string): string | undefined {
  if (!/release-note/i.test(markdown)) return undefined;
  for (const { info, content } of readDocument(markdown).fences) {
    if (info !== "release-note" && info !== "release-notes") continue;
    const note = withoutComments(content)
      .split(/\n\s*\n/)
      .map((paragraph) => paragraph.replace(/\s+/g, " ").trim())
      .filter((paragraph) => paragraph !== "")
      .join("\n");
    if (!isNothing(note)) return note;
  }
  return undefined;
}

function isNothing(note: string): boolean {
  return note.length < 20 && NOTHING.test(note.replace(/["'`*_]/g, ""));
}
