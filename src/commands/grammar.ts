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
  /** A maintainer is who may write to the repository, as GitHub itself says when it is asked. */
  readonly who: "anyone" | "maintainer";
}

export const COMMANDS: readonly CommandRule[] = [
  { family: "stoa", name: "help", arguments: "", summary: "Shows these commands.", who: "anyone" },
  {
    family: "stoa",
    name: "badges off",
    arguments: "",
    summary: "Shows your badges to nobody, from now on.",
    who: "anyone",
  },
  {
    family: "stoa",
    name: "badges on",
    arguments: "",
    summary: "Shows them again.",
    who: "anyone",
  },
  {
    family: "stoa",
    name: "badges credential",
    arguments: "<badge>",
    summary: "Makes a signed Open Badges credential of a badge that you hold, such as `bug-fixer`.",
    who: "anyone",
  },
  {
    family: "stoa",
    name: "badges",
    arguments: "",
    summary: "Shows your badges, their evidence, and what you could earn next.",
    who: "anyone",
  },
  {
    family: "stoa",
    name: "digest preview",
    arguments: "[maintainers]",
    summary:
      "Shows the next digest as it stands now; the maintainers' own in their private repository alone.",
    who: "maintainer",
  },
  {
    family: "stoa",
    name: "themes",
    arguments: "",
    summary: "Tells what people talk about, with the ids of the themes.",
    who: "anyone",
  },
  {
    family: "stoa",
    name: "forget me",
    arguments: "",
    summary: "Erases all there is of you, everywhere, and keeps it so.",
    who: "anyone",
  },
  {
    family: "stoa",
    name: "remember me",
    arguments: "",
    summary: "Takes `/stoa forget me` back, from then on.",
    who: "anyone",
  },
  {
    family: "stoa",
    name: "export me",
    arguments: "",
    summary: "Tells how to get all there is of you as a file.",
    who: "anyone",
  },
  {
    family: "stoa",
    name: "spotlight yes",
    arguments: "",
    summary: "Lets the maintainers show you in the month's spotlight, if they asked you.",
    who: "anyone",
  },
  {
    family: "stoa",
    name: "spotlight no",
    arguments: "",
    summary: "Says no to that, or takes your yes back.",
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
    summary: "Goes on without the mentor that was offered to you here; a mentor declines with it, too.",
    who: "anyone",
  },
  {
    family: "mentor",
    name: "accept",
    arguments: "",
    summary: "For the mentor of this thread: gladly.",
    who: "anyone",
  },
  {
    family: "mentor",
    name: "release",
    arguments: "",
    summary: "For the mentor of this thread: somebody else takes over.",
    who: "anyone",
  },
  {
    family: "mentor",
    name: "done",
    arguments: "",
    summary: "Says that the mentoring in this thread is done; either of the two can.",
    who: "anyone",
  },
  {
    family: "mentor",
    name: "available",
    arguments: "[N] [areas]",
    summary: "Offers you as a mentor for N newcomers at a time, for areas if you name some.",
    who: "anyone",
  },
  {
    family: "mentor",
    name: "pause",
    arguments: "until <date>",
    summary: "Sends you nobody new until a day, such as 2026-12-24.",
    who: "anyone",
  },
  {
    family: "stoa",
    name: "why",
    arguments: "",
    summary: "Explains this request's votes and ranks.",
    who: "anyone",
  },
  {
    family: "stoa",
    name: "own",
    arguments: "",
    summary: "Takes this request: lists show that you work on it.",
    who: "anyone",
  },
  {
    family: "stoa",
    name: "poll",
    arguments: '"question" "option" "option" …',
    summary: "Opens a poll here for two weeks, or `until 2026-12-24`.",
    who: "maintainer",
  },
  { family: "stoa", name: "disown", arguments: "", summary: "Gives it back.", who: "anyone" },
  {
    family: "stoa",
    name: "decline",
    arguments: "",
    summary: "Declines this request; the comment around the command is the reason.",
    who: "maintainer",
  },
  {
    family: "stoa",
    name: "request",
    arguments: "",
    summary: "Counts this issue or discussion as a request.",
    who: "maintainer",
  },
  {
    family: "stoa",
    name: "not-request",
    arguments: "",
    summary: "Counts it as a request no more, whatever its labels say.",
    who: "maintainer",
  },
  {
    family: "stoa",
    name: "duplicate",
    arguments: "<thread>",
    summary: "Moves the votes here to another issue or discussion, such as `#12`.",
    who: "maintainer",
  },
  {
    family: "stoa",
    name: "not-duplicate",
    arguments: "",
    summary: "Takes the votes back.",
    who: "maintainer",
  },
  {
    family: "stoa",
    name: "tone",
    arguments: "<tone> <link>",
    summary: "Says that the remark at the link is positive, neutral or negative; in a private repository.",
    who: "maintainer",
  },
  {
    family: "stoa",
    name: "recheck",
    arguments: "",
    summary: "Reads `stoa.yml` again, and tells what is in force and what is off.",
    who: "maintainer",
  },
  {
    family: "stoa",
    name: "champions",
    arguments: "",
    summary: "Lists who kept supporting others through the last quarter, with evidence.",
    who: "maintainer",
  },
  {
    family: "stoa",
    name: "champion",
    arguments: "<login>",
    summary: "Confirms one of them; the next digest says it.",
    who: "maintainer",
  },
  {
    family: "stoa",
    name: "spotlight publish",
    arguments: "<login>",
    summary: "Has the next digest show somebody who said yes.",
    who: "maintainer",
  },
  {
    family: "stoa",
    name: "spotlight",
    arguments: "[login]",
    summary: "Lists whom the last month's spotlight could show; with a login, asks that person.",
    who: "maintainer",
  },
];

/** A command as it is typed: "/mentor me". */
export function typed({ family, name }: { readonly family: string; readonly name: string }): string {
  return `/${family} ${name}`;
}
