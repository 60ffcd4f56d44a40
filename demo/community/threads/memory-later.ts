// The collector's memory from the end of May on: recovery.

import { asks, chat, issue, ok, pull, type Thread } from "../notation.ts";

/** Threads about the collector's memory, second half. */
export const MEMORY_LATER: readonly Thread[] = [
  issue({
    day: "05-26",
    by: "shanthi-rk2",
    title: "Which collector memory limit for 1.4.1 with 5k spans/s?",
    labels: ["question", "area/collector"],
    talk: [
      ["dabrowsk0", "Honest answer: 1 GiB and an alert, until {#mem-slow} is done. I don't like it either."],
      [
        "shanthi-rk2",
        "OK. Disappointing, but clear. Thanks. I could write down what I learn, so that the next one reads one page instead of four issues.",
      ],
      ["shanthi-rk2", "/mentor me collector"],
    ],
    span: 1.5,
    closed: 6,
  }),
  pull({
    day: "05-29",
    by: "shanthi-rk2",
    title: "Add collector memory and heap profiles to the troubleshooting page",
    body: `My first contribution, after reading all those issues I may as well write it down. How to take a heap profile, what the numbers mean, which limits are safe for which version.`,
    files: ["docs/troubleshooting.md +74 -6"],
    labels: ["documentation"],
    talk: [
      chat("welcome", 1),
      ok("pfenlo", "This is excellent. I moved one table, nothing else."),
      ["gravelpath2", "Thank you, that page was missing badly."],
    ],
    merged: 3,
    mergedBy: "pfenlo",
  }),
  issue({
    day: "06-24",
    by: "ljubica-mm",
    title: "Collector memory draws a sawtooth in 1.5.0 with two exporters",
    labels: ["bug", "area/collector"],
    key: "sawtooth",
    talk: [
      chat("question", 1),
      ["ljubica-mm", "Default config otherwise. The slow exporter holds the segments for the fast one."],
      chat("metoo", 1),
    ],
  }),
  pull({
    key: "mem-budget",
    day: "07-20",
    by: "quayemar",
    title: "LAN-201 | feat: one budget for all collector memory",
    files: [
      "collector/budget/budget.go +210 -0",
      "collector/budget/budget_test.go +305 -0",
      "collector/queue/reader.go +18 -40",
      "collector/sampling/index.go +12 -51",
    ],
    labels: ["enhancement", "area/collector"],
    votes: 9,
    talk: [
      asks("dabrowsk0", "I love this. Two questions before I can approve.", {
        "collector/budget/budget.go":
          "What stops one greedy exporter from starving the other? Is there a floor for each?",
      }),
      [
        "brinefox3",
        "Tried it on the canary over the weekend: flat as the North Sea on a good day. Wonderful.",
        { react: "rocket 2, heart 2" },
      ],
      ["quayemar", "There is a floor of 5 % each now, with a test that has one very greedy exporter."],
      ok("dabrowsk0", "Superb work. The greedy exporter test made me laugh."),
    ],
    merged: 14,
    mergedBy: "dabrowsk0",
  }),
  issue({
    day: "08-28",
    by: "gravelpath2",
    title: "Collector memory in 1.6.0: a thank-you note",
    votes: 16,
    talk: [
      ["quayemar", "This made my week. Thank *you* for the profiles, they found it.", { react: "heart 6" }],
      chat("happy", 3),
    ],
    closed: 5,
    closedBy: "gravelpath2",
  }),
];
