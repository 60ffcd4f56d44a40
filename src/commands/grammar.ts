// Every slash command there is, as data: the parser, `/stoa help` and docs/commands.md all read this list. To add a command,
// add a line here and a handler to the feature that runs it.
//
//   /stoa badges
//   /mentor me collector

/** The words that a command may start with. */
export const FAMILIES = ["stoa", "mentor"] as const;
export type CommandFamily = (typeof FAMILIES)[number];

export interface CommandRule {
  readonly family: CommandFamily;
  /** Lower case; one word, or several with a space between. */
  readonly name: string;
  /** What may stand behind the name, for people to read: "[area]" when optional, "<area>" when not, "" for nothing. */
  readonly arguments: string;
  /** What it does, as one sentence. */
  readonly summary: string;
  readonly who: "anyone" | "maintainer";
}

export const COMMANDS: readonly CommandRule[] = [
  { family: "stoa", name: "help", arguments: "", summary: "Shows these commands.", who: "anyone" },
  {
    family: "stoa",
    name: "badges",
    arguments: "",
    summary: "Shows your badges, their evidence, and what you could earn next.",
    who: "anyone",
  },
  {
    family: "mentor",
    name: "me",
    arguments: "[area]",
    summary: "Asks for a mentor in this thread, for an area if you name one.",
    who: "anyone",
  },
  {
    family: "mentor",
    name: "decline",
    arguments: "",
    summary: "Goes on without the mentor that was offered to you here.",
    who: "anyone",
  },
];

/** A command as it is typed: "/mentor me". */
export function typed({ family, name }: { readonly family: string; readonly name: string }): string {
  return `/${family} ${name}`;
}
