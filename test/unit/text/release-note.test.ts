import { expect, test } from "vitest";
import { releaseNote } from "../../../src/text/release-note.ts";

test.each([
  [
    "the note",
    "Text\n\n```release-note\nKeeps baggage across restarts.\n```\n",
    "Keeps baggage across restarts.",
  ],
  [
    "one of several lines",
    "```release-note\nKeeps baggage\nacross restarts.\n\nAnd more.\n```",
    "Keeps baggage across restarts.\nAnd more.",
  ],
  ["one between tildes", "~~~ release-note\nx y\n~~~", "x y"],
  ["the filled one of two", "```release-note\nNONE\n```\n```release-note\nyes\n```", "yes"],
  ["one in capitals", "```Release-Note\nNew.\n```", "New."],
  ["one without its comments", "```release-note\n<!-- write here -->\nNew.\n```", "New."],
  ["no NONE", "```release-note\nNONE\n```", undefined],
  ["no none in quotes", '```release-note\n"none".\n```', undefined],
  ["no N/A", "```release-note\nn/a\n```", undefined],
  ["no empty block", "```release-note\n\n```", undefined],
  ["no unfilled block", "```release-note\n<!-- write here\nor NONE -->\n```", undefined],
  ["no other block", "release-note\n```text\nx\n```", undefined],
  [
    "a note that begins with none",
    "```release-note\nNone of the agents restart any more.\n```",
    "None of the agents restart any more.",
  ],
])("reads %s", (_, text, note) => {
  expect(releaseNote(text)).toBe(note);
});
