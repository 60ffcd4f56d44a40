// The progress of a backfill, as a bar in the terminal (or a line now and then where there is no terminal).

import { SingleBar } from "cli-progress";
import type { BackfillProgress } from "../intake/backfill.ts";

export interface BackfillBar {
  show(progress: BackfillProgress): void;
  /** For good: a gap that is read later shows nothing, and keeps no process waiting. */
  stop(): void;
}

/** A bar that starts with the first progress it is shown, on standard error. */
export function backfillBar(): BackfillBar {
  const bar = new SingleBar({
    format: "{bar} history of {repository} · {part} · {value}/{total}",
    stream: process.stderr,
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 5_000,
    clearOnComplete: true,
  });
  let isOver = false;
  return {
    show({ repository, part, done, total }) {
      if (isOver) return;
      if (!bar.isActive) bar.start(1, 0, { repository, part });
      bar.setTotal(Math.max(1, total));
      bar.update(done, { repository, part });
    },
    stop() {
      isOver = true;
      if (bar.isActive) bar.stop();
    },
  };
}
