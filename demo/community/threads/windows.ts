// Windows: asked for by many, from all sides and under many names; a first preview comes late in the story.

import { act, asks, chat, issue, ok, pull, type Thread } from "../notation.ts";
import { STALE_BOT } from "../people.ts";

/** Threads about Windows. */
export const WINDOWS: readonly Thread[] = [
  issue({
    key: "windows",
    day: "01-15",
    by: "winifred-0ps",
    title: "Native Windows support for the agent",
    labels: ["enhancement", "area/windows"],
    votes: 30,
    span: 210,
    talk: [
      ["calloway-jd4", "Yes please. We would test anything you throw at us."],
      [
        "vennik-t",
        "We would like to. None of us runs Windows, and the agent has Linux in its bones. So: not soon, but not never.",
      ],
      ["eszterfk", "I can offer a build machine with Server 2019 and 2022."],
      ["winifred-0ps", "Any news? I have to tell my boss something before the budget round."],
      ["ixsundar7", "It is on the list for the second half of the year. I can't promise more, sorry."],
      ["crookedspire", '+1. It is frustrating to see "Linux only" in each issue.'],
      ["tariqm-net8", "/stoa badges"],
      ["tariqm-net8", "(Sorry, wrong tab.)"],
      [
        "oddvarbakk",
        "The host metrics part builds on Windows with eleven lines changed. The process list is the hard bit.",
      ],
      [
        "anatolpryce",
        "I wrote Windows services for a living. If someone reviews, I'll write the service wrapper.",
      ],
      ["vennik-t", "I'll review. Let's split it: the build first, then the service, then metrics."],
      ["winifred-0ps", "This makes me so happy. Thank you, Anatol!", { react: "hooray 4, heart 3" }],
    ],
  }),
  issue({
    day: "02-03",
    by: "rosalindqx",
    title: "lantern.exe? Install instructions for Windows are missing",
    body: "The download page lists darwin and linux. Where do I find the Windows build of the CLI?",
    labels: ["question", "area/windows", "area/cli"],
    talk: [
      ["pfenlo", "There is none yet, I'm sorry. WSL works for the CLI; for the agent see {#windows}."],
      ["rosalindqx", "A pity, but thanks for the fast answer."],
    ],
    closed: 2,
    closedBy: "rosalindqx",
  }),
  issue({
    day: "02-17",
    by: "eszterfk",
    title: "Agent for Windows Server nodes in a mixed Kubernetes cluster",
    labels: ["area/windows", "area/charts"],
    votes: 8,
    talk: [
      ["oyelaran-kf", "The selector I can add at once. The image depends on {#windows}."],
      chat("metoo", 1),
      act("label", "oyelaran-kf", "enhancement"),
    ],
  }),
  issue({
    day: "03-10",
    by: "crookedspire",
    title: "Support for IIS and .NET Framework 4.8",
    votes: 13,
    talk: [
      chat("metoo", 1),
      [
        "vennik-t",
        "Realistically only after the agent itself runs on Windows ({#windows}). Leaving it open so that votes have a home.",
      ],
    ],
  }),
  issue({
    day: "03-26",
    by: "tariqm-net8",
    title: "Build fails on Windows: undefined: unix.Mmap",
    labels: ["bug", "area/windows", "area/collector"],
    key: "win-mmap",
    talk: [
      [
        "dabrowsk0",
        "Expected at the moment, but a build tag with a plain-file fallback would be easy to take.",
      ],
      chat("metoo", 1),
    ],
  }),
  issue({
    day: "05-18",
    by: "winifred-0ps",
    title: "Paths with backslashes break the config parser",
    labels: ["area/windows", "good first issue"],
    talk: [
      ["noorelahi-x", "We could add a hint to the error when the value has a backslash and double quotes."],
      act("label", STALE_BOT, "stale"),
      [
        "dustsheet-stale[bot]",
        "This issue has seen no activity for 60 days and will be closed in 30. Remove the label or comment to keep it open.",
      ],
      ["winifred-0ps", "Still broken, bot."],
      act("unlabel", STALE_BOT, "stale"),
    ],
    span: 75,
    key: "backslash",
  }),
  pull({
    day: "06-15",
    by: "oddvarbakk",
    title: "fix(collector): Windows build with a plain file instead of mmap",
    body: "Fixes {#win-mmap}. Slower, but it builds and the tests pass on Eszter's machine. My first patch to the collector.\n\n```release-note\nThe collector builds on Windows (experimental).\n```",
    files: ["collector/queue/mmap_windows.go +71 -0", "collector/queue/mmap_unix.go +0 -3"],
    labels: ["area/windows", "area/collector"],
    talk: [
      chat("welcome", 1),
      asks("dabrowsk0", "Great to have. One worry:", {
        "collector/queue/mmap_windows.go":
          "`os.Rename` over an open file fails on Windows. Does compaction do that?",
      }),
      ["oddvarbakk", "It did. Compaction closes first now. Thanks, that would have hurt."],
      ok("dabrowsk0", "Thank you, I could not have tested this."),
    ],
    merged: 9,
    mergedBy: "dabrowsk0",
  }),
  pull({
    day: "08-04",
    by: "anatolpryce",
    title: "feat(agent): run as a Windows service",
    files: [
      "agents/host/service_windows.go +190 -0",
      "agents/host/service_windows_test.go +85 -0",
      "docs/agents/windows.md +48 -0",
    ],
    labels: ["enhancement", "area/windows", "area/agent"],
    votes: 12,
    talk: [
      ["winifred-0ps", "I have it on six servers already. It just works. Fantastic!", { react: "heart 4" }],
      asks("vennik-t", "A pleasure to read. Two things.", {
        "agents/host/service_windows.go":
          "If `Execute` returns before the report loop has flushed, the last minute is lost.",
        "docs/agents/windows.md": "Could you say which rights the account needs?",
      }),
      ["anatolpryce", "Flush with a 5 s deadline added, and the docs list the two rights."],
      ok("vennik-t", "Excellent. A first pull request of this quality is rare. Thank you!"),
    ],
    merged: 8,
    mergedBy: "vennik-t",
  }),
  issue({
    day: "08-27",
    by: "calloway-jd4",
    title: "Windows preview: service does not start after reboot",
    labels: ["bug", "area/windows"],
    talk: [
      ["anatolpryce", "My oversight, patch tomorrow."],
      ["calloway-jd4", "No hurry, and great work. I have waited for this since January."],
    ],
    key: "win-autostart",
  }),
  pull({
    day: "08-28",
    by: "anatolpryce",
    title: "fix(agent): start the Windows service automatically, delayed",
    body: "Fixes {#win-autostart}",
    files: ["agents/host/service_windows.go +6 -1"],
    labels: ["area/windows", "area/agent"],
    talk: [ok("vennik-t", "Thanks for the speed.")],
    merged: 2,
    mergedBy: "vennik-t",
  }),
  issue({
    day: "09-10",
    by: "eszterfk",
    title: "MSI installer for the Windows agent",
    labels: ["enhancement", "area/windows"],
    votes: 9,
    talk: [
      [
        "anatolpryce",
        "I'd like to try this in October.",
        { edited: "I'd like to try this in October. Does anybody have a signing certificate for tests?" },
      ],
      chat("happy", 1),
    ],
  }),
  issue({
    day: "09-22",
    by: "rosalindqx",
    title: "PowerShell completion for the CLI",
    body: "bash, zsh and fish are there. PowerShell would make my Windows colleagues feel invited.",
    labels: ["enhancement", "area/windows", "area/cli", "good first issue"],
    votes: 4,
    talk: [["pfenlo", "The library we use can generate it. It needs a subcommand and a line in the docs."]],
  }),
  pull({
    day: "09-17",
    by: "winifred-0ps",
    title: "Hint at single quotes when a Windows path does not parse",
    body: "Fixes {#backslash}. I complained for long enough, so here is my first patch.",
    files: ["collector/config/hint.go +26 -1", "collector/config/hint_test.go +31 -0"],
    labels: ["area/windows"],
    talk: [
      chat("welcome", 1),
      ok("noorelahi-x", "Good message. I would have understood it at once."),
      ["winifred-0ps", "Thank you, this was more fun than complaining."],
    ],
    merged: 4,
    mergedBy: "quayemar",
  }),
];
