import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  chooseOriginals,
  findRoots,
  type DuplicateClaim,
} from "../../../../src/features/requests/duplicates.ts";
import { tally, type Ballot } from "../../../../src/features/requests/votes.ts";

const WAYS = ["reaction", "comment", "opening", "against"] as const;
const ballot: fc.Arbitrary<Ballot> = fc.record({
  threadId: fc.constantFrom("1#1", "1#2", "2#1"),
  personId: fc.integer({ min: 1, max: 8 }),
  way: fc.constantFrom(...WAYS),
  at: fc.integer({ min: 0, max: 50 }),
});
const ballots = fc.array(ballot, { maxLength: 40 });
const of = (upvotes: readonly number[] = []) => ({ threadId: "1#1", upvotes });
const isFor = ({ way }: Ballot) => way !== "against";

describe("a tally", () => {
  test("counts a person once, over reactions, comments, openings and duplicates", () => {
    const said = WAYS.filter((way) => way !== "against").flatMap((way) =>
      ["1#1", "1#2"].map((threadId, at) => ({ threadId, personId: 7, way, at })),
    );
    expect(tally(said, of())).toMatchObject({
      votes: 1,
      isAtLeast: false,
      ways: { reaction: 1, comment: 1, opening: 1 },
      throughDuplicates: 0,
    });
  });

  test("takes the people against it off, and who is both counts as neither", () => {
    const said: Ballot[] = [
      { threadId: "1#1", personId: 1, way: "reaction", at: 0 },
      { threadId: "1#1", personId: 2, way: "opening", at: 0 },
      { threadId: "1#2", personId: 3, way: "comment", at: 0 },
      { threadId: "1#1", personId: 4, way: "against", at: 0 },
      { threadId: "1#2", personId: 1, way: "against", at: 0 },
    ];
    expect(tally(said, of())).toMatchObject({ votes: 1, against: 1, throughDuplicates: 1 });
  });

  test.each([
    { upvotes: [], votes: 2, isAtLeast: false },
    { upvotes: [1], votes: 2, isAtLeast: false },
    { upvotes: [2], votes: 2, isAtLeast: true },
    { upvotes: [3, 9], votes: 9, isAtLeast: true },
  ])("with up-votes $upvotes is $votes", ({ upvotes, votes, isAtLeast }) => {
    const said = [1, 2].map((personId) => ({ threadId: "1#1", personId, way: "reaction" as const, at: 0 }));
    expect(tally(said, of(upvotes))).toMatchObject({ votes, isAtLeast });
  });

  test("does not depend on order or repetition", () => {
    fc.assert(
      fc.property(ballots, fc.array(fc.nat({ max: 9 }), { maxLength: 3 }), (given, upvotes) => {
        const once = tally(given, of(upvotes));
        // Maps and sets are alike whatever the order of what is in them.
        expect(tally([...given, ...given].reverse(), of(upvotes))).toEqual(once);
      }),
    );
  });

  test("of two threads together has the union of their voters", () => {
    fc.assert(
      fc.property(ballots, ballots, (one, other) => {
        const people = (given: readonly Ballot[]) => [...tally(given.filter(isFor), of()).voters.keys()];
        const union = new Set([...people(one), ...people(other)]);
        expect(new Set(people([...one, ...other]))).toEqual(union);
        expect(tally([...one, ...other].filter(isFor), of()).votes).toBe(union.size);
      }),
    );
  });
});

describe("originals", () => {
  const claim = (options: Partial<DuplicateClaim>): DuplicateClaim => ({
    threadId: "1#2",
    originalId: "1#1",
    by: "comment",
    at: 0,
    sourceId: "a",
    ...options,
  });

  test("are what a maintainer says, else what GitHub says, else the newest comment", () => {
    const comment = claim({ originalId: "1#3", at: 5 });
    const older = claim({ originalId: "1#4", at: 4, sourceId: "b" });
    const github = claim({ originalId: "1#5", by: "github" });
    const command = claim({ originalId: "1#6", by: "command" });
    expect(chooseOriginals([older, comment]).get("1#2")).toBe("1#3");
    expect(chooseOriginals([comment, github]).get("1#2")).toBe("1#5");
    expect(chooseOriginals([command, github, comment]).get("1#2")).toBe("1#6");
  });

  test("are none where a maintainer says that it is no duplicate", () => {
    const none = claim({ originalId: "1#2", by: "command" });
    expect([...chooseOriginals([claim({}), none])]).toEqual([]);
  });

  const ids = ["1#1", "1#2", "1#3", "2#1", "2#2", "2#3"];
  const standing = fc.record({ isOpen: fc.boolean(), createdAt: fc.nat({ max: 3 }) });
  const world = fc.record({
    edges: fc.dictionary(fc.constantFrom(...ids), fc.constantFrom(...ids)),
    standings: fc.tuple(...ids.map(() => standing)),
  });

  test("are followed to the end of every chain, and a circle has one thread that stands for it", () => {
    fc.assert(
      fc.property(world, fc.nat(), ({ edges, standings }, seed) => {
        const links = Object.entries(edges).filter(([from, to]) => from !== to);
        const known = new Map(
          ids.map((id, index) => [id, standings[index] ?? { isOpen: false, createdAt: 0 }]),
        );
        const roots = findRoots(new Map(links), known);
        const turned = links.map((_, index) => links[(index + seed) % links.length] ?? ["", ""]);
        expect(findRoots(new Map(turned as [string, string][]), known)).toEqual(roots);
        for (const [from, to] of links) {
          // Both ends of a link meet in one thread, which itself goes nowhere.
          const root = roots.get(from) ?? from;
          expect(roots.get(to) ?? to).toBe(root);
          expect(roots.has(root)).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("of a circle are the open one, then the oldest, then the first by id", () => {
    const circle = new Map([
      ["1#1", "1#2"],
      ["1#2", "1#3"],
      ["1#3", "1#1"],
    ]);
    const at = (createdAt: number, isOpen = false) => ({ createdAt, isOpen });
    const rootOf = (...standings: ReturnType<typeof at>[]) =>
      findRoots(circle, new Map(standings.map((one, index) => [`1#${index + 1}`, one]))).get("1#1") ?? "1#1";
    expect(rootOf(at(1), at(2), at(3, true))).toBe("1#3");
    expect(rootOf(at(2), at(1), at(3))).toBe("1#2");
    expect(rootOf(at(1), at(1), at(1))).toBe("1#1");
  });
});
