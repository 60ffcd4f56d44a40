// The `themes` part of stoa.yml.

import { z } from "zod";

export const themesConfig = z.strictObject({
  enabled: z.boolean().default(true).describe("Find what recurs in the threads of the last ninety days."),
  top: z.int().min(1).max(5).default(5).describe("How many themes the digest tells."),
  ignore: z
    .array(z.string())
    .default([])
    .describe(
      "Words that name no theme here, such as a product's name. Repositories' names are ignored anyway.",
    ),
});

export type ThemesConfig = z.infer<typeof themesConfig>;
