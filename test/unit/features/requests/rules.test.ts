import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY } from "../../../../src/core/clock.ts";
import { requestsConfig } from "../../../../src/features/requests/config.ts";
import { movement, presentSection } from "../../../../src/features/requests/present.ts";
import { BOARD_BYTES, presentBoard, type Board } from "../../../../src/features/requests/present-board.ts";
import { inOrder, priorityOf, trendingScore, type Ranked } from "../../../../src/features/requests/rank.ts";
import {
  movementOf,
  reasonOf,
  statusOf,
  type Candidate,
  type RankedRequest,
} from "../../../../src/features/requests/rules.ts";
import { tally } from "../../../../src/features/requests/votes.ts";

const DEFAULTS = requestsConfig.parse({});

function candidate(options: Partial<Candidate>): Candidate {
  return {
    threadId: "1001#1",
    kind: "issue",
    state: "open",
    stateReason: null,
    labels: [],
    category: null,
    issueType: null,
    milestone: null,
    projectStatus: null,
    isFromTemplate: false,
    mark: null,
    declinedAt: null,
    releaseId: null,
    ...options,
  };
}

function ranked(options: Partial<Ranked>): Ranked {
  return {
    threadId: "1001#1",
    votes: 0,
    recentVotes: 0,
    recentPeople: 0,
    people: 0,
    themePeople: 0,
    mood: null,
    labels: [],
    createdAt: 0,
    activeAt: 0,
    ...options,
  };
}

function request(options: Partial<RankedRequest> = {}): RankedRequest {
  const base = ranked(options);
  return {
    ...base,
    repositoryId: 1001,
    kind: "issue",
    title: "Windows support",
    url: "https://github.test/lanterns/collector/issues/1",
    tally: tally([], { threadId: base.threadId, upvotes: [] }),
    isAtLeast: false,
    duplicates: [],
    theme: null,
    status: null,
    owner: null,
    trending: trendingScore(base, 0),
    priority: priorityOf(base, DEFAULTS.priority, 0),
    rank: 1,
    ...options,
  };
}

describe("what is a request", () => {
  test.each<{ name: string; of: Partial<Candidate>; is: string | undefined }>([
    { name: "an issue labelled enhancement", of: { labels: ["bug", "enhancement"] }, is: "label" },
    { name: "a label in other case, with spaces", of: { labels: [" Feature Request "] }, is: "label" },
    { name: "a label with a prefix", of: { labels: ["kind/feature"] }, is: "label" },
    { name: "an issue with other labels", of: { labels: ["bug"] }, is: undefined },
    { name: "a label that only contains the word", of: { labels: ["feature-flags"] }, is: undefined },
    { name: "an issue of type Feature", of: { issueType: "Feature" }, is: "type" },
    { name: "an issue of another type", of: { issueType: "Bug" }, is: undefined },
    { name: "an issue written into a template", of: { isFromTemplate: true }, is: "template" },
    { name: "a discussion among the ideas", of: { kind: "discussion", category: "ideas" }, is: "category" },
    { name: "a category by its name", of: { kind: "discussion", category: "Ideas" }, is: "category" },
    { name: "a discussion elsewhere", of: { kind: "discussion", category: "q-a" }, is: undefined },
    { name: "a discussion without category", of: { kind: "discussion" }, is: undefined },
    { name: "what a maintainer calls one", of: { mark: "request" }, is: "mark" },
    { name: "what a maintainer calls none", of: { mark: "not-request", labels: ["feature"] }, is: undefined },
    { name: "a pull request", of: { kind: "pull", mark: "request", labels: ["feature"] }, is: undefined },
  ])("$name: $is", ({ of, is }) => {
    expect(reasonOf(candidate(of), DEFAULTS)).toBe(is);
  });

  test("follows the configuration", () => {
    const config = requestsConfig.parse({
      labels: ["wish"],
      categories: ["Feature Requests"],
      types: [],
      fromTemplates: false,
    });
    expect(reasonOf(candidate({ labels: ["enhancement"] }), config)).toBeUndefined();
    expect(reasonOf(candidate({ labels: ["Wish"] }), config)).toBe("label");
    expect(reasonOf(candidate({ issueType: "feature", isFromTemplate: true }), config)).toBeUndefined();
    const discussion = candidate({ kind: "discussion", category: "feature-requests" });
    expect(reasonOf(discussion, config)).toBe("category");
  });
});

