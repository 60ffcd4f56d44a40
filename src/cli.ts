#!/usr/bin/env node
// The `stoa` command.
//
//   stoa serve
//   stoa preview OWNER/REPO [--out FILE]
//   stoa check FILE
//   stoa doctor [--json] [--retry-parked]

import { Command } from "commander";
import { checkConfigFile } from "./cli/check.ts";
import { doctor, type DoctorOptions } from "./cli/doctor.ts";
import { preview } from "./cli/preview.ts";
import { UserError } from "./core/errors.ts";

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
  .command("check")
  .argument("<file>", "a stoa.yml")
  .description("check a configuration file")
  .action((file: string) => checkConfigFile(file));

program
  .command("doctor")
  .option("--json", "print the findings as JSON")
  .option("--retry-parked", "put parked deliveries, feature work and effects back to be tried again")
  .description(
    "look at environment, database, GitHub, permissions, webhook and work in hand; exits 1 when something is wrong",
  )
  .action((options: DoctorOptions) => doctor(options));

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
