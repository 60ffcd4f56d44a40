// The Java agent: slow starts all through winter and spring, a rewrite of the class scanner in summer.

import { act, asks, chat, issue, notes, ok, pull, type Thread } from "../notation.ts";

/** Threads about the Java agent's start-up. */
export const JAVA: readonly Thread[] = [
  issue({
    key: "java-slow",
    day: "01-14",
    by: "teodorakis9",
    title: "Java agent adds 14 seconds to application start-up",
    labels: ["bug", "area/agent"],
    votes: 17,
    voting: 170,
    span: 30,
    talk: [
      chat("metoo", 2),
      [
        "vennik-t",
        "The agent scans each jar for instrumentations, one after another. There is room for improvement, to put it mildly.",
      ],
      [
        "zubhaq9",
        "Workaround: `-Dlantern.scan=lazy`. Start is fast, the first request is slow. Pick your poison.",
      ],
      chat("metoo", 1),
    ],
  }),
  issue({
    day: "03-09",
    by: "peposantos-k",
    title: "Java agent start-up: 80% of the scan is reading manifests",
    labels: ["area/agent", "help wanted"],
    talk: [
      [
        "vennik-t",
        "That is great detective work, thank you! Yes, a negative cache keyed by size and checksum. Interested in doing it?",
      ],
      ["peposantos-k", "/mentor me agent"],
      ["peposantos-k", "Yes! I would need someone to tell me where such a cache may live."],
      ["vennik-t", "`java.io.tmpdir`, read-only tolerated, never required."],
    ],
    key: "java-cache",
  }),
  pull({
    day: "03-17",
    by: "peposantos-k",
    title: "feat(agent): faster Java agent start-up with a cache of scanned jars",
    files: [
      "agents/java/src/ScanCache.java +140 -0",
      "agents/java/src/Scanner.java +21 -6",
      "agents/java/test/ScanCacheTest.java +92 -0",
    ],
    labels: ["enhancement", "area/agent"],
    talk: [
      chat("welcome", 1),
      asks("vennik-t", "Impressive for a first one. Some changes, then we want this quickly.", {
        "agents/java/src/ScanCache.java":
          "Two JVMs may write this file at once. Write to a temporary name and move it, please.",
      }),
      ["peposantos-k", "Done: atomic move, and a test with eight writers."],
      notes("mtshali-nn", "", {
        "agents/java/src/ScanCache.java":
          "What if the directory is read-only? We run with `readOnlyRootFilesystem`.",
      }),
      ["peposantos-k", "Then it quietly does nothing. Test added for this as well."],
      ok("vennik-t", "Excellent. Thank you, Pepo, this will make many people happy."),
    ],
    merged: 13,
    mergedBy: "vennik-t",
  }),
  issue({
    day: "04-15",
    by: "teodorakis9",
    title: "Java agent start-up got slower again in 1.4.0",
    labels: ["bug", "regression", "area/agent"],
    votes: 9,
    key: "java-cold",
    talk: [
      chat("angry", 2),
      [
        "vennik-t",
        "The cache hashes jars even when it cannot keep the result. That was not necessary, and it is my review that missed it. Sorry.",
      ],
      chat("metoo", 1),
      ["peposantos-k", "I feel awful, this was my patch."],
      [
        "vennik-t",
        "Please don't! Review is there to catch such things, and warm starts are wonderful thanks to you.",
        { react: "heart 5" },
      ],
    ],
  }),
  pull({
    day: "04-17",
    by: "peposantos-k",
    title: "fix(agent): Java agent start-up hashes jars for a cache it cannot write",
    body: "Checks once at start. Part of {#java-cold}.\n\n```release-note\nCold starts of the Java agent are no slower than in v1.3.\n```",
    files: ["agents/java/src/ScanCache.java +11 -3"],
    labels: ["bug", "area/agent"],
    talk: [ok("vennik-t", "Fast and good. Thank you.")],
    merged: 1,
    mergedBy: "vennik-t",
  }),
  pull({
    key: "java-parallel",
    day: "07-08",
    by: "vennik-t",
    title: "LAN-190 | feat: Java agent start-up scans jars in parallel",
    files: [
      "agents/java/src/Scanner.java +180 -212",
      "agents/java/src/InstrumentationIndex.java +96 -0",
      "agents/java/src/ScanCache.java +0 -148",
    ],
    labels: ["enhancement", "area/agent"],
    votes: 11,
    talk: [
      notes("mtshali-nn", "Beautiful numbers.", {
        "agents/java/src/InstrumentationIndex.java":
          "Who rebuilds the index when an instrumentation is added? CI, I hope?",
      }),
      [
        "peposantos-k",
        "It deletes my cache and I could not be happier. Amazing.",
        { react: "laugh 3, heart 4" },
      ],
      ["vennik-t", "CI fails if the index is stale. And Pepo, your profile is where this began."],
      ok("mtshali-nn", "Great. Ship it."),
    ],
    merged: 9,
    mergedBy: "ixsundar7",
  }),
  issue({
    day: "08-31",
    by: "teodorakis9",
    title: "Java agent start-up in 1.6.0: 20 s → 7 s, thank you",
    labels: ["area/agent"],
    votes: 8,
    talk: [
      ["vennik-t", "Cheers! 🍺 And thanks for not giving up on us in April."],
      chat("happy", 2),
      act("react", "hoangbt-dev", "hooray"),
    ],
    closed: 3,
  }),
  pull({
    day: "07-02",
    by: "yaelsapir-d",
    title: "Add an example for the Java agent in a distroless image",
    body: "It took me an evening to find out how, so here it is as an example. First contribution, feedback welcome.",
    files: ["docs/agents/java.md +31 -0", "examples/java-distroless/Dockerfile +14 -0"],
    labels: ["documentation", "area/agent"],
    talk: [chat("welcome", 1), ok("vennik-t", "Very useful, thank you. I tried it, it works as written.")],
    merged: 4,
    mergedBy: "vennik-t",
  }),
];
