// The Helm charts: people get lost in the values, before v1.4 and twice as much after its renaming of keys.

import { asks, chat, issue, ok, pull, type Thread } from "../notation.ts";

/** Threads of the repository `charts`. */
export const HELM: readonly Thread[] = [
  issue({
    repo: "charts",
    day: "01-08",
    by: "kwabs-infra",
    title: "Which values file is the real one?",
    body: "There is `values.yaml`, `values-production.yaml` and `values.example.yaml`, and they disagree about `collector.replicas`. Which one is applied, and which one should I copy?",
    labels: ["question", "area/charts"],
    talk: [
      [
        "oyelaran-kf",
        "`values.yaml` is applied; the others are examples, and stale ones at that. Your confusion is justified.",
      ],
      chat("thanks", 1),
    ],
    closed: 4,
  }),
  issue({
    repo: "charts",
    key: "values-table",
    day: "01-16",
    by: "kestrelwrx",
    title: "Values table in the README is out of date",
    body: "23 of the 61 values in the table are gone or renamed. Could it be generated?",
    labels: ["documentation", "area/charts", "good first issue"],
    talk: [
      ["oyelaran-kf", "It could, and it should. `hack/values-table.sh` does half of it."],
      chat("metoo", 1),
    ],
  }),
  pull({
    repo: "charts",
    day: "01-29",
    by: "nightferry11",
    title: "docs: generate the table of values",
    body: "First PR here 👋. Fixes {#values-table}. The script reads the comments of `values.yaml`; CI fails when the table is stale.",
    files: ["README.md +140 -96", "hack/values-table.sh +38 -11", ".github/workflows/lint.yaml +6 -0"],
    labels: ["documentation", "area/charts"],
    talk: [
      chat("welcome", 1),
      asks("oyelaran-kf", "This is great. It breaks on values with a `|` in their comment.", {
        "hack/values-table.sh": "Escape `|` here, or the Markdown table gets an extra column.",
      }),
      ["nightferry11", "Escaped. And one more for backticks."],
      ok("oyelaran-kf", "Thank you! This was overdue for a year."),
    ],
    merged: 6,
    mergedBy: "oyelaran-kf",
  }),
  issue({
    repo: "charts",
    day: "02-12",
    by: "pascalou-bt",
    title: "helm upgrade fails: spec.selector is immutable",
    body: `\`\`\`
Error: UPGRADE FAILED: cannot patch "lantern-agent" with kind DaemonSet: DaemonSet.apps "lantern-agent" is invalid:
spec.selector: Invalid value: v1.LabelSelector{...}: field is immutable
\`\`\`

From chart 0.21 to 0.22. Do I really have to delete the daemon set?`,
    labels: ["bug", "area/charts"],
    talk: [
      chat("metoo", 1),
      ["oyelaran-kf", "You should not have to. I'll put the old selector back in 0.22.1. Sorry about that."],
      chat("thanks", 1),
    ],
    closed: 3,
    closedBy: "oyelaran-kf",
  }),
  pull({
    repo: "charts",
    day: "02-13",
    by: "oyelaran-kf",
    title: "fix: put the old selector labels back",
    body: "Selectors are forever. There is a comment now that says so.\n\n```release-note\nUpgrading from 0.21 works again.\n```",
    files: ["charts/lantern/templates/_helpers.tpl +5 -7"],
    labels: ["bug", "area/charts"],
    talk: [ok("kestrelwrx", "Tested the upgrade from 0.20, 0.21 and 0.22. All good.")],
    merged: 1,
    mergedBy: "ixsundar7",
  }),
  issue({
    repo: "charts",
    day: "03-03",
    by: "gwenaprhys2",
    title: "Document which values need a restart",
    body: "Some values are picked up at once, some only after a rollout. I keep guessing.",
    labels: ["documentation", "area/charts", "help wanted"],
    talk: [["oyelaran-kf", "A column in the table? The config map's checksum annotation decides."]],
    key: "restart-values",
  }),
  pull({
    repo: "charts",
    day: "03-30",
    by: "mbekezeli-z",
    title: "docs: say which values take effect without a restart",
    body: "My first pull request in this project. Closes {#restart-values}. I tested each value on a kind cluster, which was fun.",
    files: ["README.md +64 -61", "charts/lantern/values.yaml +30 -30"],
    labels: ["documentation", "area/charts"],
    talk: [
      chat("welcome", 1),
      ["mbekezeli-z", "/mentor decline"],
      ["mbekezeli-z", "(Nothing personal, I have a colleague next to me who knows the charts well.)"],
      ok("gwenaprhys2", "Thank you so much for testing each of them!"),
      ok("oyelaran-kf", "Very careful work."),
    ],
    merged: 5,
    mergedBy: "oyelaran-kf",
  }),
  issue({
    repo: "charts",
    key: "renamed-keys",
    day: "04-09",
    by: "kwabs-infra",
    title: "Chart 0.24 (for v1.4) renamed values and ignores the old ones silently",
    body: `\`agent.tolerations\` is now \`nodeAgent.scheduling.tolerations\`. My old values are accepted and **ignored without a word**, so the agents vanished from all tainted nodes.

This is a horrible way to learn about a renaming. Please at least fail.`,
    labels: ["bug", "regression", "area/charts"],
    votes: 14,
    span: 14,
    talk: [
      chat("angry", 2),
      [
        "oyelaran-kf",
        "You are right, and I am sorry. A schema that refuses unknown values is coming; the aliases too.",
      ],
      [
        "bzhang-sre9",
        "Half of our nodes had no agent for a day. Nobody noticed because, well, no agent. Very unhappy.",
      ],
      chat("metoo", 2),
      ["kwabs-infra", "Thanks for taking it seriously, Kofi."],
    ],
  }),
  issue({
    repo: "charts",
    day: "04-13",
    by: "nightferry11",
    title: "Tolerations no longer applied after upgrade",
    body: "Upgraded to 0.24.0, agents are gone from GPU nodes. Values have not changed.",
    labels: ["bug", "area/charts"],
    talk: [["oyelaran-kf", "Duplicate of {#renamed-keys}, sorry for the trouble."]],
    closed: 1,
    closedBy: "oyelaran-kf",
    reason: "duplicate",
  }),
  pull({
    repo: "charts",
    day: "04-14",
    by: "oyelaran-kf",
    title: "LAN-155 | fix: refuse values that no longer exist, with a hint",
    body: `\`\`\`
Error: agent.tolerations is now nodeAgent.scheduling.tolerations (chart 0.24). See docs/upgrading.md
\`\`\`

Fixes {#renamed-keys}

\`\`\`release-note
Old values are refused with a hint instead of being ignored.
\`\`\``,
    files: ["charts/lantern/values.schema.json +310 -0", "charts/lantern/templates/_renamed.tpl +52 -0"],
    labels: ["bug", "area/charts"],
    talk: [
      asks("kestrelwrx", "Good, but sub-charts pass unknown keys on purpose.", {
        "charts/lantern/values.schema.json":
          "`global` must stay open, umbrella charts put their own things there.",
      }),
      ["oyelaran-kf", "True, opened `global`. Thanks."],
      ok("kestrelwrx", "Works with our umbrella chart."),
    ],
    merged: 2,
    mergedBy: "ixsundar7",
  }),
];
