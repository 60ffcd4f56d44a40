// The private repository: what must never surface in public. The made-up word "zephyrquartz" stands in each thread, so
// that a search can prove it.

import { issue, ok, pull, type Thread } from "../notation.ts";

const repo = "security-triage";

/** A word that stands in every private thread and nowhere else. */
export const PRIVATE_WORD = "zephyrquartz";

/** Threads of the private repository. */
export const PRIVATE: readonly Thread[] = [
  issue({
    repo,
    day: "02-18",
    by: "ixsundar7",
    title: "zephyrquartz-1: token in debug log of the gateway",
    body: "Reported by mail. At debug level the whole header is written.",
    key: "zephyr-1",
    talk: [
      ["oyelaran-kf", "Confirmed. Fix in the next patch, no sign that anyone was hit."],
      ["ixsundar7", "Reporter informed, embargo until the release."],
    ],
  }),
  pull({
    repo,
    day: "02-20",
    by: "oyelaran-kf",
    title: "zephyrquartz-1: redact headers",
    body: "Fixes {#zephyr-1}",
    files: ["patches/gateway.diff +20 -2"],
    talk: [ok("ixsundar7", "Good. Goes out with 1.3.2 of the gateway.")],
    merged: 2,
    mergedBy: "ixsundar7",
  }),
  issue({
    repo,
    day: "06-15",
    by: "vennik-t",
    title: "zephyrquartz-2: agent socket is writable by everyone",
    body: "Local privilege question, severity medium at most. `0777` on the socket, terrible default.",
    talk: [
      ["quayemar", "Agree on medium. 0770 and a group."],
      ["vennik-t", "Done in private branch."],
    ],
    closed: 9,
    closedBy: "vennik-t",
  }),
  issue({
    repo,
    day: "09-04",
    by: "hinewai-rt",
    title: "zephyrquartz-3: rendered panels can be read with an old token",
    body: "Image links keep working after `token rotate`. Not public yet.",
    talk: [["ixsundar7", "Planned for 1.6.2."]],
  }),
];
