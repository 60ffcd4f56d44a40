// Scripted ways to look busy, each against one honest fix that somebody reviewed. What is written here went through the facts
// and the rules as any activity does.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Activity, Person } from "../../../src/core/activity.ts";
import { DAY, HOUR, MINUTE } from "../../../src/core/clock.ts";
import type { Database } from "../../../src/db/connection.ts";
import { recordActivity } from "../../../src/db/facts.ts";
import { publicScope } from "../../../src/db/repositories.ts";
import { openSqlite } from "../../../src/db/sqlite.ts";
import { badgesConfig, badgesFeature, listGrants, readLedger } from "../../../src/features/badges/index.ts";
import {
  person,
  remarkActivity,
  REPOSITORY,
  seedRepository,
  START,
  thread,
  threadActivity,
} from "../../support/activities.ts";

const ada = person("ada");
const bo = person("bo");
const spammer = person("spammer");
const friend = person("friend");
const config = badgesConfig.parse({});
const WORDS = "The retry never ends when the peer is gone.";

let database: Database;
beforeEach(async () => {
  database = openSqlite(":memory:");
  await seedRepository(database);
});
afterEach(() => database.close());

async function happen(activities: readonly Activity[]): Promise<void> {
  await database.transaction(async (connection) => {
    for (const activity of activities) {
      await recordActivity(connection, activity);
      await badgesFeature.onActivity?.(activity, { connection, config, now: START, isHistoryKnown: true });
    }
  });
}

async function xp(): Promise<Readonly<Record<string, number>>> {
  const scope = await publicScope(database.reader, REPOSITORY.installationId);
  const ledger = await readLedger(database.reader, scope, { points: config.points });
  const of = (who: Person) =>
    ledger.filter(({ personId }) => personId === who.id).reduce((sum, { points }) => sum + points, 0);
  return { ada: of(ada), bo: of(bo), spammer: of(spammer), friend: of(friend) };
}

function pull(number: number, author: Person, at: number, merger: Person): readonly Activity[] {
  const merged = thread({
    number,
    kind: "pull",
    author,
    title: "fix: mend it",
    state: "merged",
    createdAt: at,
    updatedAt: at,
    closedAt: at,
    mergedAt: at,
  });
  return [threadActivity("thread.merged", merged, { actor: merger })];
}

function review(number: number, author: Person, of: Person, at: number): Activity {
  const under = thread({ number, kind: "pull", author: of });
  return remarkActivity(under, {
    id: `v${author.login}${number}`,
    kind: "review",
    author,
    body: WORDS,
    reviewState: "approved",
    createdAt: at,
  });
}

const numbers = Array.from({ length: 500 }, (_, index) => index + 100);
/** All within one night, or spread over two months of the quarter. */
const SPEEDS = [
  ["in a night", MINUTE],
  ["over weeks", 2.5 * HOUR],
] as const;

async function honest(): Promise<number> {
  await happen([...pull(1, ada, START, bo), review(1, bo, ada, START - HOUR)]);
  const { ada: points = 0 } = await xp();
  expect(points).toBe(20);
  return points;
}

describe.each(SPEEDS)(
  "500 trivial pull requests %s earn less than one honest fix with a review",
  (_, gap) => {
    test("when nobody merges them", async () => {
      const fix = await honest();
      await happen(
        numbers.map((number, index) =>
          threadActivity(
            "thread.opened",
            thread({ number, kind: "pull", author: spammer, title: "fix: typo" }),
            {
              at: START + index * gap,
            },
          ),
        ),
      );
      expect((await xp())["spammer"]).toBe(0);
      expect(fix).toBeGreaterThan(0);
    });

    test("when their author merges them, and reviews them", async () => {
      const fix = await honest();
      await happen(
        numbers.flatMap((number, index) => [
          ...pull(number, spammer, START + index * gap, spammer),
          review(number, spammer, spammer, START + index * gap),
        ]),
      );
      expect((await xp())["spammer"]).toBe(0);
      expect(fix).toBeGreaterThan(0);
    });

    test("when a friend waves them through", async () => {
      const fix = await honest();
      await happen(numbers.flatMap((number, index) => pull(number, spammer, START + index * gap, friend)));
      const { spammer: points = 0 } = await xp();
      expect(points).toBeGreaterThan(0);
      expect(points).toBeLessThan(fix);
    });
  },
);

