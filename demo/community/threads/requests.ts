// What people wish for. One of the wishes, sampling by attribute, ships with v1.6.

import { act, asks, chat, issue, notes, ok, pull, type Thread } from "../notation.ts";
import { DEPENDENCY_BOT } from "../people.ts";

/** Feature requests, and the pull requests that grant some of them. */
export const REQUESTS: readonly Thread[] = [
  issue({
    key: "attr-sampling",
    day: "01-21",
    by: "okonjo-ada5",
    title: "Sample by attribute: keep all traces of one customer",
    body: `**Is your feature request related to a problem? Please describe.**
When a customer calls, the one trace I need was always sampled away.

**Describe the solution you'd like**
\`\`\`yaml
sampling:
  keep:
    - attribute: customer.tier
      equals: gold
\`\`\`

**Describe alternatives you've considered**
Keeping everything. The bill says no.`,
    labels: ["enhancement", "area/collector"],
    votes: 27,
    voting: 185,
    span: 120,
    talk: [
      ["quayemar", "Makes sense. It has to be cheap: the rule runs for every span. Needs some thought."],
      chat("metoo", 2),
      [
        "brinefox3",
        "I have a sketch with compiled matchers, about 40 ns a span. I'll clean it up after 1.5.",
      ],
      ["okonjo-ada5", "40 ns would be wonderful."],
      act("react", DEPENDENCY_BOT, "+1"),
    ],
  }),
  pull({
    key: "attr-sampling-pr",
    day: "07-13",
    by: "brinefox3",
    title: "LAN-199 | feat: keep or drop traces by attribute",
    body: `Closes {#attr-sampling}

Rules are compiled once; 38 ns a span for ten rules on my laptop.

\`\`\`release-note
Sampling rules can look at attributes: keep every trace of the customers you care about.
\`\`\``,
    files: [
      "collector/sampling/rules.go +230 -4",
      "collector/sampling/rules_test.go +280 -0",
      "docs/sampling.md +60 -5",
    ],
    labels: ["enhancement", "area/collector"],
    votes: 10,
    talk: [
      asks("quayemar", "Very nice. One semantic question.", {
        "collector/sampling/rules.go":
          "If one rule says keep and another says drop, which wins? The order of the file, I hope, and the docs should say so.",
      }),
      notes("noorelahi-x", "", {
        "collector/sampling/rules.go": "A regexp without an anchor will surprise people. Warn?",
      }),
      ["brinefox3", "First match wins, documented. And a warning for unanchored patterns."],
      ok("quayemar", "Excellent work, Iona. People have asked for this since forever."),
    ],
    merged: 16,
    mergedBy: "quayemar",
  }),
  issue({
    day: "01-28",
    by: "pixelpossum6",
    repo: "lantern-ui",
    title: "Dark mode",
    body: "My eyes at 3 a.m. would be grateful. That's the whole request.",
    labels: ["enhancement", "area/ui"],
    votes: 22,
    voting: 160,
    key: "dark-mode",
    span: 60,
    talk: [
      ["hinewai-rt", "Short and convincing. The charts have colours baked in, that is the real work."],
      chat("metoo", 2),
      ["mossycobble", "I could do the charts' palette if someone does the rest."],
    ],
  }),
  issue({
    day: "02-09",
    by: "bzhang-sre9",
    title: "Alert rules as code",
    votes: 24,
    key: "alerts-as-code",
    span: 100,
    talk: [
      ["ixsundar7", "Agreed. We need a stable schema for rules first."],
      chat("metoo", 2),
      ["gravelpath2", "Please let it be plain YAML and not a new language."],
      ["ixsundar7", "Plain YAML, I promise."],
    ],
  }),
  issue({
    day: "02-18",
    by: "ljubica-mm",
    title: "Please support OpenMetrics exemplars",
    labels: ["enhancement", "area/collector", "help wanted"],
    votes: 12,
    talk: [["dabrowsk0", "Storage has room for one exemplar a bucket. I would mentor someone who takes it."]],
  }),
  issue({
    day: "03-05",
    by: "calloway-jd4",
    title: "Offline installation for air-gapped sites",
    body: "**Is your feature request related to a problem? Please describe.**\nWe install from a USB stick. The chart pulls four images from three registries, and the UI loads a font from the internet (!).\n\n**Describe the solution you'd like**\nOne bundle with everything.\n\n**Additional context**\nAdd any other context or screenshots about the feature request here.",
    votes: 9,
    talk: [
      ["hinewai-rt", "The font is a bug, I'll remove it today."],
      ["oyelaran-kf", "The bundle is a good idea; `charts` could publish one at each release."],
    ],
  }),
  issue({
    day: "03-19",
    by: "duskmarten",
    title: "Log pipeline: multi-line parsing for stack traces",
    body: "Each line of a Java stack trace becomes a log record of its own. A `multiline: java` preset would be so good.",
    labels: ["enhancement", "area/collector"],
    votes: 18,
    talk: [
      chat("metoo", 2),
      [
        "quayemar",
        "Presets for Java, Python and Go are planned. Help with test data is very welcome: real, ugly stack traces.",
      ],
      ["zubhaq9", "I have eleven years of ugly stack traces."],
    ],
    key: "multiline",
  }),
  pull({
    day: "06-05",
    by: "zubhaq9",
    title: "feat: multiline presets for Java and Python logs",
    body: "Part of {#multiline}. 214 real stack traces as test data, scrubbed.\n\n```release-note\nLog pipelines join the lines of Java and Python stack traces.\n```",
    files: [
      "collector/logs/multiline.go +120 -0",
      "collector/logs/testdata/java.txt +1900 -0",
      "collector/logs/multiline_test.go +95 -0",
    ],
    labels: ["enhancement", "area/collector"],
    talk: [
      notes("duskmarten", "", {
        "collector/logs/multiline.go": "`Caused by:` with a tab in front is missed, we have plenty of those.",
      }),
      ["zubhaq9", "Added, with one of yours as a test."],
      ok("quayemar", "Good work, and what a museum of exceptions."),
    ],
    merged: 7,
    mergedBy: "quayemar",
  }),
  issue({
    day: "04-20",
    by: "tuulikki-v",
    title: "Translate the docs",
    body: "I would translate the quick start into Finnish. Is there a place for translations?",
    labels: ["documentation", "enhancement"],
    votes: 5,
    talk: [
      [
        "pfenlo",
        "A kind offer! We don't have the machinery and stale translations are worse than none. May I come back to you when we do?",
        { react: "-1 1, heart 2" },
      ],
      ["tuulikki-v", "Of course. A polite no is also an answer 😊"],
    ],
    closed: 4,
    closedBy: "pfenlo",
    reason: "not_planned",
  }),
  issue({
    day: "05-11",
    by: "gravelpath2",
    title: "LTS releases, please",
    labels: ["enhancement"],
    votes: 20,
    span: 40,
    talk: [
      ["ixsundar7", "Thinkable. It costs us about a day a month. Let me ask the others."],
      chat("metoo", 2),
      ["kwabs-infra", "We'd even pay for it."],
      ["ixsundar7", "Result of the call: 1.6 will get fixes for twelve months."],
      ["gravelpath2", "That is great news, thank you."],
    ],
  }),
  issue({
    day: "05-21",
    by: "sraithemeadow",
    repo: "lantern-ui",
    title: "Share a trace by link with people who have no account",
    votes: 14,
    talk: [
      [
        "hinewai-rt",
        "We have to be careful with what is in a span. Off by default, with an expiry, I could imagine it.",
      ],
      chat("metoo", 1),
    ],
  }),
  issue({
    day: "06-30",
    by: "shanthi-rk2",
    title: "Cost estimate before enabling a receiver",
    body: 'A dry run that says "this receiver would add 1.2 M series" would have saved me from an awkward meeting.',
    labels: ["enhancement", "area/cli"],
    votes: 11,
    talk: [
      ["noorelahi-x", "`lantern check --estimate`? We could count for a minute and extrapolate."],
      ["shanthi-rk2", "A minute is plenty."],
    ],
  }),
  issue({
    day: "07-21",
    by: "nightferry11",
    repo: "charts",
    title: "Publish the chart as an OCI artifact",
    body: "Our mirror only speaks OCI.",
    labels: ["enhancement", "area/charts"],
    votes: 10,
    talk: [chat("metoo", 1), ["oyelaran-kf", "Half a day of work, mostly for the signing. Soon."]],
  }),
  issue({
    day: "08-12",
    by: "vaskokrum",
    title: "eBPF agent: capture DNS lookups as spans",
    labels: ["enhancement", "area/agent"],
    votes: 15,
    talk: [
      ["vennik-t", "That is a lovely idea, and port 53 is easy to watch. Who wants it?"],
      ["haldor-ssk", "Me, in winter."],
    ],
  }),
  issue({
    day: "09-01",
    by: "adebisi-tl",
    title: "Send alerts to Matrix",
    body: "### Is your feature request related to a problem?\nOur team lives in Matrix.\n\n### Describe the solution you'd like\nA notifier for it, next to mail and webhook.",
    votes: 6,
    talk: [
      [
        "ixsundar7",
        "A webhook and twenty lines of glue do it today; I'd rather not maintain a notifier for each chat. Is the webhook enough for you?",
        { react: "-1 2" },
      ],
      ["adebisi-tl", "It is. A page in the docs would be nice, I can write it."],
    ],
    closed: 8,
    closedBy: "adebisi-tl",
    reason: "not_planned",
  }),
  issue({
    day: "09-23",
    by: "quietgantry",
    title: "Keep sampling rules in sync between collectors",
    labels: ["enhancement", "area/collector"],
    votes: 8,
    talk: [
      ["brinefox3", "A shared config map works when they all run in one cluster. Do yours?"],
      ["quietgantry", "Three clusters. That's the sad part."],
    ],
  }),
];
