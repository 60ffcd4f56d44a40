// The configuration of the sample community: the organisation's `.github/stoa.yml`, and the three states that the one in
// `lantern` goes through (none, one with a typing mistake, one that is right again).

/** `.github/stoa.yml` of the repository `.github`. */
export const ORGANISATION_CONFIG = `# How Stoa looks after lanternlight. See docs/configuration.md.
digest:
  category: Announcements
  repository: lantern
  maintainers:
    repository: security-triage
  upcoming:
    - date: 2026-05-21
      text: Community call, 16:00 UTC
      url: https://lanternlight.example/calls
    - date: 2026-09-17
      text: Community call, 16:00 UTC
      url: https://lanternlight.example/calls
    - date: 2026-10-08
      text: Lantern 2 planning, open to everybody
requests:
  # Months go by in a minute here: every six hours is often enough.
  everyHours: 6
mentoring:
  mentors:
    - login: quayemar
      areas: [area/collector, collector/, memory]
      capacity: 3
    - login: vennik-t
      areas: [area/agent, agents/, java, windows]
      capacity: 2
    - login: oyelaran-kf
      areas: [area/charts, charts/, helm]
      capacity: 2
    - login: hinewai-rt
      areas: [area/ui, src/, dashboard]
      capacity: 2
    - login: pfenlo
      areas: [documentation, docs/, area/cli, cli/]
      capacity: 3
  guides:
    - area: collector/
      text: running the collector's tests
      url: https://lanternlight.example/contribute/collector-tests
    - area: docs/
      text: how our docs are built
      url: https://lanternlight.example/contribute/docs
    - text: your first change, step by step
      url: https://lanternlight.example/contribute/first-change
`;

/** What somebody pushes to `lantern` in a hurry. */
export const MISTYPED_CONFIG = ORGANISATION_CONFIG.replace(/^digest:/m, "digset:");

/** The same, mended: it says what the organisation's file says. */
export const MENDED_CONFIG = ORGANISATION_CONFIG.replace("looks after lanternlight", "looks after lantern");
