// The sample community of the demo: Lanternlight, an imaginary open-source observability project, over nine months. The
// release of v1.4 in April makes people unhappy, the one of v1.6 in August makes them happy again.

import type { Community } from "../../test/local-github/community.ts";
import { buildHappenings } from "./build.ts";
import { ACCOUNTS } from "./people.ts";
import { REPOSITORIES } from "./repositories.ts";
import { AGENTS } from "./threads/agents.ts";
import { CI } from "./threads/ci.ts";
import { CLI } from "./threads/cli.ts";
import { COLLECTOR } from "./threads/collector.ts";
import { DASHBOARDS } from "./threads/dashboards.ts";
import { DEPENDENCIES } from "./threads/dependencies.ts";
import { DISCUSSIONS } from "./threads/discussions.ts";
import { DOCS_LATER } from "./threads/docs-later.ts";
import { DOCS } from "./threads/docs.ts";
import { HELM_LATER } from "./threads/helm-later.ts";
import { HELM } from "./threads/helm.ts";
import { JAVA } from "./threads/java-agent.ts";
import { MEMORY_LATER } from "./threads/memory-later.ts";
import { MEMORY } from "./threads/memory.ts";
import { NEWCOMERS } from "./threads/newcomers.ts";
import { PRIVATE } from "./threads/private.ts";
import { QUESTIONS } from "./threads/questions.ts";
import { ANNOUNCEMENTS, MILESTONES } from "./threads/releases.ts";
import { REQUESTS } from "./threads/requests.ts";
import { SUMMER } from "./threads/summer.ts";
import { UI } from "./threads/ui.ts";
import { WINDOWS } from "./threads/windows.ts";

const THREADS = [
  ...COLLECTOR,
  ...MEMORY,
  ...MEMORY_LATER,
  ...JAVA,
  ...AGENTS,
  ...HELM,
  ...HELM_LATER,
  ...WINDOWS,
  ...DASHBOARDS,
  ...REQUESTS,
  ...UI,
  ...CLI,
  ...DOCS,
  ...DOCS_LATER,
  ...CI,
  ...DEPENDENCIES,
  ...NEWCOMERS,
  ...SUMMER,
  ...QUESTIONS,
  ...DISCUSSIONS,
  ...ANNOUNCEMENTS,
  ...PRIVATE,
];

/** The whole community; each call gives the same. */
export function sampleCommunity(): Community {
  return { accounts: ACCOUNTS, repositories: REPOSITORIES, happenings: buildHappenings(THREADS, MILESTONES) };
}