describe("the status of a request", () => {
  test.each<{ of: Partial<Candidate>; is: string | null }>([
    { of: {}, is: null },
    { of: { labels: ["Triage"] }, is: "considering" },
    { of: { milestone: "v2" }, is: "planned" },
    { of: { milestone: "v2", labels: ["triage"] }, is: "considering" },
    { of: { labels: ["accepted", "in progress"] }, is: "in progress" },
    { of: { labels: ["wontfix", "planned"] }, is: "declined" },
    { of: { declinedAt: 5 }, is: "declined" },
    { of: { declinedAt: 5, releaseId: "R" }, is: "shipped" },
  ])("of $of is $is", ({ of, is }) => {
    expect(statusOf(candidate(of), DEFAULTS)).toBe(is);
  });

  test("follows the field of a project where one is named", () => {
    const { statuses } = requestsConfig.parse({ statuses: { projectField: "Status" } });
    const of = candidate({ projectStatus: "In Progress", milestone: "v2" });
    expect(statusOf(of, { ...DEFAULTS, statuses })).toBe("in progress");
    expect(statusOf(of, DEFAULTS)).toBe("planned");
  });
});

describe("scores", () => {
  test("of priority are the weighted mean of the documented parts", () => {
    const wanted = ranked({
      votes: 10,
      recentVotes: 3,
      people: 30,
      themePeople: 0,
      mood: -0.5,
      labels: ["Effort: Large"],
      createdAt: 0,
    });
    const { parts, score } = priorityOf(wanted, DEFAULTS.priority, 180 * DAY);
    expect(parts).toEqual({
      votes: 0.5,
      momentum: 0.5,
      people: 0.75,
      theme: 0,
      mood: 0.5,
      age: 0.5,
      effort: 0,
    });
    expect(score).toBeCloseTo((100 * (4 * 0.5 + 2 * 0.5 + 0.75 + 0 + 0.5 + 0.5 * 0.5 + 0)) / 10.5, 10);
  });

  test("of priority are 0 to 100, and never fall with a vote", () => {
    const any = fc.record({
      votes: fc.nat(1_000),
      recentVotes: fc.nat(50),
      people: fc.nat(500),
      themePeople: fc.nat(500),
      mood: fc.oneof(fc.constant(null), fc.double({ min: -1, max: 1, noNaN: true })),
      createdAt: fc.nat(1_000 * DAY),
    });
    fc.assert(
      fc.property(any, (of) => {
        const { score } = priorityOf(ranked(of), DEFAULTS.priority, 900 * DAY);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        const more = priorityOf(ranked({ ...of, votes: of.votes + 1 }), DEFAULTS.priority, 900 * DAY);
        expect(more.score).toBeGreaterThan(score);
      }),
    );
  });

  test("of priority are 0 when every weight is", () => {
    const names = ["votes", "momentum", "people", "theme", "mood", "age", "effort"];
    const { priority } = requestsConfig.parse({
      priority: Object.fromEntries(names.map((name) => [name, 0])),
    });
    expect(priorityOf(ranked({ votes: 9 }), priority, DAY).score).toBe(0);
  });

  test("of a trend weigh what is new against age", () => {
    const now = 60 * DAY;
    const young = ranked({ recentVotes: 4, recentPeople: 2, createdAt: 30 * DAY });
    expect(trendingScore(young, now)).toBeCloseTo(5 / Math.SQRT2, 10);
    expect(trendingScore({ ...young, createdAt: 0 }, now)).toBeLessThan(trendingScore(young, now));
  });
});

const anyRequest: fc.Arbitrary<RankedRequest> = fc
  .record({
    threadId: fc.integer({ min: 1, max: 999 }).map((number) => `1001#${number}`),
    createdAt: fc.integer({ min: 0, max: 3 }),
    votes: fc.integer({ min: 0, max: 3 }),
    activeAt: fc.integer({ min: 0, max: 3 }),
    recentVotes: fc.integer({ min: 0, max: 2 }),
  })
  .map(request);
const anyRequests = fc.uniqueArray(anyRequest, { selector: ({ threadId }) => threadId });

