import { inArray } from "drizzle-orm";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Connection, Database } from "../../src/db/connection.ts";
import { countActivities } from "../../src/db/activity-counts.ts";
import { recordActivity } from "../../src/db/facts.ts";
import { findPeople } from "../../src/db/people.ts";
import { findRemark, type StoredRemark } from "../../src/db/remarks.ts";
import { publicScope } from "../../src/db/repositories.ts";
import {
  person,
  REPOSITORY,
  remarkActivity,
  seedRepository,
  START,
  thread,
  threadActivity,
} from "../support/activities.ts";
import { engines } from "../support/databases.ts";

/** A thread is opened, or some steps are taken behind a savepoint. */
type Step = "open" | { readonly isUndone: boolean; readonly steps: readonly Step[] };

describe.each(engines)("facts on $name", ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
    await seedRepository(database);
  });
  afterEach(() => database.close());

  test("records an activity once, however often it comes", async () => {
    const opened = threadActivity(
      "thread.opened",
      thread({ number: 1, labels: ["bug"], closes: [3], paths: ["a/b.go"] }),
    );
    const first = await database.transaction((c) => recordActivity(c, opened));
    const second = await database.transaction((c) => recordActivity(c, opened));
    expect([first !== undefined, second !== undefined]).toEqual([true, false]);
    const { threads } = database.reader.tables;
    const rows = await database.reader.db.select().from(threads);
    expect(rows).toMatchObject([
      { id: "1001#1", labels: ["bug"], closes: [3], paths: ["a/b.go"], isLocked: false, mergedAt: null },
    ]);
  });

  test("keeps the newer snapshot when deliveries arrive in the wrong order", async () => {
    const newer = thread({ number: 1, title: "new", updatedAt: START + 5000 });
    const older = thread({ number: 1, title: "old", updatedAt: START });
    await database.transaction(async (c) => {
      await recordActivity(c, threadActivity("thread.edited", newer, { at: START + 5000 }));
      await recordActivity(c, threadActivity("thread.opened", older));
    });
    const { threads } = database.reader.tables;
    expect(await database.reader.db.select({ title: threads.title }).from(threads)).toEqual([
      { title: "new" },
    ]);
  });

  test("keeps the paths of a pull request that a later payload does not carry", async () => {
    await database.transaction(async (c) => {
      await recordActivity(
        c,
        threadActivity("thread.opened", thread({ number: 1, kind: "pull", paths: ["docs/a.md"] })),
      );
      await recordActivity(
        c,
        threadActivity("thread.edited", thread({ number: 1, kind: "pull", updatedAt: START + 1 }), {
          at: START + 1,
        }),
      );
    });
    const { threads } = database.reader.tables;
    expect(await database.reader.db.select({ paths: threads.paths }).from(threads)).toEqual([
      { paths: ["docs/a.md"] },
    ]);
  });

  test("undoes all that a transaction did when it throws, and only a savepoint's part when that throws", async () => {
    const activity = (number: number) => threadActivity("thread.opened", thread({ number }));
    await expect(
      database.transaction(async (c) => {
        await recordActivity(c, activity(1));
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    await database.transaction(async (c) => {
      await recordActivity(c, activity(2));
      await c
        .savepoint(async () => {
          await recordActivity(c, activity(3));
          throw new Error("alone");
        })
        .catch(() => undefined);
      await recordActivity(c, activity(4));
    });
    const { threads } = database.reader.tables;
    const rows = await database.reader.db
      .select({ number: threads.number })
      .from(threads)
      .orderBy(threads.number);
    expect(rows).toEqual([{ number: 2 }, { number: 4 }]);
  });

  test("two edits of one second are both news, each once, and the later one's text stays", async () => {
    const told = thread({ number: 1 });
    const remark = remarkActivity(told, { id: "a", author: person("bo"), body: "first" });
    const edit = (previousBody: string, body: string) => ({
      ...remark,
      kind: "remark.edited" as const,
      key: "edit of a",
      previousBody,
      remark: { ...remark.remark, body, updatedAt: remark.remark.updatedAt + 1_000 },
    });
    const [one, two] = [edit("first", "second"), edit("second", "third")];
    const news: boolean[] = [];
    await database.transaction(async (c) => {
      for (const activity of [remark, one, two, one, two]) {
        news.push((await recordActivity(c, activity)) !== undefined);
      }
    });
    expect(news).toEqual([true, true, true, false, false]);
    const { remarks } = database.reader.tables;
    expect(await database.reader.db.select({ body: remarks.body }).from(remarks)).toEqual([
      { body: "third" },
    ]);
  });

  test("writes a snapshot again when what brought it first was undone", async () => {
    const told = thread({ number: 1 });
    const remark = (id: string) => remarkActivity({ ...told }, { id, author: person("bo") });
    await database.transaction(async (c) => {
      const undone = c.savepoint(async () => {
        await recordActivity(c, remark("a"));
        throw new Error("undone");
      });
      await undone.catch(() => undefined);
      await recordActivity(c, remark("b"));
      await recordActivity(c, remark("c"));
    });
    const { threads, remarks } = database.reader.tables;
    expect(await database.reader.db.select({ id: threads.id }).from(threads)).toEqual([{ id: told.id }]);
    const rows = await database.reader.db.select({ id: remarks.id }).from(remarks).orderBy(remarks.id);
    expect(rows).toEqual([{ id: "b" }, { id: "c" }]);
  });

  test.each([
    ["", false],
    [", where none is set at first", true],
  ])("undoes savepoints, one in the other and one after the other, as told%s", async (_, isRepeatable) => {
    let opened = 0;
    /** Opens threads as the steps say, and gives the numbers of those that stay. */
    const take = async (c: Connection, steps: readonly Step[]): Promise<number[]> => {
      const kept: number[] = [];
      for (const step of steps) {
        if (step === "open") {
          opened += 1;
          await recordActivity(c, threadActivity("thread.opened", thread({ number: opened })));
          kept.push(opened);
        } else {
          const inner = c.savepoint(async () => {
            const numbers = await take(c, step.steps);
            if (step.isUndone) throw new Error("undone");
            return numbers;
          });
          kept.push(...(await inner.catch(() => [])));
        }
      }
      return kept;
    };
    const { steps } = fc.letrec<{ steps: Step[] }>((tie) => ({
      steps: fc.array(
        fc.oneof(
          { depthSize: "small", withCrossShrink: true },
          fc.constant<Step>("open"),
          fc.record({ isUndone: fc.boolean(), steps: tie("steps") }),
        ),
        { maxLength: 4 },
      ),
    }));
    const stay: number[] = [];
    await fc.assert(
      fc.asyncProperty(steps, async (some) => {
        stay.push(...(await database.transaction((c) => take(c, some), { isRepeatable })));
        const { threads } = database.reader.tables;
        const rows = await database.reader.db.select({ number: threads.number }).from(threads);
        expect(rows.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(stay);
      }),
      { numRuns: 60, endOnFailure: true },
    );
    expect(stay.length).toBeGreaterThan(20);
  });

  test("runs what may be repeated twice only when something behind a savepoint threw", async () => {
    const doomed: boolean[] = [];
    const run = (throws: boolean) =>
      database.transaction(
        async (c) => {
          const work = c.savepoint(() => (throws ? Promise.reject(new Error("no")) : Promise.resolve()));
          await work.catch(() => undefined);
          doomed.push(c.isDoomed());
        },
        { isRepeatable: true },
      );
    await run(false);
    expect(doomed).toEqual([false]);
    await run(true);
    await run(false);
    expect(doomed).toEqual([false, true, false, false]);
  });

  test("takes from a remark's snapshot of its thread what it takes from one that comes alone", async () => {
    const of = {
      title: fc.constantFrom("a", "b"),
      body: fc.constantFrom("", "words"),
      state: fc.constantFrom("open" as const, "closed" as const),
      stateReason: fc.constantFrom(null, "completed"),
      labels: fc.constantFrom([], ["bug"]),
      isAssigned: fc.constantFrom(null, true, false),
      isLocked: fc.boolean(),
      author: fc.constantFrom(null, person("bo")),
      closedAt: fc.constantFrom(null, START + 7),
      mergedAt: fc.constantFrom(null, START + 8),
      updatedAt: fc.integer({ min: START, max: START + 3 }),
    };
    const { threads } = database.reader.tables;
    let number = 0;
    await fc.assert(
      fc.asyncProperty(fc.record(of), fc.array(fc.record(of), { maxLength: 3 }), async (first, later) => {
        number += 2;
        await database.transaction(async (c) => {
          for (const own of [number, number + 1])
            await recordActivity(c, threadActivity("thread.opened", thread({ ...first, number: own })));
          for (const [index, told] of later.entries()) {
            const remark = { id: `${number}.${index}`, author: person("cy") };
            await recordActivity(c, remarkActivity(thread({ ...told, number }), remark));
            const alone = threadActivity("thread.changed", thread({ ...told, number: number + 1 }));
            await recordActivity(c, { ...alone, key: `changed ${number}.${index}` });
          }
        });
        const rows = await database.reader.db
          .select()
          .from(threads)
          .where(inArray(threads.number, [number, number + 1]))
          .orderBy(threads.number);
        const [one, other] = rows.map(
          ({ id: _id, number: _number, nodeId: _node, url: _url, ...row }) => row,
        );
        expect(one).toEqual(other);
      }),
      { numRuns: 100, endOnFailure: true },
    );
  });

  test("says of a remark what is stored, or nothing", async () => {
    const remarks = fc.record({
      kind: fc.constantFrom("remark.created" as const, "remark.edited" as const, "remark.deleted" as const),
      author: fc.constantFrom(null, person("bo"), person("ci", { isBot: true })),
      threadAuthor: fc.constantFrom(null, person("al")),
      body: fc.constantFrom("", "words"),
      url: fc.constantFrom("https://github.com/a/b/1", "https://github.com/a/c/1"),
      reviewState: fc.constantFrom("commented", "approved", "dismissed"),
      updatedAt: fc.integer({ min: START, max: START + 3 }),
      endsThread: fc.boolean(),
    });
    let number = 0;
    const said: [StoredRemark, StoredRemark | undefined][] = [];
    await fc.assert(
      fc.asyncProperty(fc.array(remarks, { minLength: 1, maxLength: 5 }), async (list) => {
        number += 1;
        const id = `remark ${number}`;
        await database.transaction(async (c) => {
          for (const [index, { kind, threadAuthor, endsThread, ...remark }] of list.entries()) {
            const within = thread({ number, author: threadAuthor });
            const activity = remarkActivity(within, { id, kind: "review", createdAt: START, ...remark });
            const recorded = await recordActivity(c, { ...activity, kind, key: `${id} ${index}` });
            if (recorded?.remark) said.push([recorded.remark, await findRemark(c, id)]);
            if (endsThread)
              await recordActivity(c, {
                ...threadActivity("thread.deleted", within),
                key: `end ${id} ${index}`,
              });
          }
        });
      }),
      { numRuns: 100, endOnFailure: true },
    );
    expect(said.length).toBeGreaterThan(40);
    const comparable = (remark: StoredRemark | undefined) => ({
      ...remark,
      author: remark?.author && [remark.author.id, remark.author.isBot],
    });
    expect(said.map(([told]) => comparable(told))).toEqual(said.map(([, stored]) => comparable(stored)));
  });

  test("counts people's activities in a period and leaves bots out", async () => {
    const bot = person("ci", { isBot: true });
    await database.transaction(async (c) => {
      const first = thread({ number: 1 });
      await recordActivity(c, threadActivity("thread.opened", first));
      await recordActivity(
        c,
        remarkActivity(first, { id: "a", author: person("bo"), createdAt: START + 10 }, { isLive: false }),
      );
      await recordActivity(c, remarkActivity(first, { id: "b", author: bot, createdAt: START + 20 }));
      await recordActivity(
        c,
        remarkActivity(first, { id: "c", author: person("cy"), createdAt: START + 1000 }),
      );
    });
    const scope = await publicScope(database.reader, REPOSITORY.installationId);
    const counts = await countActivities(database.reader, {
      ...scope,
      startsAt: START,
      endsAt: START + 1000,
    });
    expect(counts).toEqual({ total: 2, live: 1, people: 2 });
    const people = await findPeople(database.reader, [bot.id]);
    expect(people.get(bot.id)).toEqual(bot);
  });

  test("keeps ids beyond 32 bits", async () => {
    const author = { id: 4_900_000_000, login: "big", isBot: false };
    await database.transaction((c) =>
      recordActivity(
        c,
        remarkActivity(thread({ number: 1 }), { id: "x", author, databaseId: 3_100_200_300 }),
      ),
    );
    const { remarks } = database.reader.tables;
    expect(
      await database.reader.db.select({ id: remarks.databaseId, by: remarks.authorId }).from(remarks),
    ).toEqual([{ id: 3_100_200_300, by: 4_900_000_000 }]);
  });
});
