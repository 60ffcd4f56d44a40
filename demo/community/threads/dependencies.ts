// What the dependency bot opens, in a table: day, repository, package, versions, days until it is merged (none: superseded).

import { ok, pull, type Step, type Thread } from "../notation.ts";
import { CI_BOT, DEPENDENCY_BOT } from "../people.ts";

interface Bump {
  readonly day: string;
  readonly repo: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly merged?: number;
  readonly talk?: readonly Step[];
}

const BUMPS: readonly Bump[] = [
  { day: "01-12", repo: "lantern", name: "fernproto", from: "1.8.1", to: "1.8.3", merged: 2 },
  { day: "01-19", repo: "lantern-ui", name: "tinyaxis", from: "4.2.0", to: "4.3.0", merged: 3 },
  { day: "02-02", repo: "lantern", name: "ziplane", from: "0.17.4", to: "0.17.9", merged: 1 },
  {
    day: "02-16",
    repo: "lantern",
    name: "go-mossdb",
    from: "2.1.0",
    to: "2.2.0",
    talk: [["dabrowsk0", "2.2.0 corrupts snapshots on 32-bit, see their tracker. Waiting for 2.2.1."]],
  },
  { day: "02-23", repo: "charts", name: "chart-testkit", from: "3.10", to: "3.11", merged: 2 },
  {
    day: "03-09",
    repo: "lantern",
    name: "go-mossdb",
    from: "2.1.0",
    to: "2.2.1",
    merged: 4,
    talk: [ok("dabrowsk0", "Now it is safe.")],
  },
  {
    day: "03-23",
    repo: "lantern-ui",
    name: "reed-router",
    from: "6.4.1",
    to: "7.0.0",
    merged: 9,
    talk: [
      ["aoyagi-ren8", "A major one. The back button needs a try by hand."],
      ok("aoyagi-ren8", "Tried all 31 routes by hand. Fine."),
    ],
  },
  { day: "04-06", repo: "lantern", name: "fernproto", from: "1.8.3", to: "1.9.0", merged: 1 },
  {
    day: "05-04",
    repo: "lantern",
    name: "quicksieve",
    from: "0.5.0",
    to: "0.6.2",
    merged: 3,
    talk: [
      ["lantern-ci[bot]", "Benchmarks: `tail/decide` −3.1 %, `batch/read` +0.2 %."],
      ok("brinefox3", "A free three percent. Thank you, bot."),
    ],
  },
  { day: "05-18", repo: "lantern-ui", name: "tinyaxis", from: "4.3.0", to: "4.6.1", merged: 2 },
  { day: "06-08", repo: "charts", name: "chart-testkit", from: "3.11", to: "3.12", merged: 1 },
  {
    day: "06-22",
    repo: "lantern",
    name: "tlswarden",
    from: "1.22.0",
    to: "1.22.4",
    merged: 1,
    talk: [ok("ixsundar7", "Security fix, in it goes.")],
  },
  {
    day: "07-13",
    repo: "lantern-ui",
    name: "vellum-editor",
    from: "2.9.0",
    to: "3.1.0",
    talk: [["mossycobble", "3.x drops the keyboard API that we use. Not now."]],
  },
  { day: "08-03", repo: "lantern", name: "ziplane", from: "0.17.9", to: "0.18.1", merged: 2 },
  { day: "09-07", repo: "lantern", name: "fernproto", from: "1.9.0", to: "1.9.2", merged: 2 },
  { day: "09-21", repo: "lantern-ui", name: "reed-router", from: "7.0.0", to: "7.1.0", merged: 3 },
];

/** The dependency bot's pull requests. */
export const DEPENDENCIES: readonly Thread[] = BUMPS.map(({ day, repo, name, from, to, merged, talk }) =>
  pull({
    repo,
    day,
    by: DEPENDENCY_BOT,
    title: `chore(deps): bump ${name} from ${from} to ${to}`,
    body: `Bumps **${name}** from ${from} to ${to}.\n\n<details>\n<summary>Commits</summary>\n\nSee the full diff in the compare view.\n</details>`,
    files: [
      repo === "lantern"
        ? "go.mod +1 -1"
        : repo === "charts"
          ? "hack/requirements.txt +1 -1"
          : "package.json +1 -1",
    ],
    labels: ["dependencies"],
    ...(talk ? { talk } : {}),
    ...(merged === undefined
      ? { closed: 7, closedBy: DEPENDENCY_BOT }
      : { merged, mergedBy: name === "fernproto" ? CI_BOT : "ixsundar7" }),
  }),
);
