// The `digest` part of stoa.yml: when the digests are posted, and where.

import { z } from "zod";
import { isZone } from "../../core/calendar.ts";

/** Monday first, as in ISO 8601. */
export const WEEKDAYS = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;

/** Where maintainers are told: a category of a private repository's discussions, or one of its issues. */
const maintainersConfig = z
  .strictObject({
    repository: z.string().min(1).describe("Name of the private repository to post in."),
    category: z
      .string()
      .min(1)
      .default("General")
      .describe("Name or slug of its discussion category: a new discussion every week."),
    issue: z
      .int()
      .positive()
      .nullable()
      .default(null)
      .describe("Number of an issue of it: then its text is rewritten every week, and nothing is posted."),
    weekday: z.enum(WEEKDAYS).default("monday").describe("The day it is posted."),
    hour: z.int().min(0).max(23).default(8).describe("The hour it is posted, 0 to 23, in `digest.zone`."),
    firstReplyDays: z
      .int()
      .min(1)
      .max(90)
      .default(3)
      .describe("Threads that wait longer than so many days for a first reply are listed."),
  })
  .nullable()
  .default(null)
  .describe("Where maintainers get a digest of their own, every week. Without one, nobody does.");

const draftConfig = z
  .strictObject({
    repository: z.string().min(1).describe("Name of a private repository."),
    issue: z.int().positive().describe("Number of an open issue of it; Stoa writes into its text."),
  })
  .nullable()
  .default(null)
  .describe("Where the next community digest is kept as a draft that maintainers can edit.");

const upcomingConfig = z
  .array(
    z.strictObject({
      date: z.iso.date().describe("The day, YYYY-MM-DD."),
      text: z.string().min(1).max(200).describe('What happens then, such as "Community call, 16:00 UTC".'),
      url: z
        .url({ protocol: /^https?$/ })
        .optional()
        .describe("Where there is more about it."),
    }),
  )
  .max(50)
  .default([])
  .describe("Dates that the digest announces in the month before they come.");

export const digestConfig = z.strictObject({
  enabled: z.boolean().default(true).describe("Post a digest of what the community did."),
  category: z
    .string()
    .min(1)
    .default("Announcements")
    .describe("Name or slug of the discussion category it is posted in."),
  repository: z
    .string()
    .nullable()
    .default(null)
    .describe(
      "Name of the public repository it is posted in; without one, the repository with the most threads.",
    ),
  repositories: z
    .array(z.string().min(1))
    .nullable()
    .default(null)
    .describe("Names of the public repositories it tells of; without any, all of them."),
  perRepository: z
    .boolean()
    .default(false)
    .describe("One digest in each of these repositories, of that repository alone, instead of one for all."),
  every: z
    .enum(["week", "fortnight", "month"])
    .default("fortnight")
    .describe("How often it is posted. A month's is posted on the first such weekday of the next month."),
  weekday: z.enum(WEEKDAYS).default("monday").describe("The day it is posted."),
  hour: z.int().min(0).max(23).default(9).describe("The hour it is posted, 0 to 23."),
  zone: z
    .string()
    .refine(isZone, "No time zone of this name is known; use one such as Europe/Athens or UTC.")
    .default("UTC")
    .describe("Time zone of the hour and of the days it covers, by its IANA name."),
  questions: z
    .array(z.string())
    .default(["q-a", "help", "support", "questions"])
    .describe("Discussion categories (name or slug) whose open threads wait for an answer."),
  goodFirst: z
    .array(z.string())
    .default(["good first issue", "good-first-issue", "help wanted", "help-wanted"])
    .describe("Labels of issues to offer to newcomers, the best first. Upper and lower case are alike."),
  upcoming: upcomingConfig,
  draft: draftConfig,
  maintainers: maintainersConfig,
});

export type DigestConfig = z.infer<typeof digestConfig>;
export type MaintainersPlace = NonNullable<DigestConfig["maintainers"]>;