describe("ranking", () => {
  test("goes by votes, then by what people wrote last, then by age, then by id", () => {
    const base = { createdAt: 5, votes: 2, activeAt: 9 };
    const order = inOrder(
      [
        request({ ...base, threadId: "1#6" }),
        request({ ...base, threadId: "1#5" }),
        request({ ...base, threadId: "1#4", createdAt: 4 }),
        request({ ...base, threadId: "1#3", activeAt: 10 }),
        request({ ...base, threadId: "1#2", votes: 3, activeAt: 5 }),
      ],
      "votes",
    );
    expect(order.map(({ rank, threadId }) => `${rank}:${threadId}`)).toEqual([
      "1:1#2",
      "2:1#3",
      "3:1#4",
      "4:1#5",
      "5:1#6",
    ]);
  });

  test("does not depend on the order it is given, keeps everyone, and never lets a greater score stand lower", () => {
    const scores = {
      votes: ({ votes }: RankedRequest) => votes,
      trending: ({ trending }: RankedRequest) => trending,
      priority: ({ priority }: RankedRequest) => priority.score,
    };
    fc.assert(
      fc.property(
        anyRequests.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        fc.constantFrom("votes" as const, "trending" as const, "priority" as const),
        ([all, shuffled], by) => {
          const order = inOrder(all, by);
          expect(inOrder(shuffled, by)).toEqual(order);
          expect(order.map(({ rank }) => rank)).toEqual(all.map((_, index) => index + 1));
          expect(order.map(scores[by])).toEqual(all.map(scores[by]).sort((a, b) => b - a));
        },
      ),
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

describe("the digest's table", () => {
  const requests = [
    request({ votes: 41, isAtLeast: true }),
    request({
      threadId: "1001#2",
      rank: 2,
      title: "feat: export | as CSV for everyone (#9)",
      url: "https://github.test/lanterns/collector/issues/2",
      votes: 2,
    }),
  ];

  test("shows what has changed, and defuses titles", () => {
    const before = new Map([["1001#1", { rank: 2, votes: 38 }]]);
    expect(presentSection(requests, before, DEFAULTS)).toBe(
      `**Most wanted**

| | request | votes | since last |
|--:|---|--:|---|
| 1 | [Windows support](https://github.test/lanterns/collector/issues/1) | [at least 41](https://github.test/lanterns/collector/issues/1) | ▲1, +3 |
| 2 | [Export &#124; as CSV for everyone](https://github.test/lanterns/collector/issues/2) | [2](https://github.test/lanterns/collector/issues/2) | new |

To vote, react to a request with 👍 ❤️ 🎉 or 🚀; each person has one vote, and opening one is a vote.`,
    );
  });

  test("says nothing of changes when there was no digest before", () => {
    const text = presentSection(requests.slice(0, 1), null, requestsConfig.parse({ votes: ["+1"] }));
    expect(text).not.toContain("since last");
    expect(text).toContain("react to a request with 👍; each");
  });
});

describe("a board", () => {
  const board = (options: Partial<Board>): Board => ({
    requests: [],
    count: options.requests?.length ?? 0,
    before: null,
    settled: [],
    allUrl: "https://github.test/lanterns/collector/issues?q=is%3Aopen",
    ...options,
  });

  test("says how to vote when there is nothing", () => {
    expect(presentBoard(board({}), DEFAULTS)).toBe(
      "**Most wanted**\n\nNobody asks for anything now.\n\nTo vote, react to a request with 👍 ❤️ 🎉 or 🚀; each person has one vote, and opening one is a vote.",
    );
  });

  test("shows rank, movement, votes, status, theme and who took it, without a mention", () => {
    const requests = [request({ votes: 4, status: "planned", theme: "arm images", owner: { login: "bo" } })];
    const before = { ranks: new Map([["1001#1", { rank: 3, votes: 1 }]]), day: "9 November" };
    const text = presentBoard(board({ requests, before }), DEFAULTS);
    expect(text).toContain("| | request | votes | since 9 November | status | theme |");
    expect(text).toContain(
      "| 1 | [Windows support](https://github.test/lanterns/collector/issues/1) · taken by [bo](https://github.test/bo) | [4](https://github.test/lanterns/collector/issues/1) | ▲2, +3 | planned | arm images |",
    );
    expect(text).not.toContain("@");
  });

  test("stays within its bytes whatever there is, shortens itself with a link, and wastes no room", () => {
    const titles = fc.array(fc.string({ unit: "grapheme", minLength: 1, maxLength: 256 }), { maxLength: 30 });
    fc.assert(
      fc.property(titles, fc.integer({ min: 1_000, max: 6_000 }), fc.nat(500), (given, maxBytes, more) => {
        const requests = given.map((title, index) =>
          request({ title, rank: index + 1, threadId: `1001#${index}` }),
        );
        const text = presentBoard(board({ requests, count: requests.length + more }), DEFAULTS, maxBytes);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBytes);
        const shown = text.split("\n").filter((line) => /^\| \d/.test(line)).length;
        const missing = requests.length + more - shown;
        expect(text.includes(`… and ${missing} more: [all of them]`)).toBe(
          missing > 0 && requests.length > 0,
        );
      }),
    );
    const many = Array.from({ length: 2_000 }, (_, index) =>
      request({ title: "A title of usual length, more or less", rank: index + 1, threadId: `1001#${index}` }),
    );
    const text = presentBoard(board({ requests: many }), DEFAULTS);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(BOARD_BYTES);
    expect(Buffer.byteLength(text)).toBeGreaterThan(BOARD_BYTES - 300);
  });
});

test("an empty configuration is a good one; an unknown key and a board of two places are not", () => {
  expect(requestsConfig.parse({})).toMatchObject({ enabled: true, top: 10, fromTemplates: true, boards: [] });
  expect(requestsConfig.safeParse({ label: [] }).success).toBe(false);
  expect(requestsConfig.safeParse({ boards: [{ repository: "a", issue: 1 }] }).success).toBe(true);
  const both = { repository: "a", issue: 1, discussion: 2 };
  expect(requestsConfig.safeParse({ boards: [both] }).success).toBe(false);
  expect(requestsConfig.safeParse({ boards: [{ repository: "a" }] }).success).toBe(false);
});
