// The Helm charts: people get lost in the values, before v1.4 and twice as much after its renaming of keys.

import { asks, chat, issue, notes, ok, pull, act, type Thread } from "../notation.ts";

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
  issue({
    repo: "charts",
    day: "04-22",
    by: "hexagonheron",
    title: "Confused by three places for resources",
    body: "`resources`, `collector.resources` and `collector.limits.memory`: what is the difference, and which one wins? I set all three to be safe and the pod does not schedule.",
    labels: ["question", "area/charts"],
    talk: [
      [
        "oyelaran-kf",
        "`collector.resources` is the container's. `collector.limits.memory` is the process's own. The top-level one is a fossil. It *is* confusing.",
      ],
      ["hexagonheron", "A fossil! OK. Would you take a patch that removes it?"],
      ["oyelaran-kf", "With joy."],
    ],
    key: "fossil",
  }),
  pull({
    repo: "charts",
    day: "04-29",
    by: "hexagonheron",
    title: "fix: remove the top-level resources value",
    body: "First contribution, and it is a deletion, my favourite kind. Fixes {#fossil}.\n\n```release-note\nThe unused value `resources` is gone; use `collector.resources`.\n```",
    files: ["charts/lantern/values.yaml +0 -9", "charts/lantern/templates/_renamed.tpl +3 -0"],
    labels: ["area/charts"],
    talk: [
      chat("welcome", 1),
      notes("kestrelwrx", "", {
        "charts/lantern/templates/_renamed.tpl":
          "Add it to the renamed list so that people get the hint, please.",
      }),
      ["hexagonheron", "Added."],
      ok("oyelaran-kf", "Merci! Less is more."),
    ],
    merged: 4,
    mergedBy: "oyelaran-kf",
  }),
  issue({
    repo: "charts",
    day: "05-07",
    by: "kwabs-infra",
    title: "Please put breaking changes of values on top of the release notes",
    body: "They were in line 143 of the notes for 0.24. I searched. It took our team a day.",
    labels: ["area/charts"],
    votes: 7,
    talk: [
      ["ixsundar7", "From the next release on: an *Upgrading* section, first thing on the page."],
      chat("angry", 1),
      ["kwabs-infra", "Thank you, that helps."],
    ],
    closed: 41,
    closedBy: "ixsundar7",
  }),
  issue({
    repo: "charts",
    day: "05-20",
    by: "dabrowsk0",
    title: "collector HPA and replicas fight each other",
    body: "With autoscaling on, `helm upgrade` resets the replicas to the value in the file. Classic.",
    labels: ["bug", "area/charts"],
    talk: [["kestrelwrx", "I'll drop `replicas` when autoscaling is on."]],
    key: "hpa",
  }),
  pull({
    repo: "charts",
    day: "05-22",
    by: "kestrelwrx",
    title: "fix: leave replicas to the autoscaler when there is one",
    body: "Fixes {#hpa}",
    files: ["charts/lantern/templates/collector.yaml +2 -0"],
    labels: ["area/charts"],
    merged: 2,
    mergedBy: "oyelaran-kf",
  }),
  pull({
    repo: "charts",
    day: "06-11",
    by: "belmiro-faz",
    title: "Add values for pod disruption budgets",
    body: "Hello, first patch! We need this in our cluster, other charts have it too.\n\n```release-note\nPod disruption budgets for collector and gateway.\n```",
    files: ["charts/lantern/templates/pdb.yaml +24 -0", "charts/lantern/values.yaml +8 -0"],
    labels: ["enhancement", "area/charts"],
    talk: [
      chat("welcome", 1),
      asks("oyelaran-kf", "Nice! Off by default, please.", {
        "charts/lantern/values.yaml": "With one replica and minAvailable 1 nobody can drain a node any more.",
      }),
      ["belmiro-faz", "Good point, off by default now."],
      ok("oyelaran-kf", "Thank you and welcome!"),
    ],
    merged: 7,
    mergedBy: "oyelaran-kf",
  }),
  issue({
    repo: "charts",
    day: "06-25",
    by: "pascalou-bt",
    title: "Secrets end up in helm history",
    body: "`helm get values` shows the API token in plain text. Can the chart take the name of an existing secret?",
    labels: ["enhancement", "area/charts"],
    votes: 6,
    talk: [
      ["oyelaran-kf", "`existingSecret` exists for the UI but not for the gateway. It should be everywhere."],
      act("label", "oyelaran-kf", "help wanted"),
    ],
    key: "existing-secret",
  }),
  pull({
    repo: "charts",
    day: "07-09",
    by: "ramanuj-ops",
    title: "feat: existingSecret for all components",
    body: "Closes {#existing-secret}.\n\n```release-note\nEvery component can take its secrets from an existing secret.\n```",
    files: ["charts/lantern/templates/_secrets.tpl +41 -0", "charts/lantern/values.yaml +16 -4"],
    labels: ["enhancement", "area/charts"],
    talk: [chat("nit", 1), chat("approve", 1), ["pascalou-bt", "Thank you, works with our vault operator."]],
    merged: 6,
  }),
  pull({
    repo: "charts",
    key: "wizard",
    day: "08-05",
    by: "oyelaran-kf",
    title: "LAN-214 | feat: `lantern values`, a guided values file",
    body: "Asks nine questions and writes a values file with comments, and only the values that differ. With the CLI part in {#cli-values}.\n\n```release-note\n`lantern values` writes a values file for you.\n```",
    files: ["charts/lantern/questions.yaml +180 -0", "README.md +35 -60"],
    labels: ["enhancement", "area/charts"],
    votes: 7,
    talk: [
      [
        "kwabs-infra",
        "I tried it. I *like* it. After this spring I did not expect to write that sentence.",
        { react: "laugh 4, heart 3" },
      ],
      ok("kestrelwrx", "Wonderful. Nine questions are the right nine questions."),
    ],
    merged: 8,
    mergedBy: "ixsundar7",
  }),
  issue({
    repo: "charts",
    day: "09-02",
    by: "hexagonheron",
    title: "Upgrade to 0.27 took four minutes, here is how",
    body: "Not an issue. I wrote down our upgrade from 0.24 to 0.27 because it was so smooth: run `lantern values --from old.yaml`, read the diff, `helm upgrade`, done. Excellent work!",
    labels: ["documentation", "area/charts"],
    talk: [
      chat("happy", 2),
      ["oyelaran-kf", "May I put this into the docs, with your name?"],
      ["hexagonheron", "I'd be honoured."],
    ],
    closed: 9,
    closedBy: "oyelaran-kf",
  }),
];
