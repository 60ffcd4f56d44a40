// The `sentiment` part of stoa.yml.

import { z } from "zod";

export const sentimentConfig = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe("Follow the community's mood in the words of its threads. Never shown about one person."),
  target: z
    .int()
    .min(0)
    .max(100)
    .default(80)
    .describe("The index you want to reach, 0 to 100: a line in the charts."),
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
    .describe(
      "Where maintainers are told of the mood by area, what releases did to it, and threads that heat up. Without one, nobody is told.",
    ),
  problemLabels: z
    .array(z.string())
    .default(["bug", "kind/bug", "type: bug", "type/bug", "regression", "crash"])
    .describe(
      "Labels of issues that report a problem. In a repository that uses none of them every issue counts.",
    ),
});

export type SentimentConfig = z.infer<typeof sentimentConfig>;
