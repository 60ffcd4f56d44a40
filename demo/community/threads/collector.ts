// The collector, from winter to autumn: steady in January, its memory growing after v1.4, mended by v1.6.

import { act, asks, chat, issue, notes, ok, pull, type Thread } from "../notation.ts";

/** Threads about the collector. */
export const COLLECTOR: readonly Thread[] = [
  issue({
    key: "batch-size",
    day: "01-06",
    by: "brinefox3",
    title: "Batch processor ignores max_size when the queue is persistent",
    body: `With a persistent queue the batches are as large as whatever is on disk:

\`\`\`yaml
processors:
  batch:
    max_size: 512
queue:
  directory: /var/lib/lantern/queue
\`\`\`

I see batches of 8,000+ in the exporter's debug log. Without \`queue.directory\` they are 512, as asked.

**Expected behavior** 512. **Version** 1.2.4, container image, amd64.`,
    labels: ["bug", "area/collector"],
    talk: [
      [
        "quayemar",
        "Thanks for the clear report. The reader hands over a whole segment; the limit is only applied on the way in. I'd take a patch.",
      ],
      ["noorelahi-x", "I can do that one this week if nobody minds."],
      chat("metoo", 1),
    ],
  }),
  pull({
    key: "batch-size-fix",
    day: "01-09",
    by: "noorelahi-x",
    title: "fix(collector): honour max_size when reading from a persistent queue",
    body: `Fixes {#batch-size}

The segment reader now yields slices of at most \`max_size\`. No copy, just re-slicing.

\`\`\`release-note
Batches from a persistent queue respect max_size.
\`\`\``,
    files: ["collector/queue/reader.go +31 -9", "collector/queue/reader_test.go +58 -0"],
    labels: ["area/collector"],
    talk: [
      asks("quayemar", "Nearly there. I think we leak the segment when the consumer stops half-way.", {
        "collector/queue/reader.go":
          "If `yield` returns false here we never call `segment.Release()`. Could you add a test that stops after the first slice?",
      }),
      ["noorelahi-x", "Good catch, it did leak. Added the test, and it failed before the fix, promise."],
      ok("quayemar", "Lovely, thank you."),
    ],
    merged: 4,
    mergedBy: "quayemar",
  }),
  issue({
    day: "01-13",
    by: "okonjo-ada5",
    title: "collector exits 0 when the config file is missing",
    labels: ["bug", "good first issue", "area/collector"],
    key: "exit-zero",
    talk: [
      ["quayemar", "Ouch, yes. Start in `cmd/collector/main.go`; this is a good first issue for someone."],
    ],
  }),
  pull({
    day: "01-19",
    by: "duskmarten",
    title: "Exit with an error when the config cannot be read",
    body: `My first patch here, please be gentle 🙂

Fixes {#exit-zero}. Exit code 2, and the path is in the message.`,
    files: ["cmd/collector/main.go +12 -3", "cmd/collector/main_test.go +20 -0"],
    labels: ["area/collector"],
    talk: [
      ["duskmarten", "/mentor me collector"],
      notes("quayemar", "Welcome! Only one wish:", {
        "cmd/collector/main.go": "Please wrap with `%w` so that callers can test for `fs.ErrNotExist`.",
      }),
      ["duskmarten", "Done, and thank you for the friendly pointer. I had no idea `%w` existed."],
      ok("quayemar", "Perfect. Congratulations on your first one!"),
    ],
    merged: 3,
    mergedBy: "quayemar",
  }),
  issue({
    day: "01-22",
    by: "ljubica-mm",
    title: "Prometheus receiver drops series with UTF-8 label names",
    body: `Series with a label such as \`größe\` vanish without a log line. I know, I know, who names labels like that. A vendor's exporter does.`,
    labels: ["bug", "area/collector"],
    talk: [
      [
        "dabrowsk0",
        "Not your fault at all. The validation regexp is from before UTF-8 names were legal. We should at least count what we drop.",
      ],
      ["ljubica-mm", "A counter would already have saved me a day. Thanks!"],
    ],
    closed: 40,
    closedBy: "dabrowsk0",
  }),
  issue({
    day: "02-03",
    by: "ramanuj-ops",
    title: "How large should the queue directory be?",
    body: `The docs say "size it for your outage budget". What is a sane number for 20k spans/s and a backend that may be down for an hour?`,
    labels: ["question", "area/collector"],
    talk: [
      [
        "dabrowsk0",
        "About 350 bytes a span after compression, so 20,000 × 3,600 × 350 B ≈ 25 GB. I'd give it 40.",
      ],
      chat("thanks", 1),
    ],
    closed: 3,
  }),
  pull({
    day: "02-05",
    by: "dabrowsk0",
    title: "LAN-118 | feat: count dropped series by reason",
    body: `Adds \`lantern_dropped_series_total{reason}\`. Cardinality is bounded: there are five reasons.

\`\`\`release-note
A new counter, lantern_dropped_series_total, says why series were dropped.
\`\`\``,
    files: [
      "collector/receivers/prom/drop.go +64 -11",
      "collector/metrics/metrics.go +9 -0",
      "docs/metrics.md +6 -0",
    ],
    labels: ["enhancement", "area/collector"],
    talk: [ok("quayemar", "Nice. Bounded cardinality noted with joy."), ["ljubica-mm", "Ooh, thank you! ❤️"]],
    merged: 5,
    mergedBy: "quayemar",
  }),
  issue({
    day: "02-19",
    by: "bzhang-sre9",
    title: "Panic in the tail sampler when a trace has no root span",
    body: `\`\`\`
panic: runtime error: index out of range [0] with length 0

goroutine 214 [running]:
lantern/collector/sampling.(*tail).decide(0xc0004ae000, {0xc000b12000, 0x0, 0x40})
        /src/collector/sampling/tail.go:187 +0x3f4
lantern/collector/sampling.(*tail).loop(0xc0004ae000)
        /src/collector/sampling/tail.go:96 +0x1c5
\`\`\`

Happens about twice a day. 1.3.0 on arm64.`,
    labels: ["bug", "area/collector"],
    key: "tail-panic",
    talk: [
      chat("metoo", 2),
      [
        "quayemar",
        "An empty trace should never get there, and yet. I'll add the guard *and* find out who sends it.",
      ],
    ],
  }),
  pull({
    day: "02-23",
    by: "brinefox3",
    title: "fix: do not decide on traces that are empty",
    body: `Fixes {#tail-panic}

The expiry wheel can fire after the spans were flushed by shutdown. Guard plus a test that races the two on purpose.

\`\`\`release-note
The tail sampler no longer panics on traces without spans.
\`\`\``,
    files: ["collector/sampling/tail.go +7 -2", "collector/sampling/tail_test.go +41 -0"],
    labels: ["area/collector"],
    talk: [chat("nit", 1), ok("dabrowsk0", "Ran the racing test 2,000 times. Solid.")],
    merged: 2,
    mergedBy: "dabrowsk0",
  }),
  issue({
    day: "03-04",
    by: "janneke-vdz",
    title: "Allow environment variables in exporter headers",
    body: `**Is your feature request related to a problem? Please describe.**
Tokens end up in plain text in our config map.

**Describe the solution you'd like**
\`headers: { authorization: "Bearer \${env:TOKEN}" }\`

**Describe alternatives you've considered**
A clear and concise description of any alternative solutions or features you've considered.

**Additional context**
Add any other context or screenshots about the feature request here.`,
    key: "env-headers",
    votes: 11,
    voting: 14,
    talk: [
      ["quayemar", "We want this. The parser for `${env:…}` exists; it just is not called for headers."],
      chat("metoo", 2),
    ],
  }),
  pull({
    day: "03-12",
    by: "janneke-vdz",
    title: "feat(collector): expand environment variables in exporter headers",
    body: `Closes {#env-headers}. First pull request here, the contributing guide was a pleasure.

\`\`\`release-note
Exporter headers may use \${env:NAME}.
\`\`\``,
    files: [
      "collector/config/expand.go +22 -4",
      "collector/config/expand_test.go +47 -0",
      "docs/exporters.md +11 -0",
    ],
    talk: [
      chat("welcome", 1),
      asks("quayemar", "Very close. What if the variable is missing?", {
        "collector/config/expand.go":
          "An unset variable becomes an empty string, and then we send `Bearer ` to the backend. I'd rather refuse to start.",
      }),
      ["janneke-vdz", "Agreed, refusing is kinder. Pushed."],
      ok("quayemar", "Thank you, this is better than what I had in mind."),
    ],
    merged: 8,
    mergedBy: "quayemar",
  }),
  issue({
    day: "09-08",
    by: "quietgantry",
    title: "Collector logs the same TLS warning for each connection",
    body: `\`level=warn msg="certificate expires soon" days=21\` – four hundred times a minute. Once an hour would do.`,
    labels: ["bug", "good first issue", "area/collector"],
    talk: [
      ["ixsundar7", "Fair! `log/once.go` has a helper for this, if someone would like a small task."],
      act("label", "ixsundar7", "help wanted"),
    ],
  }),
  pull({
    day: "09-21",
    by: "dilnoza-ut",
    title: "fix(collector): warn about old certificates once an hour",
    body: `First patch! I used the helper that was mentioned in the issue.

\`\`\`release-note
The collector warns about certificates that expire soon once an hour instead of once a connection.
\`\`\``,
    files: ["collector/tls/expiry.go +9 -3", "collector/tls/expiry_test.go +24 -0"],
    labels: ["area/collector", "bug"],
    talk: [
      [
        "quayemar",
        "Welcome, and what a tidy first patch. Small hint: `make lint` would have caught the unused import.",
      ],
      ["dilnoza-ut", "Oops. Fixed. Thank you so much for the kind review!"],
      ok("quayemar", "Great. In it goes."),
    ],
    merged: 3,
    mergedBy: "quayemar",
  }),
];
