// The badges' part of stoa.yml. Which labels mean what is a project's own affair; the defaults cover the usual names,
// also behind a prefix: `bug`, `kind/bug` and `type: bug` are one label here.

import { z } from "zod";

const labelNames = z.array(z.string().min(1));
const points = (value: number, what: string) => z.int().min(0).max(1_000).default(value).describe(what);

const ownBadge = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "Use small letters, digits and hyphens, such as windows-hero.")
      .describe("What it is known by; it must not change, or people lose it."),
    name: z.string().min(1).max(40).describe("What people read."),
    description: z
      .string()
      .min(1)
      .max(200)
      .describe('What earns it, as the end of "to earn it, …": get a change of the Windows build merged.'),
    when: z
      .strictObject({
        event: z
          .enum(["merged", "reviewed", "helped", "reported", "suggested", "tested", "mentored"])
          .default("merged")
          .describe("What somebody did. The next three are asked of merged pull requests only."),
        label: z.string().min(1).nullable().default(null).describe("A label of the pull request."),
        path: z.string().min(1).nullable().default(null).describe("A folder or file that it changes."),
        kind: z.enum(["fix", "feature", "docs"]).nullable().default(null).describe("The kind of change."),
      })
      .refine(
        ({ event, label, path, kind }) =>
          event === "merged" || (label === null && path === null && kind === null),
        "`label`, `path` and `kind` are asked of merged pull requests only: leave out `event`, or them.",
      )
      .describe("All of these must be so."),
    tiers: z
      .array(z.int().min(1).max(10_000))
      .min(1)
      .max(3)
      .refine(
        (numbers) => numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0)),
        "Each tier must ask for more than the one before.",
      )
      .default([1])
      .describe("How many make bronze, silver and gold; one number for a badge without tiers."),
    image: z
      .url({ protocol: /^https$/ })
      .nullable()
      .default(null)
      .describe("Address of a picture of it."),
  })
  .describe("A badge of the project's own.");

export type OwnBadge = z.infer<typeof ownBadge>;

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
      feedback: labelNames
        .default(["beta", "beta feedback", "rc", "pre-release", "prerelease"])
        .describe("Labels of an issue that tells how a pre-release does."),
      spam: labelNames.default(["spam"]).describe("Labels of what earns nobody anything."),
    })
    .prefault({})
    .describe("Labels of pull requests, and of issues they close, by the kind of change they stand for."),
  docsFolders: z
    .array(z.string().min(1))
    .default(["docs/"])
    .describe("Folders of documentation; *.md files are documentation wherever they are."),
  own: z.array(ownBadge).max(50).default([]).describe("Badges of the project's own."),
  points: z
    .strictObject({
      fix: points(20, "A merged bug fix that somebody else reviewed."),
      feature: points(20, "A merged feature, likewise."),
      docs: points(20, "A merged change of documentation, likewise."),
      change: points(20, "Any other merged pull request, likewise."),
      review: points(10, "A review of somebody else's pull request that was merged."),
      answer: points(10, "An accepted answer."),
      thanks: points(5, "An answer that the asker thanked for."),
      report: points(10, "A report that led to a fix."),
      idea: points(10, "A request that was built."),
      feedback: points(5, "A report on a pre-release."),
      mentoring: points(20, "A newcomer seen through to their merge."),
    })
    .prefault({})
    .describe("XP for each kind of contribution; docs/badges.md tells what lessens them."),
});

export type BadgesConfig = z.infer<typeof badgesConfig>;
export type Points = BadgesConfig["points"];
