// One person, one vote: over reactions, "+1" comments and openings, on a request and on all of its duplicates. Pure.

/** That a person is for a request, or against it, in one of the ways to say so. */
export interface Ballot {
  readonly threadId: string;
  readonly personId: number;
  readonly way: "reaction" | "comment" | "opening" | "against";
  /** UTC epoch milliseconds. */
  readonly at: number;
}

export interface Tally {
  /** People for it, or up-votes when there are more of them, less the people against it; 0 at least. */
  readonly votes: number;
  /** True when there may be more: GitHub does not tell whose the up-votes are. */
  readonly isAtLeast: boolean;
  /** Everybody who is known to be for it, and since when. */
  readonly voters: ReadonlyMap<number, number>;
  readonly against: number;
  /** The most up-votes that one of its discussions has. */
  readonly upvotes: number;
  /** How many of the voters are there in each way; one person can be in several. */
  readonly ways: Readonly<Record<"reaction" | "comment" | "opening", number>>;
  /** Voters who are there through duplicates alone. */
  readonly throughDuplicates: number;
}

/** A discussion's author up-votes it by writing it, so one up-vote hides nobody. */
const OWN_UPVOTES = 1;

/**
 * Counts ballots. Their order does not matter, and neither does a repetition. Whoever is both for and against is neither.
 * @param of.threadId The request itself; ballots on others are those of its duplicates.
 * @param of.upvotes Of each discussion among them.
 */
export function tally(
  ballots: Iterable<Ballot>,
  of: { readonly threadId: string; readonly upvotes: readonly number[] },
): Tally {
  const voters = new Map<number, number>();
  const own = new Set<number>();
  const against = new Set<number>();
  const ways = { reaction: new Set<number>(), comment: new Set<number>(), opening: new Set<number>() };
  for (const { threadId, personId, way, at } of ballots) {
    if (way === "against") {
      against.add(personId);
      continue;
    }
    voters.set(personId, Math.min(at, voters.get(personId) ?? at));
    ways[way].add(personId);
    if (threadId === of.threadId) own.add(personId);
  }
  for (const personId of against) {
    if (!voters.delete(personId)) continue;
    against.delete(personId);
    own.delete(personId);
    for (const people of Object.values(ways)) people.delete(personId);
  }
  const upvotes = Math.max(0, ...of.upvotes);
  return {
    votes: Math.max(0, Math.max(voters.size, upvotes) - against.size),
    isAtLeast: upvotes > OWN_UPVOTES,
    voters,
    against: against.size,
    upvotes,
    ways: { reaction: ways.reaction.size, comment: ways.comment.size, opening: ways.opening.size },
    throughDuplicates: voters.size - own.size,
  };
}
