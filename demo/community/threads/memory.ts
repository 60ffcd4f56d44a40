// The collector's memory: calm before v1.4 (8 April), a storm after it, relief with v1.4.1 that does not last, and the
// real mending that ships with v1.6 (26 August).

import { act, asks, chat, issue, ok, pull, type Thread } from "../notation.ts";

/** Threads about the collector's memory. */
export const MEMORY: readonly Thread[] = [
  issue({
    day: "02-11",
    by: "tariqm-net8",
    title: "How much collector memory is normal when idle?",
    labels: ["question", "area/collector"],
    talk: [
      ["dabrowsk0", "Normal: most of it is the arena, taken up front. `arena: 16MiB` gets you to about 35."],
      chat("thanks", 1),
    ],
    closed: 4,
  }),
  issue({
    key: "mem-growth",
    day: "04-10",
    by: "bzhang-sre9",
    title: "Collector memory grows without bound after upgrading to v1.4.0",
    labels: ["bug", "regression", "area/collector"],
    votes: 19,
    voting: 24,
    span: 24,
    talk: [
      chat("metoo", 2),
      [
        "ramanuj-ops",
        "Same. We lost 40 minutes of traces on Thursday night because all three replicas were killed within the same minute. This is terrible.",
        { react: "-1 1, +1 4" },
      ],
      [
        "quayemar",
        "I am sorry, everybody. The new span index does not give pages back when tail sampling drops a trace. I'm on it today. Until then: `sampling.index: legacy` brings the old one back.",
        { react: "heart 3, +1 5" },
      ],
      chat("angry", 2),
      [
        "pascalou-bt",
        '`legacy` is rejected for us: `unknown field "index"`. So the workaround does not work either. Frustrating.',
      ],
      ["quayemar", '> `unknown field "index"`\n\nMy mistake, it is `sampling.index_mode: legacy`. Sorry!'],
      ["pascalou-bt", "That works, thank you."],
      chat("angry", 2),
      [
        "gravelpath2",
        "With respect, how did a leak of 200 MiB an hour get past the release tests? We pay for this in sleep.",
      ],
      [
        "ixsundar7",
        "A fair question. The soak test ran for 30 minutes, with sampling switched off. It runs for 12 hours from now on, with it. That does not give you your night back, and I'm sorry.",
      ],
      ["gravelpath2", "Thank you for the honest answer. I appreciate it."],
      chat("metoo", 1),
    ],
  }),
  issue({
    day: "04-13",
    by: "adebisi-tl",
    title: "Collector memory leak: OOM kill every six hours since 1.4",
    labels: ["bug", "area/collector"],
    talk: [
      [
        "dabrowsk0",
        "It is, I'm afraid. Duplicate of {#mem-growth}. A church clock, though; I'll remember that one.",
      ],
      act("label", "dabrowsk0", "duplicate"),
    ],
    closed: 1,
    closedBy: "dabrowsk0",
    reason: "duplicate",
  }),
  issue({
    day: "04-14",
    by: "vaskokrum",
    title: "collector memory limit has no effect in 1.4.0, heap grows past it",
    labels: ["bug", "area/collector"],
    talk: [
      chat("angry", 1),
      [
        "quayemar",
        "The limiter only sees the arena; the new index lives outside of it. The docs are wrong and the design is worse. Related to {#mem-growth}.",
      ],
      chat("metoo", 2),
    ],
    closed: 130,
    closedBy: "quayemar",
  }),
  pull({
    key: "mem-fix-1",
    day: "04-14",
    by: "quayemar",
    title: "LAN-152 | fix: collector memory leak in the sampling index",
    body: `Fixes {#mem-growth}

The free list was only walked on insert. It is walked on drop too now, at most 64 pages at a time.

\`\`\`release-note
The collector gives memory back when tail sampling drops traces.
\`\`\``,
    files: ["collector/sampling/index.go +88 -37", "collector/sampling/index_test.go +120 -4"],
    labels: ["bug", "area/collector"],
    talk: [
      asks(
        "dabrowsk0",
        "The idea is right. But with 64 pages at a time a burst can still outrun it, can't it?",
        {
          "collector/sampling/index.go":
            "If inserts arrive faster than 64 pages a tick, this list only grows. Can we make the number depend on its length?",
        },
      ),
      ["quayemar", "Now `max(64, len/8)`."],
      ok("dabrowsk0", "Good. 1.4.1 please."),
    ],
    merged: 2,
    mergedBy: "dabrowsk0",
  }),
  issue({
    day: "04-16",
    by: "ljubica-mm",
    title: "Collector memory doubles with each reload of the config",
    labels: ["bug", "area/collector"],
    talk: [
      chat("metoo", 1),
      ["dabrowsk0", "The old index stays referenced by its own metrics. It goes with {#mem-growth}."],
      chat("angry", 1),
    ],
    closed: 5,
    closedBy: "dabrowsk0",
  }),
  issue({
    day: "04-21",
    by: "gravelpath2",
    title: "Collector memory still leaks in 1.4.1, only slower",
    labels: ["bug", "regression", "area/collector"],
    key: "mem-slow",
    votes: 12,
    talk: [
      chat("metoo", 2),
      chat("angry", 2),
      [
        "brinefox3",
        "I can see it in our canary. `park` keeps the whole batch alive for one failed span. I'll have a look, no promises.",
      ],
      act("close", "quayemar", "completed"),
      ["gravelpath2", "Why was this closed? It still grows with today's nightly."],
      act("reopen", "quayemar"),
      ["quayemar", "Closed by an over-eager commit message, sorry. Reopened."],
      chat("angry", 1),
    ],
    span: 30,
  }),
  issue({
    day: "04-23",
    by: "janneke-vdz",
    title: "Collector short of memory: agents get DEADLINE_EXCEEDED for minutes",
    labels: ["bug", "area/collector"],
    talk: [
      chat("question", 1),
      ["janneke-vdz", "Fourteen collectors, 1.4.1, and it is the same on all of them."],
      [
        "quayemar",
        "The garbage collector fights for the last pages. A limit that pushes back early is the real answer.",
      ],
      chat("angry", 1),
    ],
    closed: 110,
    closedBy: "quayemar",
  }),
  issue({
    day: "04-27",
    by: "hexagonheron",
    title: "Out of memory, then 3 minutes until the collector has read its queue",
    labels: ["bug", "area/collector"],
    talk: [
      chat("angry", 1),
      ["dabrowsk0", "We checksum the whole queue on start. Only the last segment needs it."],
      chat("metoo", 1),
    ],
    closed: 60,
    closedBy: "dabrowsk0",
  }),
  pull({
    day: "05-05",
    by: "brinefox3",
    title: "fix: collector memory leak, keep only failed spans for a retry",
    body: `Part of {#mem-slow}. Copies the failed spans out instead of pinning the batch. Costs an allocation on the unhappy path only.

\`\`\`release-note
Retries hold less memory.
\`\`\``,
    files: ["collector/exporter/retry.go +45 -30", "collector/exporter/retry_test.go +66 -0"],
    labels: ["bug", "area/collector"],
    talk: [
      chat("nit", 1),
      ok("quayemar", "This is the right trade. Thank you for digging, Iona."),
      ["bzhang-sre9", "Canary with this patch is flat for 26 hours. Thank you!!", { react: "hooray 3" }],
    ],
    merged: 6,
    mergedBy: "quayemar",
  }),
  issue({
    day: "05-12",
    by: "okonjo-ada5",
    title: "Taking a heap profile takes 300 MiB of collector memory",
    labels: ["bug", "area/collector"],
    talk: [
      [
        "ixsundar7",
        "😬 It gathers everything before it writes. Streaming it is simple; PR welcome, or I do it on Friday.",
      ],
      chat("metoo", 1),
    ],
    closed: 20,
    closedBy: "ixsundar7",
  }),
];
