// One plan replayed twice, calmly and in chaos, each on a database of its own, and what differs in the end.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeFreshPostgres } from "../support/databases.ts";
import { differences, endStateOf, type Difference, type EndState } from "./compare.ts";
import type { ChaosPlan } from "./plan.ts";
import { replayChaos, type Replayed } from "./replay.ts";
import type { Struck } from "./troubles.ts";

export interface ChaosOptions {
  readonly plan: ChaosPlan;
  readonly seed: number;
  readonly kills: number;
  readonly processes: number;
  /** A Postgres server; SQLite without one. */
  readonly server?: string | undefined;
  readonly onProgress?: (run: "calm" | "chaos", done: number, all: number, at: number) => void;
}

export interface ChaosResult {
  readonly differences: readonly Difference[];
  readonly struck: Struck;
  readonly kills: number;
  /** Lines that were compared. */
  readonly compared: number;
}

export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const calm = await runOnce(options, "calm");
  const chaotic = await runOnce(options, "chaos");
  const { struck, kills } = chaotic;
  const compared = [...calm.end.values()].reduce((sum, { length }) => sum + length, 0);
  return { differences: differences(calm.end, chaotic.end), struck, kills, compared };
}

async function runOnce(
  { plan, seed, kills, processes, server, onProgress }: ChaosOptions,
  run: "calm" | "chaos",
): Promise<Pick<Replayed, "struck" | "kills"> & { readonly end: EndState }> {
  const folder = mkdtempSync(join(tmpdir(), "stoa-chaos-"));
  const postgres = server === undefined ? undefined : await makeFreshPostgres(server);
  const databaseUrl = postgres?.url ?? join(folder, "stoa.db");
  try {
    const replayed = await replayChaos({
      plan,
      databaseUrl,
      processes,
      ...(run === "chaos" && { chaos: { seed, kills } }),
      onProgress: (done, all, at) => onProgress?.(run, done, all, at),
    });
    const end = await endStateOf(databaseUrl, replayed.github);
    await replayed.stop();
    return { end, struck: replayed.struck, kills: replayed.kills };
  } finally {
    await postgres?.drop();
    rmSync(folder, { recursive: true, force: true });
  }
}
