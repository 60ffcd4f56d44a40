// Replays a plan against real processes of Stoa, calmly or in chaos, on the virtual clock, and waits in the end until
// nothing is on its way any more.

import { DAY } from "../../src/core/clock.ts";
import type { LocalGitHub } from "../local-github/index.ts";
import type { ChaosPlan } from "./plan.ts";
import { setStage } from "./stage.ts";
import { drawKills, makeTrouble, type Kill, type Struck } from "./troubles.ts";

export interface ReplayOptions {
  readonly plan: ChaosPlan;
  readonly databaseUrl: string;
  readonly processes: number;
  /** Given, there is trouble. */
  readonly chaos?: { readonly seed: number; readonly kills: number };
  readonly onProgress?: (done: number, all: number, at: number) => void;
}

export interface Replayed {
  readonly github: LocalGitHub;
  readonly struck: Struck;
  readonly kills: number;
  stop(): Promise<void>;
}

/** Deliveries come some hours late at most, lost ones after a look or two, and jobs run every day, and processes look what others left every week: after this all is settled. */
const AFTERMATH_MS = 8 * DAY;
/** History is read within this, failing calls and all. */
const BACKFILL_MS = 2 * DAY;

export async function replayChaos(options: ReplayOptions): Promise<Replayed> {
  const { plan, chaos, processes, databaseUrl } = options;
  const { community, historic } = plan;
  const stage = await setStage({
    community,
    historic,
    databaseUrl: () => databaseUrl,
    processes,
    seed: chaos?.seed ?? 1,
  });
  const { github, clock } = stage;
  const live = community.happenings.slice(historic);
  const struck = chaos ? makeTrouble(github.troubles, chaos.seed) : {};
  const kills = chaos ? drawKills({ ...chaos, happenings: live.length }) : new Map<number, Kill>();
  void github.install(plan.owner);
  // What happens live begins when the history is known, as it does without trouble.
  await stage.runUntil(Math.min(clock.now() + BACKFILL_MS, live[0]?.at ?? Infinity));
  for (const [index, happening] of live.entries()) {
    await stage.runUntil(happening.at);
    const done = github.perform(happening, { deliver: true });
    const kill = kills.get(index);
    if (kill) await stage.killOne(kill);
    await done;
    await stage.settle();
    options.onProgress?.(index + 1, live.length, happening.at);
  }
  github.troubles.clear();
  await stage.runUntil(clock.now() + AFTERMATH_MS);
  await stage.close();
  return { github, struck, kills: kills.size, stop: () => github.close() };
}
