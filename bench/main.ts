// `npm run bench -- NAME [FILE]`: measures Stoa. Each bench prints a table for people, and last one line of JSON for
// machines.
//
//   npm run bench -- intake                  deliveries acknowledged a second, beside a bare Probot app and a raw server
//   npm run bench -- pipeline ARCHIVE.json   activities a second through everything but the network

import { UserError } from "../src/core/errors.ts";
import { benchIntake } from "./intake.ts";
import { benchPipeline } from "./pipeline.ts";

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
