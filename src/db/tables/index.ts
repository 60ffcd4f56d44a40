// Every table there is, defined once for both engines.

import type { Kit } from "../dialects.ts";
import { badgeTables } from "./badges.ts";
import { factTables } from "./facts.ts";
import { featureTables } from "./features.ts";
import { historyTables } from "./history.ts";
import { mentoringTables } from "./mentoring.ts";
import { requestTables } from "./requests.ts";
import { workTables } from "./work.ts";

export function defineTables(kit: Kit) {
  return {
    ...factTables(kit),
    ...workTables(kit),
    ...historyTables(kit),
    ...featureTables(kit),
    ...badgeTables(kit),
    ...mentoringTables(kit),
    ...requestTables(kit),
  };
}

/** The tables as the code sees them, whichever engine they live in. */
export type Tables = ReturnType<typeof defineTables>;
