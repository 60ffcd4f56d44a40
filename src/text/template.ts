// Issue templates: what was filled in, and what kind of issue the headings tell of where no label does. A heading is a
// Markdown heading or a line all in bold, as GitHub's own templates write them.

import { readDocument, type Block } from "./markdown.ts";
import { blocksToText } from "./prose.ts";
import { plainHeading } from "./template-text.ts";

/** Beginnings of headings, in GitHub's default templates and those of large projects. */
const FEATURE_HEADINGS: readonly string[] = [
  "is your feature request related to a problem",
  "describe the solution you'd like",
  "describe alternatives you've considered",
  "describe the feature",
  "feature request",
  "feature description",
  "proposed solution",
  "proposed feature",
];
const BUG_HEADINGS: readonly string[] = [
  "describe the bug",
  "bug description",
  "bug report",
  "to reproduce",
  "steps to reproduce",
  "how to reproduce",
  "reproduction",
  "expected behavio",
  "actual behavio",
  "current behavio",
  "what happened",
  "what did you expect",
  "what you expected to happen",
];

/**
 * The sections of a body that somebody filled in, in order: heading (lower case, straight apostrophes, without marks at its
 * ends) → prose. Sections with only template text, code or nothing are not there. Sections of one name are joined.
 */
export function templateSections(markdown: string): ReadonlyMap<string, string> {
  const sections = new Map<string, string>();
  for (const { heading, blocks } of readSections(markdown)) {
    const text = blocksToText(blocks);
    if (text === "") continue;
    const before = sections.get(heading);
    sections.set(heading, before === undefined ? text : `${before}\n${text}`);
  }
  return sections;
}

/**
 * Whether a body was written into a template for features or for bugs: whichever has more of its headings there, a filled
 * section counting twice; undefined without such headings, or when both have as many.
 */
export function kindFromTemplate(markdown: string): "feature" | "bug" | undefined {
  if (!markdown.includes("#") && !markdown.includes("**") && !markdown.includes("__")) return undefined;
  let balance = 0;
  for (const { heading, blocks } of readSections(markdown)) {
    const weight = sideOf(heading);
    if (weight !== 0) balance += weight * (blocksToText(blocks) === "" ? 1 : 2);
  }
  if (balance === 0) return undefined;
  return balance > 0 ? "feature" : "bug";
}

function sideOf(heading: string): -1 | 0 | 1 {
  if (FEATURE_HEADINGS.some((known) => heading.startsWith(known))) return 1;
  return BUG_HEADINGS.some((known) => heading.startsWith(known)) ? -1 : 0;
}

interface Section {
  readonly heading: string;
  readonly blocks: Block[];
}

function readSections(markdown: string): Section[] {
  const sections: Section[] = [];
  for (const block of readDocument(markdown).blocks) {
    const [first = "", ...rest] = block.lines;
    if (block.kind === "heading" || block.isBoldFirstLine) {
      const title = block.kind === "heading" ? block.lines.join(" ") : first;
      sections.push({ heading: plainHeading(title), blocks: [] });
      if (block.kind === "heading" || rest.length === 0) continue;
      sections.at(-1)?.blocks.push({ ...block, lines: rest, isBoldFirstLine: false });
    } else {
      sections.at(-1)?.blocks.push(block);
    }
  }
  return sections;
}