describe.each(SPEEDS)("talk %s earns less than one honest fix with a review", (_, gap) => {
  test("a flood of comments", async () => {
    const fix = await honest();
    const issue = thread({ number: 2, author: ada });
    await happen([
      threadActivity("thread.opened", issue),
      ...numbers.map((number, index) =>
        remarkActivity(issue, {
          id: `c${number}`,
          author: spammer,
          body: WORDS,
          createdAt: START + index * gap,
        }),
      ),
    ]);
    expect((await xp())["spammer"]).toBe(0);
    expect(fix).toBeGreaterThan(0);
  });

  test("two who ask and thank each other, with reactions", async () => {
    const fix = await honest();
    const asked = numbers.flatMap((number, index) => {
      const at = START + index * gap;
      const [asker, helper] = index % 2 === 0 ? [spammer, friend] : [friend, spammer];
      const issue = thread({ number, author: asker, createdAt: at });
      return [
        threadActivity("thread.opened", issue),
        remarkActivity(issue, { id: `a${number}`, author: helper, body: WORDS, createdAt: at + 1 }),
        remarkActivity(issue, { id: `t${number}`, author: asker, body: "Thanks!", createdAt: at + 2 }),
      ];
    });
    await happen(asked);
    await database.transaction(async ({ db, tables }) => {
      const rows = numbers.map((number) => {
        const threadId = `${REPOSITORY.id}#${number}`;
        return { subjectId: threadId, threadId, personId: friend.id, content: "heart", at: START };
      });
      await db.insert(tables.reactions).values(rows);
    });
    const { spammer: one = 0, friend: other = 0 } = await xp();
    expect(one).toBeGreaterThan(0);
    expect(Math.max(one, other)).toBeLessThan(fix);
  });

  test("500 reviews of what is never merged", async () => {
    const fix = await honest();
    await happen(numbers.map((number, index) => review(number, spammer, friend, START + index * gap)));
    expect((await xp())["spammer"]).toBe(0);
    expect(fix).toBeGreaterThan(0);
  });
});

test("all of it together in one night earns less than one honest fix with a review", async () => {
  const fix = await honest();
  await happen(
    numbers.flatMap((number, index) => {
      const at = START + index * MINUTE;
      const issue = thread({ number: number + 1_000, author: friend, createdAt: at });
      return [
        ...pull(number, spammer, at, friend),
        review(number, spammer, spammer, at),
        threadActivity("thread.opened", issue),
        remarkActivity(issue, { id: `a${number}`, author: spammer, body: WORDS, createdAt: at + 1 }),
        remarkActivity(issue, { id: `t${number}`, author: friend, body: "Thanks!", createdAt: at + 2 }),
      ];
    }),
  );
  expect((await xp())["spammer"]).toBeLessThan(fix);
});

test("spam that was marked, bots and the opted-out have no badges and no XP", async () => {
  await honest();
  const marked = thread({
    number: 3,
    kind: "pull",
    author: spammer,
    labels: ["Spam"],
    state: "merged",
    mergedAt: START + DAY,
    closedAt: START + DAY,
  });
  const ci = person("ci", { isBot: true });
  await happen([threadActivity("thread.merged", marked, { actor: friend }), ...pull(4, ci, START, bo)]);
  await database.transaction(async ({ db, tables }) => {
    await db.insert(tables.personChoices).values({ personId: bo.id, choice: "no-badges", chosenAt: START });
  });
  expect(await xp()).toEqual({ ada: 20, bo: 0, spammer: 0, friend: 0 });
  const scope = await publicScope(database.reader, REPOSITORY.installationId);
  expect(new Set((await listGrants(database.reader, scope)).map(({ login }) => login))).toEqual(
    new Set(["ada"]),
  );
});
