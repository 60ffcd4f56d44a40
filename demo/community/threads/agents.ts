// The agents other than Java's start: Go, Python, Node, and what the Java agent breaks or learns besides.

import { chat, issue, notes, ok, pull, type Thread } from "../notation.ts";

/** Threads about the agents, other than about Java's start-up. */
export const AGENTS: readonly Thread[] = [
  issue({
    day: "01-20",
    by: "zubhaq9",
    title: "Agent: ClassCircularityError with a custom class loader",
    labels: ["bug", "area/agent"],
    talk: [
      [
        "vennik-t",
        "Parent-last loaders are my nemesis. Could you try `lantern.bootstrap.exclude=com.example.plugin`?",
      ],
      chat("thanks", 1),
    ],
    closed: 5,
    closedBy: "zubhaq9",
  }),
  pull({
    day: "01-27",
    by: "mtshali-nn",
    title: "LAN-109 | fix: agent must not weave its own classes",
    body: `Cheap check by prefix before the expensive one by loader.

\`\`\`release-note
The Java agent no longer tries to instrument itself.
\`\`\``,
    files: ["agents/java/src/Transformer.java +14 -2", "agents/java/test/TransformerTest.java +33 -0"],
    labels: ["bug", "area/agent"],
    talk: [ok("vennik-t", "Simple and right. Thanks, Nandi.")],
    merged: 2,
    mergedBy: "vennik-t",
  }),
  issue({
    day: "02-04",
    by: "hoangbt-dev",
    title: "How do I exclude a package from instrumentation?",
    body: "I tried `lantern.exclude=com.acme.*` and `lantern.exclude=com.acme` and `LANTERN_EXCLUDE`. Nothing has an effect. What am I doing wrong?",
    labels: ["question", "area/agent"],
    talk: [
      [
        "vennik-t",
        "Nothing. The docs are wrong: it is `lantern.instrument.exclude`. Would you like to mend the page? It is `docs/agents/java.md`.",
      ],
      ["hoangbt-dev", "I would! Never did a PR on a project like this."],
    ],
    key: "java-exclude",
  }),
  pull({
    day: "02-06",
    by: "hoangbt-dev",
    title: "docs: the right name of the exclude option for Java",
    body: "Fixes {#java-exclude}. Hello! First pull request ever.",
    files: ["docs/agents/java.md +9 -7"],
    labels: ["documentation"],
    talk: [
      ok("vennik-t", "Welcome, and thank you! You found two more wrong names than I knew of."),
      ["hoangbt-dev", "Thank you for the nice words 😊"],
    ],
    merged: 1,
    mergedBy: "vennik-t",
  }),
  issue({
    day: "02-16",
    by: "haldor-ssk",
    title: "Go agent: uprobe fails on binaries built with -buildmode=pie",
    labels: ["bug", "area/agent"],
    talk: [
      chat("question", 1),
      ["haldor-ssk", "Go 1.23, kernel 6.8, tried both agents. Same."],
      ["vennik-t", "Then we don't add the load bias. I know where."],
    ],
    closed: 16,
    closedBy: "vennik-t",
  }),
  pull({
    day: "03-02",
    by: "vennik-t",
    title: "fix(agent): add the load bias for position-independent Go binaries",
    body: "Reads `/proc/<pid>/maps` once per process.\n\n```release-note\nThe Go agent attaches to position-independent binaries.\n```",
    files: ["agents/go/attach/symbols.go +37 -8"],
    labels: ["bug", "area/agent"],
    talk: [
      notes("mtshali-nn", "One question:", {
        "agents/go/attach/symbols.go":
          "Could the map change between this read and the attach? dlopen at a bad moment?",
      }),
      ["vennik-t", "It could, for libraries; not for the main binary's first mapping. Comment added."],
      ok("mtshali-nn", "Good, thanks."),
    ],
    merged: 3,
    mergedBy: "quayemar",
  }),
  issue({
    day: "05-06",
    by: "calloway-jd4",
    title: "Java agent and GraalVM native image: any plans?",
    body: 'Is there a plan? "No" is a fine answer, I only need one for a slide.',
    labels: ["question", "area/agent"],
    talk: [
      [
        "vennik-t",
        "No plan for an agent, since there is nothing to attach to. The SDK works there. Sorry to disappoint your slide!",
      ],
      ["calloway-jd4", "A short slide is a good slide. Thanks."],
    ],
    closed: 2,
  }),
  issue({
    day: "05-13",
    by: "oddvarbakk",
    title: "Agent: spans lose baggage after a thread pool hop",
    labels: ["bug", "area/agent"],
    talk: [
      ["mtshali-nn", "Reproduced. We copy the span context and forget the rest. I'll take it."],
      chat("thanks", 1),
    ],
    key: "baggage",
  }),
  pull({
    day: "05-15",
    by: "mtshali-nn",
    title: "fix: carry baggage into virtual threads",
    body: "Fixes {#baggage}\n\n```release-note\nBaggage survives the hop into virtual threads.\n```",
    files: ["agents/java/src/ContextCarrier.java +19 -6", "agents/java/test/ContextCarrierTest.java +44 -0"],
    labels: ["area/agent"],
    talk: [chat("approve", 1), ["oddvarbakk", "Tested on our service, works. That was quick, thank you!"]],
    merged: 3,
    mergedBy: "vennik-t",
  }),
  issue({
    day: "05-28",
    by: "yusupdev44",
    title: "Python agent: gunicorn with --preload reports one process only",
    labels: ["bug", "area/agent"],
    talk: [
      chat("metoo", 1),
      ["vennik-t", "We need `os.register_at_fork`. If you want it, it's yours."],
      ["yusupdev44", "Mine, then."],
    ],
    key: "gunicorn",
  }),
  pull({
    day: "06-04",
    by: "yusupdev44",
    title: "LAN-177 fix: restart the exporter thread after a fork (Python)",
    body: "Fixes {#gunicorn}\n\n```release-note\nThe Python agent reports from all workers of a preloaded server.\n```",
    files: ["agents/python/exporter.py +27 -4", "agents/python/tests/test_fork.py +38 -0"],
    labels: ["bug", "area/agent"],
    talk: [chat("nit", 2), ok("vennik-t", "Good, and I learned something about fork handlers.")],
    merged: 5,
    mergedBy: "vennik-t",
  }),
  issue({
    day: "09-15",
    by: "yaelsapir-d",
    title: "Node agent: source maps are ignored in exception spans",
    labels: ["bug", "area/agent"],
    talk: [
      ["mtshali-nn", "We read `err.stack` before the mapper runs. I'll look on Thursday."],
      chat("metoo", 1),
    ],
  }),
];
