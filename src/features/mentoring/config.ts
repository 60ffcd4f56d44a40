// The mentoring part of stoa.yml: who helps with what, how many newcomers each has room for, and what newcomers are told.

import { z } from "zod";

const mentor = z.strictObject({
  login: z
    .string()
    .regex(/^[A-Za-z\d](?:[A-Za-z\d_-]*[A-Za-z\d])?$/, "A GitHub login, without the @")
    .describe("GitHub login, without the @."),
  areas: z
    .array(z.string().trim().min(1))
    .default([])
    .describe(
      'What the mentor knows: labels, path prefixes that end in "/" (collector/), or words of titles.',
    ),
  capacity: z.int().min(0).default(2).describe("How many newcomers at a time."),
  available: z.boolean().default(true).describe("false while the mentor is away."),
  until: z.iso
    .date()
    .optional()
    .describe("With available: false, the first day (YYYY-MM-DD, UTC) on which the mentor is back."),
});

const guide = z.strictObject({
  area: z
    .string()
    .trim()
    .default("")
    .describe(
      "Where the guide helps: a label, a path prefix, a theme or a word, as for mentors; empty means everywhere.",
    ),
  text: z.string().min(1).describe("The words of the link."),
  url: z.url({ protocol: /^https?$/ }).describe("Where the guide is."),
  hurdle: z
    .boolean()
    .default(false)
    .describe("true for a step that trips people up: it is told first, and called that."),
});

const THREAD_KINDS = ["issue", "pull", "discussion"] as const;

export const mentoringConfig = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe("Welcome newcomers and offer mentors. Without mentors and guides nobody is welcomed."),
  welcome: z
    .array(z.enum(THREAD_KINDS))
    .default([...THREAD_KINDS])
    .describe("In which first threads of newcomers guidance is given."),
  contributing: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null)
    .describe("Where the contributing guide is; a welcome links it."),
  offer: z
    .enum(["first-pull", "on-request"])
    .default("first-pull")
    .describe("first-pull offers a mentor in a first pull request; on-request waits for /mentor me."),
  mentors: z.array(mentor).default([]).describe("The people who help newcomers."),
  volunteers: z
    .int()
    .min(0)
    .nullable()
    .default(3)
    .describe(
      "Merged pull requests from which on a person may become a mentor with /mentor available; null: only this file names mentors.",
    ),
  guides: z.array(guide).default([]).describe("What is worth reading first, by area."),
  thanks: z
    .boolean()
    .default(true)
    .describe("Thank for a first merged pull request and name up to three issues that could be next."),
  nextLabels: z
    .array(z.string())
    .default(["good first issue", "good-first-issue", "help wanted", "help-wanted"])
    .describe("Labels of issues that a newcomer could take next."),
  nudge: z
    .enum(["maintainers", "thread"])
    .default("maintainers")
    .describe("Where a mentor's silence is told: privately to maintainers, or in the thread itself."),
  maintainers: z
    .strictObject({
      repository: z.string().min(1).describe("Name of the private repository to post in."),
      category: z
        .string()
        .min(1)
        .default("General")
        .describe("Name or slug of its discussion category to post in."),
    })
    .nullable()
    .default(null)
    .describe("Where maintainers are told that a mentor is silent. Without one, nobody is told privately."),
  ignore: z
    .array(z.string())
    .default([])
    .describe("Logins that are never greeted, such as bots that run as ordinary accounts."),
});

export type MentoringConfig = z.infer<typeof mentoringConfig>;
export type Mentor = MentoringConfig["mentors"][number];
export type Guide = MentoringConfig["guides"][number];
