// The `requests` part of stoa.yml: what counts as a request, which reactions are votes, how they are ranked, and where they
// are listed.

import { z } from "zod";
import { REACTIONS } from "../../core/words.ts";

const ORDERS = ["votes", "trending", "priority"] as const;
/** In what order requests are listed. */
export type Order = (typeof ORDERS)[number];

const weight = (value: number, what: string) =>
  z.number().min(0).max(100).default(value).describe(`Weight of ${what}; 0 leaves it out.`);

const board = z
  .strictObject({
    repository: z.string().describe("Name of the public repository that has the issue or the discussion."),
    issue: z.int().positive().optional().describe("Number of the issue whose text holds the board."),
    discussion: z
      .int()
      .positive()
      .optional()
      .describe("Number of the discussion whose text holds the board."),
    lists: z
      .enum(["organisation", "repository"])
      .default("organisation")
      .describe("Whether the requests of all public repositories are on it, or only those of its own."),
    order: z.enum(ORDERS).default("votes").describe("What comes first."),
    length: z.int().min(1).max(500).default(50).describe("How many open requests it lists."),
  })
  .refine(({ issue, discussion }) => (issue === undefined) !== (discussion === undefined), {
    message: "Name either an `issue` or a `discussion`.",
  });
export type BoardConfig = z.infer<typeof board>;

const names = (defaults: readonly string[], what: string) =>
  z
    .array(z.string())
    .default([...defaults])
    .describe(`A request is ${what} with one of these labels, or options of the project's field.`);

const statuses = z
  .strictObject({
    considering: names(
      ["under consideration", "status: considering", "needs-triage", "triage"],
      "under consideration",
    ),
    planned: names(["planned", "accepted", "status: planned", "triage/accepted"], "planned"),
    inProgress: names(["in progress", "in-progress", "status: in progress", "wip"], "in progress"),
    declined: names(["declined", "wontfix", "won't fix", "rejected", "status: declined"], "declined"),
    projectField: z
      .string()
      .nullable()
      .default(null)
      .describe(
        "A single-select field of your projects, such as `Status`: its options tell the status as labels of their names do. Read once a night; the App needs to read projects.",
      ),
    milestoneIsPlanned: z
      .boolean()
      .default(true)
      .describe("A request in a milestone is planned, where no label says otherwise."),
  })
  .prefault({})
  .describe(
    "Which labels, or options of a project's field, tell the status of a request. Upper and lower case are alike.",
  );

const priority = z
  .strictObject({
    votes: weight(4, "the votes"),
    momentum: weight(2, "the votes of the last 30 days"),
    people: weight(1, "how many people take part in the thread"),
    theme: weight(1, "how many people talk about the same theme"),
    mood: weight(1, "how unhappy the thread is"),
    age: weight(0.5, "how long it has been open"),
    effort: weight(1, "how little effort it is, by its label"),
    efforts: z
      .record(z.string(), z.number().min(0).max(1))
      .default({
        "effort: small": 0,
        "effort/small": 0,
        "size/s": 0,
        "good first issue": 0,
        "effort: medium": 0.5,
        "effort/medium": 0.5,
        "size/m": 0.5,
        "effort: large": 1,
        "effort/large": 1,
        "size/l": 1,
      })
      .describe("The effort that a label stands for, from 0 (small) to 1 (large). Without one it is 0.5."),
  })
  .prefault({})
  .describe("Weights of the parts of the priority score; docs/requests.md has the formula.");
export type PriorityConfig = z.infer<typeof priority>;

const polls = z
  .strictObject({
    days: z
      .int()
      .min(1)
      .max(90)
      .default(14)
      .describe("How many days a poll is open when `/stoa poll` names no date."),
    categories: z
      .array(z.string())
      .default(["polls"])
      .describe("Categories (slugs) of discussions in which GitHub's own polls are read, once a night."),
  })
  .prefault({})
  .describe("Polls in threads, and GitHub's own.");

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
  types: z
    .array(z.string())
    .default(["feature"])
    .describe("An open issue of one of these types is a request. Types are read once a night."),
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
  downvotes: z
    .boolean()
    .default(false)
    .describe("Whether 👎 takes a vote away; whoever gives 👎 and a vote counts as neither."),
  everyHours: z
    .int()
    .min(1)
    .max(24)
    .default(1)
    .describe("Every so many hours votes are looked at, and boards are brought up to date."),
  top: z.int().min(1).max(20).default(10).describe("How many requests the digest lists."),
  statuses,
  priority,
  polls,
  boards: z
    .array(board)
    .default([])
    .describe("Issues and discussions in whose text the requests are kept current."),
});

export type RequestsConfig = z.infer<typeof requestsConfig>;
