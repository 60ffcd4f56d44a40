// The `requests` part of stoa.yml: what counts as a request, which reactions are votes, and where they are listed.

import { z } from "zod";

/** Reaction names as REST spells them. */
const REACTIONS = ["+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes"] as const;

export const requestsConfig = z.strictObject({
  enabled: z.boolean().default(true).describe("Rank what people ask for by their votes."),
  labels: z
    .array(z.string())
    .default([
      "enhancement",
      "feature",
      "feature request",
      "feature-request",
      "kind/feature",
      "kind/enhancement",
      "type: feature",
      "type/feature",
      "type: enhancement",
      "idea",
      "proposal",
    ])
    .describe("An open issue with one of these labels is a request. Upper and lower case are alike."),
  categories: z
    .array(z.string())
    .default(["ideas"])
    .describe("An open discussion in one of these categories (name or slug) is a request."),
  fromTemplates: z
    .boolean()
    .default(true)
    .describe("An open issue without such a label is a request too when its template asks for a feature."),
  votes: z
    .array(z.enum(REACTIONS))
    .default(["+1", "heart", "hooray", "rocket"])
    .describe("Reactions that are votes. However many a person gives, it is one vote."),
  top: z.int().min(1).max(20).default(10).describe("How many requests the digest lists."),
  board: z
    .strictObject({
      repository: z.string().describe("Name of the public repository that has the issue."),
      issue: z.int().positive().describe("Number of the issue."),
    })
    .nullable()
    .default(null)
    .describe("An issue in whose text the twenty most wanted requests are kept current, once a day."),
});

export type RequestsConfig = z.infer<typeof requestsConfig>;
