// The `themes` part of stoa.yml.

import { z } from "zod";

const curated = z.strictObject({
  theme: z.string().describe("The theme's id, as `/stoa themes` tells it."),
  name: z.string().min(1).max(80).optional().describe("What it is called, whatever its terms are."),
  into: z.string().optional().describe("Its threads count to this other theme."),
  hide: z.boolean().optional().describe("Tell nobody of it."),
});

const split = z.strictObject({
  from: z.string().describe("The id of the theme that its threads are taken from."),
  name: z.string().min(1).max(80).describe("What the new theme is called."),
  words: z
    .array(z.string().min(2))
    .min(1)
    .describe("A thread whose title has one of these words or phrases goes over, whatever their endings."),
});

const hurdle = z.strictObject({
  match: z
    .array(z.string().min(3))
    .default([])
    .describe("Phrases; a thread that has one of them clearly matches, whatever the words' endings."),
  theme: z.string().optional().describe("The id of a theme; a new issue or discussion in it matches."),
  say: z.string().min(1).max(300).describe("One sentence of guidance."),
  link: z.url({ protocol: /^https?$/ }).describe("Where to read more."),
});

export const themesConfig = z.strictObject({
  enabled: z.boolean().default(true).describe("Find what recurs in issues and discussions."),
  top: z.int().min(1).max(5).default(5).describe("How many themes the digest tells."),
  ignore: z
    .array(z.string())
    .default([])
    .describe(
      "Words that name no theme here, such as a product's name. Repositories' names are ignored anyway.",
    ),
  curated: z.array(curated).default([]).describe("Themes that maintainers renamed, merged or hid."),
  split: z.array(split).default([]).describe("Themes that maintainers split off."),
  related: z
    .boolean()
    .default(false)
    .describe("Name up to three threads that a new issue or discussion may be related to, in a comment."),
  hurdles: z
    .array(hurdle)
    .max(100)
    .default([])
    .describe("Guidance for new threads about something that is known to be hard."),
});

export type ThemesConfig = z.infer<typeof themesConfig>;
