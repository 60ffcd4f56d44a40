// The `sentiment` part of stoa.yml.

import { z } from "zod";

export const sentimentConfig = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe("Follow the community's mood in the words of its threads. Never shown about one person."),
});

export type SentimentConfig = z.infer<typeof sentimentConfig>;
