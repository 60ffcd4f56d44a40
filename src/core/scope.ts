// What a text may speak of: a stretch of time, and the repositories that all of its readers can read. Scopes are made in
// db/repositories.ts and nowhere else, so a query that asks for one cannot be handed a private repository by mistake.

/** A stretch of time, from `startsAt` up to but not including `endsAt`, UTC epoch milliseconds. */
export interface Period {
  readonly startsAt: number;
  readonly endsAt: number;
}

declare const READABLE: unique symbol;
declare const PUBLIC: unique symbol;

/** Repositories of one installation that every reader of some text can read. Only `readerScope` and `publicScope` make one. */
export interface ReaderScope {
  readonly [READABLE]: true;
  readonly installationId: number;
  readonly repositoryIds: readonly number[];
}

/** One installation's public repositories. Only `publicScope` and `narrowed` of db/repositories.ts make one. */
export interface PublicScope extends ReaderScope {
  readonly [PUBLIC]: true;
}
