// Accounts under the names they were last seen by, whatever order that is told in, and by however many processes.

import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Person } from "../../src/core/activity.ts";
import type { Connection, Database } from "../../src/db/connection.ts";
import { findPeople, upsertPerson } from "../../src/db/people.ts";
import { engines } from "../support/databases.ts";

const ada = (login = "ada", isBot = false): Person => ({ id: 1, login, isBot });

describe.each(engines)("people on $name", ({ name, open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
  });
  afterEach(() => database.close());

  const rows = async () => {
    const { db, tables } = database.reader;
    return db.select().from(tables.people);
  };

  test("are written anew with another name at once, and when they were seen last at the end", async () => {
    await database.transaction((c) => upsertPerson(c, ada(), 10));
    await database.transaction(async (c) => {
      await upsertPerson(c, ada(), 20);
      await upsertPerson(c, ada("countess", true), 30);
      expect((await findPeople(c, [1])).get(1)).toEqual({ id: 1, login: "countess", isBot: true });
      await upsertPerson(c, ada("countess", true), 40);
      await upsertPerson(c, ada(), 35);
    });
    expect(await rows()).toEqual([{ id: 1, login: "countess", isBot: true, seenAt: 40 }]);
  });

  test("end under the newest name, however their sightings are ordered and shared out", async () => {
    const sighting = fc.record({ at: fc.integer({ min: 1, max: 6 }), login: fc.constantFrom("a", "b", "c") });
    const sightings = fc.uniqueArray(sighting, { minLength: 2, maxLength: 6, selector: ({ at }) => at });
    const inBatches = sightings.chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray(all, { minLength: all.length }),
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 6, maxLength: 6 }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(inBatches, async ([all, shuffled, sizes]) => {
        await database.transaction(({ db, tables }) => db.delete(tables.people));
        for (const size of sizes) {
          const batch = shuffled.splice(0, size);
          await database.transaction(async (c) => {
            for (const { at, login } of batch) await upsertPerson(c, ada(login), at);
          });
        }
        const last = all.toSorted((one, other) => one.at - other.at).at(-1);
        expect(await rows()).toMatchObject([{ login: last?.login, seenAt: last?.at }]);
      }),
      { numRuns: 40 },
    );
  });

  test("who were erased in the same transaction stay so", async () => {
    await database.transaction((c) => upsertPerson(c, ada(), 10));
    await database.transaction(async (c) => {
      await upsertPerson(c, ada(), 20);
      await c.db.delete(c.tables.people);
    });
    expect(await rows()).toEqual([]);
  });

  test("are there for what follows one that was undone", async () => {
    await database.transaction(async (c) => {
      const undone = c.savepoint(async () => {
        await upsertPerson(c, ada(), 10);
        throw new Error("undone");
      });
      await expect(undone).rejects.toThrow("undone");
      await upsertPerson(c, ada(), 20);
      expect((await findPeople(c, [1])).size).toBe(1);
    });
    expect(await rows()).toMatchObject([{ seenAt: 20 }]);
  });

  test.runIf(name === "postgres")("whom two processes meet crosswise keep neither waiting", async () => {
    const [one, other] = [ada(), { id: 2, login: "bob", isBot: false }];
    await database.transaction(async (c) => {
      await upsertPerson(c, one, 1);
      await upsertPerson(c, other, 1);
    });
    const met = [meeting(), meeting()] as const;
    const meet = (first: Person, second: Person, at: number, own: 0 | 1) =>
      database.transaction(async (c: Connection) => {
        await upsertPerson(c, first, at);
        met[own].done();
        await met[own === 0 ? 1 : 0].promise;
        await upsertPerson(c, second, at);
      });
    await Promise.all([meet(one, other, 10, 0), meet(other, one, 20, 1)]);
    expect((await rows()).map(({ seenAt }) => seenAt)).toEqual([20, 20]);
  });
});

function meeting(): { readonly promise: Promise<void>; done(): void } {
  let done = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    done = resolve;
  });
  return { promise, done };
}
