// Privacy's part of stoa.yml. Being forgotten is no setting: nobody can switch it off for somebody else.

import { z } from "zod";

export const privacyConfig = z.strictObject({
  keepTextDays: z
    .number()
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe(
      "Empty stored texts this many days after they were last changed; scores and counts stay. Left out, texts are kept.",
    ),
});

export type PrivacyConfig = z.infer<typeof privacyConfig>;
