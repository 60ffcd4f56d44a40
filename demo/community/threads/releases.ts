// The eight releases with their notes, their announcements and what people answered, and the two pushes around a
// mistyped stoa.yml in May.

import type { Milestone } from "../build.ts";
import { chat, discussion, type Thread } from "../notation.ts";
import { MENDED_CONFIG, MISTYPED_CONFIG } from "../stoa-config.ts";

/** Releases and pushes. */
export const MILESTONES: readonly Milestone[] = [
  release(
    "01-21",
    "v1.3.0",
    "## New\n\n- Several small things in the quick start.\n\n## Fixed\n\n- Batches from a persistent queue respect `max_size` ({#batch-size-fix}).",
  ),
  release(
    "02-26",
    "v1.3.1",
    "## Fixed\n\n- The tail sampler no longer panics on traces without spans ({#tail-panic})\n- `lantern doctor` warns about clocks that are off ({#doctor-clock}).",
  ),
  release(
    "04-08",
    "v1.4.0",
    "The biggest release so far: a new overview, a new span index, new names in the chart.\n\n## New\n\n- One scan for several grouping keys\n- Environment variables in exporter headers ({#env-headers})\n- The Java agent remembers what it has seen ({#java-cache})\n\n## Changed\n\n- Chart 0.24 renames values. See the chart's page.",
  ),
  release(
    "04-20",
    "v1.4.1",
    "## Fixed\n\n- Memory of the collector after v1.4.0 ({#mem-fix-1})\n- `lantern upgrade` keeps a backup ({#overwrote})\n- Cold starts of the Java agent\n\nWe are sorry for the trouble with v1.4.0.",
  ),
  release(
    "06-17",
    "v1.5.0",
    "## Upgrading\n\nNothing to do.\n\n## New\n\n- Multi-line logs for Java and Python\n- Pod disruption budgets in the chart\n\n## Fixed\n\n- Retries hold less memory\n- Baggage survives virtual threads ({#baggage})\n- All workers of a preloaded Python server report ({#gunicorn}).",
  ),
  release(
    "08-12",
    "v1.6.0-rc.1",
    "For the testers, and for everyone who is curious. Please report in the discussion.",
    true,
  ),
  release(
    "08-26",
    "v1.6.0",
    "## Upgrading\n\nFive people have followed docs/upgrading/1.6.md on their own clusters. So can you.\n\n## New\n\n- **Keep or drop traces by attribute** ({#attr-sampling-pr}, asked for in {#attr-sampling})\n- One memory budget for the whole collector ({#mem-budget})\n- Dashboards over long ranges load in about a second ({#rollups})\n- The Java agent adds one second instead of fourteen ({#java-parallel})\n- Dark mode ({#dark-2})\n- `lantern values` ({#cli-values})\n- A preview of the agent for Windows\n\nThis release gets fixes for twelve months.",
  ),
  release(
    "09-23",
    "v1.6.1",
    "## Fixed\n\n- The Windows service starts by itself ({#win-autostart})\n- `lantern tail` survives sleep\n- `lantern doctor` tries the token\n\nTested by Kwabena, Gwen, Bo, Ren and Winifred. Thank you!",
  ),
  push("05-19", "Keep a stoa.yml of our own, so far a copy of the organisation's", MISTYPED_CONFIG),
  push("05-20", "Fix a typing mistake in stoa.yml", MENDED_CONFIG),
];

function release(day: string, tag: string, body: string, isPrerelease = false): Milestone {
  const deed = { do: "release", tag, name: `Lantern ${tag}`, body, isPrerelease } as const;
  return { day, by: "ixsundar7", repo: "lantern", deed };
}

function push(day: string, message: string, config: string): Milestone {
  return {
    day,
    by: "pfenlo",
    repo: "lantern",
    deed: { do: "push", message, files: { ".github/stoa.yml": config } },
  };
}

const category = "Announcements";

