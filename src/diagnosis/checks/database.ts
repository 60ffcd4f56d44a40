// The database: reachable, brought to this program's migrations, writable.

import { ok, problem, warn, type Finding } from "../finding.ts";
import type { DatabaseFacts } from "../facts.ts";
import { counted } from "../words.ts";

export function checkDatabase(facts: DatabaseFacts): readonly Finding[] {
  if (facts.kind === "unreachable") {
    return [
      problem(
        "database",
        `The database cannot be used: ${facts.reason}`,
        "Check that DATABASE_URL is right, that the database runs there, and that this user may open it.",
      ),
    ];
  }
  if (facts.kind === "behind") {
    return [
      problem(
        "database",
        `The database lacks ${counted(facts.missing, "migration")}.`,
        "Start Stoa once (`stoa serve`): it brings its database up to date before anything else.",
      ),
    ];
  }
  if (facts.readOnly !== undefined) {
    return [
      problem(
        "database",
        `The database can be read and not written: ${facts.readOnly}`,
        facts.dialect === "sqlite"
          ? "Give the user that runs Stoa the right to write the file and its folder, and see that the disk is not full."
          : "Point DATABASE_URL at the primary server, with a user that may write.",
      ),
    ];
  }
  const engine = facts.dialect === "sqlite" ? "SQLite" : "Postgres";
  if (facts.unknownMigrations > 0) {
    return [
      warn(
        "database",
        `${engine} answers, and knows ${counted(facts.unknownMigrations, "migration")} that this program does not: a newer Stoa has used it.`,
        "Run that newer version of Stoa everywhere.",
      ),
    ];
  }
  return [ok("database", `${engine} answers, with every migration, and can be written.`)];
}
