// The repositories of the sample community, as they are on the first day.

import type { RepositorySeed } from "../../test/local-github/community.ts";
import { MAINTAINER_LOGINS, ORGANISATION } from "./people.ts";
import { ORGANISATION_CONFIG } from "./stoa-config.ts";

/** The private repository; its words must never surface in public. */
export const PRIVATE_REPOSITORY = "security-triage";

const LABELS: NonNullable<RepositorySeed["labels"]> = [
  { name: "bug", color: "d73a4a", description: "Something does not work" },
  { name: "enhancement", color: "a2eeef", description: "A wish" },
  { name: "documentation", color: "0075ca", description: "Docs, examples, comments" },
  { name: "good first issue", color: "7057ff", description: "Small and well described" },
  { name: "help wanted", color: "008672", description: "We would love a hand" },
  { name: "question", color: "d876e3" },
  { name: "duplicate", color: "cfd3d7" },
  { name: "regression", color: "b60205", description: "It used to work" },
  { name: "dependencies", color: "0366d6" },
  { name: "stale", color: "eeeeee" },
  { name: "area/collector", color: "fbca04" },
  { name: "area/agent", color: "f9d0c4" },
  { name: "area/charts", color: "c5def5" },
  { name: "area/ui", color: "bfd4f2" },
  { name: "area/cli", color: "d4c5f9" },
  { name: "area/ci", color: "e6e6e6" },
  { name: "area/windows", color: "5319e7" },
];

const CATEGORIES: NonNullable<RepositorySeed["categories"]> = [
  { name: "Announcements", emoji: ":mega:" },
  { name: "General", emoji: ":speech_balloon:" },
  { name: "Ideas", emoji: ":bulb:" },
  { name: "Q&A", emoji: ":pray:", isAnswerable: true },
  { name: "Show and tell", emoji: ":raised_hands:" },
];

const COMMON = { owner: ORGANISATION, labels: LABELS, maintainers: MAINTAINER_LOGINS } as const;

export const REPOSITORIES: readonly RepositorySeed[] = [
  {
    ...COMMON,
    name: "lantern",
    description: "Agents, collector and command line of Lantern, observability you can hold in one hand",
    categories: CATEGORIES,
    files: { "README.md": "# Lantern\n\nTraces, metrics and logs without a weekend of YAML.\n" },
  },
  {
    ...COMMON,
    name: "lantern-ui",
    description: "The web interface of Lantern",
    files: { "README.md": "# Lantern UI\n\nDashboards, the trace view and the service map.\n" },
  },
  {
    ...COMMON,
    name: "charts",
    description: "Helm charts for Lantern",
    files: { "README.md": "# Charts\n\n`helm repo add lanternlight https://charts.lanternlight.example`\n" },
  },
  {
    ...COMMON,
    name: ".github",
    description: "What all repositories of the organisation share",
    files: {
      ".github/stoa.yml": ORGANISATION_CONFIG,
      "README.md": "# Shared files\n\nTemplates, the code of conduct and the bots' settings.\n",
    },
  },
  {
    ...COMMON,
    name: PRIVATE_REPOSITORY,
    description: "Reports that are not public yet",
    isPrivate: true,
    categories: [{ name: "General", emoji: ":speech_balloon:" }],
    files: { "README.md": "# Security triage\n\nFor members only.\n" },
  },
];

/** The number before the first thread's: the project is older than our story. */
export const FIRST_NUMBERS: Readonly<Record<string, number>> = {
  lantern: 612,
  "lantern-ui": 204,
  charts: 87,
  ".github": 9,
  [PRIVATE_REPOSITORY]: 30,
};
