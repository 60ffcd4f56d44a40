// The `digest` part of stoa.yml: when the community digest is posted, and where.

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
  everyWeeks: z
    .union([z.literal(1), z.literal(2), z.literal(4)])
    .default(2)
    .describe("Weeks from one digest to the next: 1, 2 or 4."),
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
});

export type DigestConfig = z.infer<typeof digestConfig>;
