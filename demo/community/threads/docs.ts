// Documentation: typing mistakes, missing pages, examples that do not run, and the people who mend them.

import { asks, chat, issue, notes, ok, pull, type Thread } from "../notation.ts";

/** Threads about the documentation. */
export const DOCS: readonly Thread[] = [
  pull({
    day: "01-07",
    by: "lindqvea",
    title: "docs: rewrite the quick start for people in a hurry",
    body: "From eleven steps to five. I timed three colleagues: 4 to 7 minutes instead of 25.",
    files: ["docs/quick-start.md +58 -131"],
    labels: ["documentation"],
    talk: [
      notes("pfenlo", "Love it.", { "docs/quick-start.md": "Step 3 needs a word about Podman users." }),
      ["lindqvea", "A word added. Two, in fact."],
      ok("pfenlo", "Thank you, Ea. This is the page that most people see first."),
    ],
    merged: 3,
    mergedBy: "pfenlo",
  }),
  issue({
    day: "01-19",
    by: "sraithemeadow",
    title: "Broken links in the sidebar of the docs",
    body: "`Agents → Ruby` and `Operate → Backups` lead to a 404.",
    labels: ["documentation", "good first issue"],
    talk: [["pfenlo", "There is no Ruby agent, so that link is rather optimistic."]],
    key: "sidebar",
  }),
  pull({
    day: "01-21",
    by: "sraithemeadow",
    title: "Fix links in the docs sidebar",
    body: "Fixes {#sidebar}. Removed Ruby, pointed Backups to where it went.",
    files: ["docs/_sidebar.yml +2 -4"],
    labels: ["documentation"],
    merged: 1,
    mergedBy: "pfenlo",
  }),
  pull({
    day: "02-02",
    by: "gwenaprhys2",
    title: "LAN-112: Add docs for backup and restore",
    body: "Tried on a real cluster, including the restore. *Especially* the restore.\n\n```release-note\nNONE\n```",
    files: ["docs/operate/backup.md +88 -0", "docs/_sidebar.yml +1 -0"],
    labels: ["documentation"],
    talk: [
      asks("pfenlo", "Great page! One step frightens me.", {
        "docs/operate/backup.md":
          "If someone runs this while the collector is up, the copy is torn. Please put the stop first, in bold.",
      }),
      ["gwenaprhys2", "Bold it is."],
      ok("dabrowsk0", "Technically right in all details."),
      ok("pfenlo", "Thank you!"),
    ],
    merged: 5,
    mergedBy: "pfenlo",
  }),
  issue({
    day: "02-13",
    by: "tuulikki-v",
    title: "Glossary: span, trace, baggage, exemplar…",
    body: "New colleagues ask me the same eight words every time. A page to point at would be nice.",
    labels: ["documentation", "help wanted", "good first issue"],
    talk: [
      ["pfenlo", "Yes! If you list the eight words, the page is half written."],
      ["tuulikki-v", "span, trace, baggage, exemplar, tail sampling, cardinality, roll-up, back-pressure."],
    ],
    key: "glossary",
  }),
  pull({
    day: "03-20",
    by: "soojin-dots",
    title: "docs: a glossary",
    body: `Hello! I am learning observability and wrote down what I learned. Closes {#glossary}. I hope nothing is wrong.`,
    files: ["docs/glossary.md +96 -0", "docs/_sidebar.yml +1 -0"],
    labels: ["documentation"],
    talk: [
      ["soojin-dots", "I tried the bot, does this work?\n\n```\n/mentor me docs\n```"],
      [
        "pfenlo",
        "Welcome! Only one definition needs work; the rest is clearer than what I would have written.",
      ],
      notes("pfenlo", "", {
        "docs/glossary.md":
          "Baggage travels *with* the request, also to services that never look at it. That is the part people forget.",
      }),
      ["soojin-dots", "Oh! Now I understand it myself. Thank you!"],
      ok("pfenlo", "Wonderful."),
    ],
    merged: 4,
    mergedBy: "pfenlo",
  }),
  issue({
    day: "04-08",
    by: "fennelandrye",
    title: "Example in the alerting page does not run",
    labels: ["documentation"],
    talk: [
      [
        "pfenlo",
        "It is the right place, and the example is wrong: `for` became `during`. Would you like to fix it?",
      ],
      ["fennelandrye", "Sure, tonight."],
    ],
    key: "alert-example",
  }),
  pull({
    day: "04-13",
    by: "fennelandrye",
    title: "docs: `for` is `during` in alert rules",
    body: "Fixes {#alert-example}. There were four more places.",
    files: ["docs/alerting.md +5 -5"],
    labels: ["documentation"],
    talk: [chat("welcome", 1), ok("pfenlo", "Four more, well done. Thanks!")],
    merged: 2,
    mergedBy: "pfenlo",
  }),
  issue({
    day: "04-16",
    by: "rosalindqx",
    title: "Upgrade notes for 1.4 say nothing about the renamed Helm values",
    labels: ["documentation", "bug"],
    talk: [
      [
        "pfenlo",
        "I wrote that page, and nobody told me about the chart; nor did I ask. I'm sorry. It is fixed now.",
      ],
      chat("angry", 1),
    ],
    closed: 2,
    closedBy: "pfenlo",
  }),
  pull({
    day: "04-17",
    by: "pfenlo",
    title: "docs: upgrading to 1.4, this time with everything",
    body: "Renamed values, the index mode, the query timeout, in the order in which they hurt.\n\n```release-note\nNONE\n```",
    files: ["docs/upgrading/1.4.md +92 -20"],
    labels: ["documentation"],
    talk: [
      notes("gwenaprhys2", "", {
        "docs/upgrading/1.4.md": "Could the check command come first? Then people see what awaits them.",
      }),
      ok("gwenaprhys2", "Yes, like this."),
    ],
    merged: 1,
    mergedBy: "ixsundar7",
  }),
];
