// The parts of an archive.json (as the i-d-template publishes it) that the counting scripts of the tests read.

export interface Said {
  readonly author: string | null;
  readonly body: string;
  readonly createdAt: string;
}

export interface Thread extends Said {
  readonly number: number;
  readonly title: string;
  readonly labels: readonly string[];
  readonly closedAt: string | null;
  readonly comments: readonly Said[];
  /** Of pull requests alone, as `reviews`. */
  readonly mergedAt?: string | null;
  readonly reviews?: readonly (Said & { readonly comments: readonly Said[] })[];
}

export interface Archive {
  readonly issues: readonly Thread[];
  readonly pulls: readonly Thread[];
}
