import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { requestsConfig } from "../../../../src/features/requests/config.ts";
import { movement, presentBoard, presentSection } from "../../../../src/features/requests/present.ts";
import {
  isDeclaredRequest,
  movementOf,
  rankRequests,
  type Candidate,
  type CountedRequest,
} from "../../../../src/features/requests/rules.ts";

const DEFAULTS = requestsConfig.parse({});

function candidate(options: Partial<Candidate>): Candidate {
  return {
    threadId: "1001#1",
    kind: "issue",
    labels: [],
    category: null,
    title: "Windows support",
    url: "https://github.test/lanterns/collector/issues/1",
    createdAt: 0,
    votes: 0,
    ...options,
  };
}

describe("what is a request", () => {
  test.each<{ name: string; of: Partial<Candidate>; is: boolean }>([
    { name: "an issue labelled enhancement", of: { labels: ["bug", "enhancement"] }, is: true },
    { name: "a label in other case, with spaces", of: { labels: [" Feature Request "] }, is: true },
    { name: "a label with a prefix", of: { labels: ["kind/feature"] }, is: true },
    { name: "an issue with other labels", of: { labels: ["bug"] }, is: false },
    { name: "a label that only contains the word", of: { labels: ["feature-flags"] }, is: false },
    { name: "a discussion among the ideas", of: { kind: "discussion", category: "ideas" }, is: true },
    { name: "a category by its name", of: { kind: "discussion", category: "Ideas" }, is: true },
    { name: "a discussion elsewhere", of: { kind: "discussion", category: "q-a" }, is: false },
    { name: "a discussion without category", of: { kind: "discussion" }, is: false },
    { name: "a pull request", of: { kind: "pull", labels: ["enhancement"] }, is: false },
  ])("$name: $is", ({ of, is }) => {
    expect(isDeclaredRequest(candidate(of), DEFAULTS)).toBe(is);
  });

  test("follows the labels and categories of the configuration", () => {
    const config = requestsConfig.parse({ labels: ["wish"], categories: ["Feature Requests"] });
    expect(isDeclaredRequest(candidate({ labels: ["enhancement"] }), config)).toBe(false);
    expect(isDeclaredRequest(candidate({ labels: ["Wish"] }), config)).toBe(true);
    expect(isDeclaredRequest(candidate({ kind: "discussion", category: "feature-requests" }), config)).toBe(
      true,
    );
  });
});

const anyRequest: fc.Arbitrary<CountedRequest> = fc.record({
  threadId: fc.integer({ min: 1, max: 999 }).map((number) => `1001#${number}`),
  title: fc.constant("t"),
  url: fc.constant("https://github.test/x"),
  createdAt: fc.integer({ min: 0, max: 3 }),
  votes: fc.integer({ min: 0, max: 3 }),
  activeAt: fc.integer({ min: 0, max: 3 }),
});
const anyRequests = fc.uniqueArray(anyRequest, { selector: ({ threadId }) => threadId });

describe("ranking", () => {
  test("goes by votes, then by what people wrote last, then by age, then by id", () => {
    const base = { title: "", url: "", createdAt: 5, votes: 2, activeAt: 9 };
    const ranked = rankRequests([
      { ...base, threadId: "1#6" },
      { ...base, threadId: "1#5" },
      { ...base, threadId: "1#4", createdAt: 4 },
      { ...base, threadId: "1#3", activeAt: 10 },
      { ...base, threadId: "1#2", votes: 3, activeAt: 5 },
    ]);
    expect(ranked.map(({ rank, threadId }) => `${rank}:${threadId}`)).toEqual([
      "1:1#2",
      "2:1#3",
      "3:1#4",
      "4:1#5",
      "5:1#6",
    ]);
  });

  test("does not depend on the order it is given, keeps everyone, and never lets more votes stand lower", () => {
    fc.assert(
      fc.property(anyRequests, fc.nat(), (requests, seed) => {
        const shuffled = [...requests].sort(
          (a, b) => ((a.threadId.length * 31 + seed) % 7) - ((b.threadId.length * 31 + seed) % 7) || -1,
        );
        const ranked = rankRequests(requests);
        expect(rankRequests(shuffled)).toEqual(ranked);
        expect(ranked.map(({ rank }) => rank)).toEqual(requests.map((_, index) => index + 1));
        expect(ranked.map(({ votes }) => votes)).toEqual(
          requests.map(({ votes }) => votes).sort((a, b) => b - a),
        );
      }),
    );
  });
});

describe("movement since the last digest", () => {
  test.each([
    { now: { rank: 1, votes: 10 }, before: { rank: 3, votes: 7 }, shown: "▲2, +3" },
    { now: { rank: 3, votes: 6 }, before: { rank: 2, votes: 7 }, shown: "▼1, −1" },
    { now: { rank: 3, votes: 7 }, before: { rank: 3, votes: 7 }, shown: "=" },
    { now: { rank: 3, votes: 9 }, before: { rank: 3, votes: 7 }, shown: "=, +2" },
    { now: { rank: 2, votes: 7 }, before: { rank: 3, votes: 7 }, shown: "▲1" },
    { now: { rank: 1, votes: 1 }, before: undefined, shown: "new" },
  ])("from $before to $now is $shown", ({ now, before, shown }) => {
    expect(movement(movementOf(now, before))).toBe(shown);
  });
});

describe("the table", () => {
  const requests = rankRequests([
    { ...candidate({ votes: 41 }), activeAt: 0 },
    {
      ...candidate({
        threadId: "1001#2",
        title: "feat: export | as CSV for everyone (#9)",
        url: "https://github.test/lanterns/collector/issues/2",
        votes: 2,
      }),
      activeAt: 0,
    },
  ]);

  test("shows what has changed, and defuses titles", () => {
    const before = new Map([["1001#1", { rank: 2, votes: 38 }]]);
    expect(presentSection(requests, before, DEFAULTS)).toBe(
      `**Most wanted**

| | request | votes | since last |
|--:|---|--:|---|
| 1 | [Windows support](https://github.test/lanterns/collector/issues/1) | [41](https://github.test/lanterns/collector/issues/1) | ▲1, +3 |
| 2 | [Export &#124; as CSV for everyone](https://github.test/lanterns/collector/issues/2) | [2](https://github.test/lanterns/collector/issues/2) | new |

To vote, react to a request with 👍 ❤️ 🎉 or 🚀; each person has one vote.`,
    );
  });

  test("says nothing of changes when there was no digest before", () => {
    const text = presentSection(requests.slice(0, 1), null, requestsConfig.parse({ votes: ["+1"] }));
    expect(text).toBe(
      `**Most wanted**

| | request | votes |
|--:|---|--:|
| 1 | [Windows support](https://github.test/lanterns/collector/issues/1) | [41](https://github.test/lanterns/collector/issues/1) |

To vote, react to a request with 👍; each person has one vote.`,
    );
  });

  test("of a board without votes says how to vote", () => {
    expect(presentBoard([], DEFAULTS)).toBe(
      "**Most wanted**\n\nNo votes yet. To vote, react to a request with 👍 ❤️ 🎉 or 🚀; each person has one vote.",
    );
  });
});

test("an empty configuration is a good one, and an unknown key is not", () => {
  expect(requestsConfig.parse({})).toMatchObject({
    enabled: true,
    top: 10,
    fromTemplates: true,
    board: null,
  });
  expect(requestsConfig.safeParse({ label: [] }).success).toBe(false);
});
