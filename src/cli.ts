#!/usr/bin/env node
// The `stoa` command.
//
//   stoa serve
//   stoa preview OWNER/REPO [--out FILE]
//   stoa backfill [OWNER/REPO | OWNER] [--plan]
//   stoa rebuild [OWNER/REPO | OWNER]
//   stoa check FILE
//   stoa digest [--audience A] [--period P] [--dry-run] [--receipts]
//   stoa doctor [--json] [--retry-parked [KEY]]
//   stoa forget LOGIN|ID
//   stoa export LOGIN|ID [--link]
//   stoa score < texts

import { Command } from "commander";
import { backfill, type BackfillOptions } from "./cli/backfill.ts";
import { checkConfigFile } from "./cli/check.ts";
import { digest, type DigestOptions } from "./cli/digest.ts";
import { doctor, type DoctorOptions } from "./cli/doctor.ts";
import { exportOf } from "./cli/export.ts";
import { forget } from "./cli/forget.ts";
import { preview } from "./cli/preview.ts";
import { rebuild } from "./cli/rebuild.ts";
import { score } from "./cli/score.ts";
import { UserError } from "./core/errors.ts";
import { describeFault } from "./core/log.ts";

const program = new Command("stoa").description("Looks after an open-source community on GitHub.");

program
  .command("serve", { isDefault: true })
  .description("run the GitHub App (settings come from the environment)")
  .action(async () => {
    await import("./main.ts");
  });

program
  .command("preview")
  .argument("<owner/repo>", "the repository to look at")
  .option("--out <file>", "write the Markdown there instead of to the terminal")
  .description(
    "show what Stoa makes of a repository, without installing or posting anything (needs GITHUB_TOKEN)",
  )
  .action((repository: string, options: { out?: string }) => preview(repository, options));

program
  .command("backfill")
  .argument("[owner/repo]", "a repository, or an owner; all when absent")
  .option("--plan", "only say what there is to read and what it costs")
  .description("have the history of repositories read again by the Stoa that runs on this database")
  .action((target: string | undefined, options: BackfillOptions) => backfill(target, options));

program
  .command("rebuild")
  .argument("[owner/repo]", "a repository, or an owner; all when absent")
  .description(
    "judge who earned which badge again, from the facts that are stored; nothing is said to anybody",
  )
  .action((target: string | undefined) => rebuild(target));

program
  .command("check")
  .argument("<file>", "a stoa.yml")
  .description("check a configuration file")
  .action((file: string) => checkConfigFile(file));

program
  .command("digest")
  .option("--audience <who>", "community or maintainers", "community")
  .option("--period <period>", "last, running, or a day in it (YYYY-MM-DD)", "last")
  .option("--dry-run", "show the exact text, and post nothing")
  .option("--account <login>", "the account Stoa is installed on, where there are several")
  .option("--receipts", "list what became of every digest that was due")
  .description("have a digest posted now that is due, or show its text (--dry-run), or the receipts")
  .action((options: DigestOptions) => digest(options));

program
  .command("doctor")
  .option("--json", "print the findings as JSON")
  .option(
    "--retry-parked [key]",
    "put parked deliveries, feature work and effects back to be tried again; with the key that doctor shows, that one alone",
  )
  .description(
    "look at environment, database, GitHub, permissions, webhook and work in hand; exits 1 when something is wrong",
  )
  .action((options: DoctorOptions) => doctor(options));

program
  .command("forget")
  .argument("<login-or-id>", "the account's login or numeric id")
  .description("erase a person who asked for it, and keep them out; the same as /stoa forget me")
  .action((name: string) => forget(name));

program
  .command("export")
  .argument("<login-or-id>", "the account's login or numeric id")
  .option("--link", "print a link to the file that works for a day, for that person alone")
  .description("print all that is stored about a person, as JSON")
  .action((name: string, options: { link?: boolean }) => exportOf(name, options));

program
  .command("score")
  .description(
    "tell the tone of texts on standard input (a text or a JSON object with a text a line), as JSON lines",
  )
  .action(() => score(process.stdin, process.stdout));

try {
  await program.parseAsync();
} catch (error) {
  // Node itself would print all that an error carries, a request's headers among it.
  process.stderr.write(`${error instanceof UserError ? error.message : describeFault(error)}\n`);
  process.exitCode = 1;
}
