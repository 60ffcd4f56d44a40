// `npm run bench -- NAME [FILE]`: measures Stoa. Each bench prints a table for people, and last one line of JSON for
// machines.
//
//   npm run bench -- intake                  deliveries acknowledged a second, beside a bare Probot app and a raw server
//   npm run bench -- pipeline ARCHIVE.json   activities a second through everything but the network
//   npm run bench -- scale ARCHIVE.json      what a million stored activities change
//   npm run bench -- digest ARCHIVE.json     a digest, a maintainers' digest and a board of a million stored activities
//   npm run bench -- github-cost             what is asked of GitHub
//   npm run bench -- related FILE            how often a duplicate is among the threads named as related
//   npm run bench -- matching                200 newcomers and 50 mentors, matched at once
//   npm run bench -- themes FILE             agreement of found themes with known clusters
//   npm run bench -- sentiment FILE.jsonl    how well the tone of labelled texts is told, beside four libraries

import { UserError } from "../src/core/errors.ts";
import { benchDigest } from "./digest.ts";
import { benchGitHubCost } from "./github-cost.ts";
import { benchIntake } from "./intake.ts";
import { benchMatching } from "./matching.ts";
import { benchPipeline } from "./pipeline.ts";
import { benchScale } from "./scale.ts";
import { benchRelated } from "./related.ts";
import { benchThemes } from "./themes.ts";
import { benchSentiment } from "./sentiment.ts";

interface Bench {
  readonly usage: string;
  readonly about: string;
  run(parameters: readonly string[]): Promise<void>;
}

const BENCHES: Readonly<Record<string, Bench>> = {
  intake: {
    usage: "intake",
    about: "deliveries acknowledged a second: a bare Probot app, a raw HTTP server with SQLite, and Stoa",
    run: benchIntake,
  },
  pipeline: {
    usage: "pipeline FILE",
    about: "activities a second through everything but the network; FILE is an archive (archive.json)",
    run: benchPipeline,
  },
  scale: {
    usage: "scale FILE [postgres://…]",
    about:
      "the same archive on a million stored activities, a digest of them, memory; with Postgres, three processes",
    run: benchScale,
  },
  digest: {
    usage: "digest FILE",
    about: "a digest, a maintainers' digest and a board of a million stored activities with 5,000 requests",
    run: benchDigest,
  },
  "github-cost": {
    usage: "github-cost",
    about: "calls and points for 1,000 deliveries, and for the votes on 5,000 open requests",
    run: benchGitHubCost,
  },
  related: {
    usage: "related FILE",
    about:
      "how often a duplicate is named as related; FILE has lines of JSON with `title`, `body`, `created`, `group`",
    run: benchRelated,
  },
  matching: {
    usage: "matching",
    about: "the matching of 200 newcomers who wait with 50 mentors",
    run: benchMatching,
  },
  themes: {
    usage: "themes FILE",
    about: "agreement of found themes with known clusters; FILE has lines of JSON with `text` and `cluster`",
    run: benchThemes,
  },
  sentiment: {
    usage: "sentiment FILE [--cross-validate]",
    about:
      "how well the tone of labelled texts is told, beside four libraries; FILE is JSON lines {text, label, group?}",
    run: benchSentiment,
  },
};

function list(): string {
  const width = Math.max(...Object.values(BENCHES).map(({ usage }) => usage.length));
  const lines = Object.values(BENCHES).map(({ usage, about }) => `  ${usage.padEnd(width)}   ${about}`);
  return `npm run bench -- NAME, where NAME is one of\n${lines.join("\n")}\n`;
}

async function main([name, ...parameters]: readonly string[]): Promise<void> {
  if (name === undefined) return void process.stdout.write(list());
  const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (!bench) throw new UserError(`There is no bench named ${name}. ${list().trimEnd()}`);
  await bench.run(parameters);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
