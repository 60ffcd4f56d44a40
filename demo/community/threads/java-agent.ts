// The Java agent: slow starts all through winter and spring, a rewrite of the class scanner in summer.

import { act, asks, chat, issue, notes, ok, pull, type Thread } from "../notation.ts";

/** Threads about the Java agent and its siblings. */
export const AGENTS: readonly Thread[] = [
  issue({
    key: "java-slow",
    day: "01-14",
    by: "teodorakis9",
    title: "Java agent adds 14 seconds to application start-up",
    body: `Spring-like app with 9,400 classes, JDK 21:

\`\`\`
without agent: Started App in 6.1 seconds
with agent:    Started App in 20.4 seconds
\`\`\`

Our readiness probe gives up after 15 s, so the pods never become ready.`,
    labels: ["bug", "area/agent"],
    votes: 17,
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
    day: "01-20",
    by: "zubhaq9",
    title: "Agent: ClassCircularityError with a custom class loader",
    body: `\`\`\`
java.lang.ClassCircularityError: io/lantern/agent/bootstrap/Weaver
    at io.lantern.agent.Transformer.transform(Transformer.java:88)
    at java.instrument/sun.instrument.TransformerManager.transform(TransformerManager.java:188)
    at com.example.plugin.IsolatingLoader.findClass(IsolatingLoader.java:41)
\`\`\`

Only with our plugin loader, which asks the parent last.`,
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
    body: "`attach: symbol net/http.serverHandler.ServeHTTP not found`. The symbol is there (`nm` shows it), at a relocated address.",
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
    mergedBy: "vennik-t",
  }),
  issue({
    day: "03-09",
    by: "peposantos-k",
    title: "Java agent start-up: scanning takes 80% of the time in META-INF",
    body: "I profiled it. 80 % of the scan is `JarFile.getManifest` for jars that have no instrumentation whatsoever. A negative cache on disk would be enough?",
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
    title: "feat(agent): remember jars without instrumentations between starts",
    body: `Fixes {#java-cache}. It is my first one here, and larger than planned. Sorry!

| | before | after |
| --- | --- | --- |
| cold | 14.2 s | 14.3 s |
| warm | 14.2 s | 5.9 s |

\`\`\`release-note
The Java agent starts faster when it has seen the application's jars before.
\`\`\``,
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
    title: "Start-up got slower again in 1.4.0 (Java agent, cold start)",
    body: "Cold start was 20 s, is now **27 s**. In Kubernetes each start is cold because the cache lives in the container. I really had hopes for this release. Very disappointing.",
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
    title: "fix(agent): do not hash jars when the cache cannot be written",
    body: "Checks once at start. Part of {#java-cold}.\n\n```release-note\nCold starts of the Java agent are no slower than in v1.3.\n```",
    files: ["agents/java/src/ScanCache.java +11 -3"],
    labels: ["bug", "area/agent"],
    talk: [ok("vennik-t", "Fast and good. Thank you.")],
    merged: 1,
    mergedBy: "vennik-t",
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
    body: "`CompletableFuture.supplyAsync(..., pool)` with a virtual-thread executor loses baggage but keeps the trace id. JDK 21.0.3, agent 1.4.1.",
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
    body: "With `--preload` the exporter thread does not survive the fork. Only the master reports. Workaround: no `--preload`, at the price of 400 MB of memory.",
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
  pull({
    key: "java-parallel",
    day: "07-08",
    by: "vennik-t",
    title: "LAN-190 | feat: scan jars in parallel and stop at the first miss",
    body: `The class scanner, rewritten: four workers, an index built at release time, no hashing. The 9,400-class app starts in **7.4 s** (6.1 without the agent).

Fixes {#java-slow}
Fixes {#java-cold}

\`\`\`release-note
The Java agent adds about one second to start-up instead of fourteen.
\`\`\``,
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
    title: "1.6.0 Java agent: 20 s → 7 s, thank you",
    body: "As the one who opened the first issue about it in January: our pods are ready in 8 seconds. Wonderful work. I owe somebody a beer.",
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
  issue({
    day: "09-15",
    by: "yaelsapir-d",
    title: "Node agent: source maps are ignored in exception spans",
    body: "Stack traces in exception events point into the bundle (`main.js:1:48213`). `--enable-source-maps` is set.",
    labels: ["bug", "area/agent"],
    talk: [
      ["mtshali-nn", "We read `err.stack` before the mapper runs. I'll look on Thursday."],
      chat("metoo", 1),
    ],
  }),
];
