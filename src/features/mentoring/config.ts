// The mentoring part of stoa.yml: who helps with what, and how many newcomers each has room for.

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
      "Where the guide helps: a label, a path prefix or a word, as for mentors; empty means everywhere.",
    ),
  text: z.string().min(1).describe("The words of the link."),
  url: z.url({ protocol: /^https?$/ }).describe("Where the guide is."),
});

export const mentoringConfig = z.strictObject({
  enabled: z.boolean().default(true).describe("Offer mentors. Without any mentors nothing happens."),
  offer: z
    .enum(["first-pull", "on-request"])
    .default("first-pull")
    .describe("first-pull greets a first pull request with a mentor; on-request waits for /mentor me."),
  mentors: z.array(mentor).default([]).describe("The people who help newcomers."),
  guides: z.array(guide).default([]).describe("What is worth reading first, by area."),
  ignore: z
    .array(z.string())
    .default([])
    .describe("Logins that are never greeted, such as bots that run as ordinary accounts."),
});

export type MentoringConfig = z.infer<typeof mentoringConfig>;
export type Mentor = MentoringConfig["mentors"][number];
export type Guide = MentoringConfig["guides"][number];