/** Discussions of the category Announcements. */
export const ANNOUNCEMENTS: readonly Thread[] = [
  discussion({
    category,
    day: "01-22",
    by: "ixsundar7",
    title: "Lantern v1.3.0 is out",
    body: "A small one to begin the year. Thanks to everyone who wrote, tested and asked.",
    upvotes: 7,
    talk: [
      ["bzhang-sre9", "Upgraded, no surprises. Thanks!"],
      ["kestrelwrx", "Smooth. 👍"],
    ],
  }),
  discussion({
    category,
    day: "02-27",
    by: "ixsundar7",
    title: "v1.3.1, and office hours on Thursdays",
    body: "Fixes only. And: talk to us, Thursdays at 16:00 UTC.",
    upvotes: 5,
    talk: [["tuulikki-v", "Good idea. I'll drop in."]],
  }),
  discussion({
    category,
    day: "04-08",
    by: "ixsundar7",
    title: "Lantern v1.4.0: a new overview, a new index",
    body: "The biggest release so far, three months in the making. Please read the notes before you upgrade.",
    upvotes: 12,
    span: 9,
    talk: [
      ["pixelpossum6", "Looking forward to the overview!"],
      [
        "kwabs-infra",
        "The chart ignores my old values. See the chart's tracker before you upgrade, everyone.",
      ],
      chat("angry", 3),
      ["quayemar", "There is a memory problem as well. If you have not upgraded: please wait for v1.4.1."],
      chat("angry", 3),
      [
        "lindqvea",
        "Let's stay kind, please. Angry is fine, the people here are not the enemy.",
        { react: "heart 5, +1 3" },
      ],
    ],
  }),
  discussion({
    category,
    day: "04-20",
    by: "quayemar",
    title: "v1.4.1, and an apology",
    body: "v1.4.0 cost many of you sleep and some of you data. That is our fault. v1.4.1 fixes the worst of the leak, the command line's manners and the Java agent's cold start. What we change about releases: a soak test of 12 hours, release candidates with outside testers, an *Upgrading* section on top.",
    upvotes: 15,
    talk: [
      ["bzhang-sre9", "Thank you for the honesty."],
      chat("angry", 1),
      ["gravelpath2", "Still leaks here, though slower. But I do appreciate the tone."],
    ],
  }),
  discussion({
    category,
    day: "06-17",
    by: "ixsundar7",
    title: "Lantern v1.5.0: repairs first",
    body: "No big features, many repairs. It had a release candidate's worth of soaking.",
    upvotes: 9,
    talk: [
      ["kwabs-infra", '"Upgrading: nothing to do" – and it was true. Thanks.'],
      ["duskmarten", "Much calmer. Memory is better, not yet good."],
      ["vaskokrum", "Multi-line logs are great."],
    ],
  }),
  discussion({
    category,
    day: "07-08",
    by: "ixsundar7",
    title: "Call for testers: 1.6 in August",
    body: "Two weeks, five clusters, one checklist. See the idea by Kwabena.",
    upvotes: 8,
    talk: [
      ["dilnoza-ut", "Is there a place for someone new?"],
      ["ixsundar7", "Always.", { to: 0 }],
    ],
  }),
  discussion({
    category,
    day: "08-26",
    by: "ixsundar7",
    title: "Lantern v1.6.0: calm, quick, and dark if you like",
    body: "Attribute sampling, one memory budget, dashboards in a second, a Java agent that starts, dark mode, and a first Windows preview. 31 people have worked on it; 12 of them for the first time.",
    upvotes: 28,
    votes: 14,
    span: 10,
    talk: [
      chat("happy", 4),
      [
        "gravelpath2",
        "I was the loudest in spring, so let me be loud again: this is **excellent**.",
        { react: "hooray 5, heart 4" },
      ],
      chat("happy", 4),
      ["quayemar", "Thank you all. Reading this with a lump in my throat."],
    ],
  }),
  discussion({
    category,
    day: "09-23",
    by: "ixsundar7",
    title: "v1.6.1, with the testers' names",
    body: "Fixes, and the people who tried them before you.",
    upvotes: 11,
    talk: [["dilnoza-ut", "You did it so fast! Thank you."], chat("happy", 2)],
  }),
];
