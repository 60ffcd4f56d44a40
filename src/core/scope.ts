// What a summary covers: a stretch of time, and the repositories it may speak of.

/** A stretch of time, from `startsAt` up to but not including `endsAt`, UTC epoch milliseconds. */
export interface Period {
  readonly startsAt: number;
  readonly endsAt: number;
}

/** One installation's public repositories. Only `publicScope` of db/repositories.ts makes one. */
export interface PublicScope {
  readonly installationId: number;
  readonly repositoryIds: readonly number[];
}
