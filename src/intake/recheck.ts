// `/stoa recheck`: reads stoa.yml again and answers what is in force, and what is off and why. It says nothing of what
// stands in the file, so it may be answered anywhere.

import type { RemarkActivity, ThreadActivity } from "../core/activity.ts";
import type { InForce } from "../config/load.ts";
import type { Connection } from "../db/connection.ts";
import { findRepository } from "../db/repositories.ts";
import type { Feature } from "../features/feature.ts";
import { inlineText } from "../text/escape.ts";
import type { Asked } from "./clearance.ts";
import { recordConfigFile } from "./config-files.ts";
import { isEnabled, type Processing } from "./run-feature.ts";

/** Takes over the file that was read, and answers in Markdown. */
export async function recheck(
  processing: Processing,
  connection: Connection,
  of: { readonly activity: ThreadActivity | RemarkActivity; readonly reread: Asked["reread"] },
): Promise<string> {
  const { config, features, clock } = processing;
  const repository = await findRepository(connection, of.activity.repository.id);
  if (repository && of.reread) {
    await recordConfigFile(connection, { repository, file: of.reread.file, config, now: clock.now() });
  }
  const inForce = await config.inForce(connection, of.activity.repository);
  const rows = features.map((feature) => `| ${feature.name} | ${stateOf(feature, inForce)} |`);
  return [
    `I have read the configuration again. ${originOf(inForce)}`,
    ...(inForce.problem === null ? [] : [problemOf(inForce.problem)]),
    ["| part | here |", "| --- | --- |", ...rows].join("\n"),
  ].join("\n\n");
}

function originOf({ origin, extendedCount }: InForce): string {
  const files = extendedCount === 1 ? "the file it extends" : `the ${extendedCount} files it extends`;
  const laid = extendedCount === 0 ? "" : `, with ${files}`;
  switch (origin) {
    case "repository":
      return `In force is this repository's \`stoa.yml\`${laid}.`;
    case "organisation":
      return `There is no \`stoa.yml\` in force of this repository's own, so the organisation's is${laid}.`;
    case "defaults":
      return "There is no `stoa.yml` in force, so everything goes by the defaults.";
  }
}

function problemOf(problem: string): string {
  const lines = problem.split("\n").map((line) => `- ${inlineText(line, 300)}`);
  return `The newest file is not in force; the last good one stays until this is mended:\n\n${lines.join("\n")}`;
}

function stateOf(feature: Feature, { written, lacking }: InForce): string {
  const lacked = lacking.get(feature.name);
  if (!isEnabled(written, feature)) return "off: `enabled: false`";
  if (!lacked) return "on";
  const permissions = lacked.map((permission) => `\`${permission}\``).join(", ");
  return `off: the App was not granted ${permissions}; an owner can accept it in its settings`;
}
