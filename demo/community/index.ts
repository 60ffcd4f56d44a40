// The sample community of the demo: Lanternlight, an imaginary open-source observability project, over nine months. The
// release of v1.4 in April makes people unhappy, the one of v1.6 in August makes them happy again.

import type { Community } from "../../test/local-github/community.ts";
import { buildHappenings } from "./build.ts";
import { ACCOUNTS } from "./people.ts";
import { REPOSITORIES } from "./repositories.ts";
import { COLLECTOR } from "./threads/collector.ts";

const THREADS = [...COLLECTOR];

/** The whole community; each call gives the same. */
export function sampleCommunity(): Community {
  return { accounts: ACCOUNTS, repositories: REPOSITORIES, happenings: buildHappenings(THREADS, []) };
}
