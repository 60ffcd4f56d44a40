// The badges' part of stoa.yml. Which labels mean what is a project's own affair; the defaults cover the usual names,
// also behind a prefix: `bug`, `kind/bug` and `type: bug` are one label here.

import { z } from "zod";

const labelNames = z.array(z.string().min(1));

export const badgesConfig = z.strictObject({
  enabled: z.boolean().default(true).describe("Award badges."),
  announce: z
    .boolean()
    .default(true)
    .describe("Tell a merged pull request's author about a new badge, in the thread's one Stoa comment."),
  labels: z
    .strictObject({
      fix: labelNames
        .default(["bug", "bugfix", "fix", "defect", "regression"])
        .describe("Labels of a bug or its fix. Case and a prefix such as kind/ or type: do not matter."),
      feature: labelNames
        .default(["enhancement", "feature", "feature request", "new feature"])
        .describe("Labels of a feature or the wish for one."),
      docs: labelNames.default(["documentation", "docs"]).describe("Labels of documentation."),
    })
    .prefault({})
    .describe("Labels of pull requests, and of issues they close, by the kind of change they stand for."),
  docsFolders: z
    .array(z.string().min(1))
    .default(["docs/"])
    .describe("Folders of documentation; *.md files are documentation wherever they are."),
});

export type BadgesConfig = z.infer<typeof badgesConfig>;
