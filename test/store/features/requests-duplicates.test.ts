import { describe, expect, test } from "vitest";
import fc from "fast-check";
import type { Activity, Thread } from "../../../src/core/activity.ts";
import {
  person,
  remarkActivity,
  REPOSITORY,
  START,
  thread,
  threadActivity,
} from "../../support/activities.ts";
import { engines } from "../../support/databases.ts";
import { PRIVATE, requestsWorld } from "./requests-fixture.ts";

describe.each(engines)("duplicates on $name", ({ open }) => {
  const world = requestsWorld(open);
  const { tell, openThread, react, list } = world;

  const dup = (number: number, of: string, options: Partial<Parameters<typeof thread>[0]> = {}) => {
    const closed = thread({
      number,
      labels: ["enhancement"],
      author: person(`opener${number}`),
      state: "closed",
      stateReason: "duplicate",
      closedAt: START + 60,
      updatedAt: START + 60,
      ...options,
    });
    const remark = {
      id: `R${number}`,
      author: person("maintainer"),
      body: `Duplicate of ${of}`,
      createdAt: START + 50,
    };
    const open: Thread = { ...closed, state: "open", stateReason: null, closedAt: null, updatedAt: START };
    return [
      threadActivity("thread.opened", open),
      remarkActivity(open, remark),
      threadActivity("thread.closed", closed),
    ] as const;
  };

  test("move their voters to the original, through chains, and give them back when it is undone", async () => {
    const id = await openThread({ number: 1, labels: ["enhancement"] });
    await tell(...dup(2, "#1"), ...dup(3, "lanterns/collector#2"));
    await react(`${REPOSITORY.id}#3`, ["ada", "bo"]);
    expect(await list()).toMatchObject([
      { threadId: id, votes: 4, duplicates: ["1001#2", "1001#3"], tally: { throughDuplicates: 3 } },
    ]);

    const reopened = thread({
      number: 2,
      labels: ["enhancement"],
      author: person("opener2"),
      updatedAt: START + 99,
    });
    await tell(threadActivity("thread.reopened", reopened, { at: START + 99 }));
    expect((await list()).map(({ threadId, votes }) => [threadId, votes])).toEqual([
      ["1001#2", 4],
      ["1001#1", 1],
    ]);
  });

  test("are none when the comment is edited or deleted, or the thread stays open", async () => {
    await openThread({ number: 1, labels: ["enhancement"] });
    const [opened, remark, closed] = dup(2, "#1");
    await tell(opened, remark);
    expect((await list()).map(({ votes }) => votes)).toEqual([1, 1]);
    await tell(closed);
    expect((await list()).map(({ votes }) => votes)).toEqual([2]);
    const edited = { ...remark.remark, body: "Not this one.", updatedAt: START + 80 };
    await tell({ ...remark, kind: "remark.edited", key: "e", at: START + 80, remark: edited });
    expect((await list()).map(({ votes }) => votes)).toEqual([1]);
    const again = { ...remark.remark, body: "dupe of #1", updatedAt: START + 90 };
    await tell({ ...remark, kind: "remark.edited", key: "f", at: START + 90, remark: again });
    expect((await list()).map(({ votes }) => votes)).toEqual([2]);
    await tell({
      ...remark,
      kind: "remark.deleted",
      key: "d",
      at: START + 95,
      remark: { ...again, updatedAt: START + 95 },
    });
    expect((await list()).map(({ votes }) => votes)).toEqual([1]);
  });

  test("of a private repository bring no voter to a public request", async () => {
    await openThread({ number: 1, labels: ["enhancement"] });
    const secret = thread({ number: 9, author: person("spy"), state: "closed", closedAt: START }, PRIVATE);
    const remark = { id: "R9", author: person("spy"), body: "Duplicate of lanterns/collector#1" };
    const inPrivate = { repository: PRIVATE };
    await tell(threadActivity("thread.opened", secret, inPrivate), remarkActivity(secret, remark, inPrivate));
    expect((await list()).map(({ votes, duplicates }) => [votes, duplicates])).toEqual([[1, []]]);
  });

  test("end the same in whatever order, and however often, they are told", async () => {
    // Snapshots of one moment are alike.
    const labels = ["enhancement"];
    const plus = (number: number, who: string, body = "+1") =>
      remarkActivity(number === 1 ? one : thread({ number, labels, author: person(`opener${number}`) }), {
        id: `${number}${who}`,
        author: person(who),
        body,
        createdAt: START + 5,
      });
    const one = thread({ number: 1, labels: ["enhancement"] });
    const taken = plus(1, "dee");
    const activities: readonly Activity[] = [
      threadActivity("thread.opened", one),
      ...dup(2, "#1"),
      ...dup(3, "#2"),
      ...dup(4, "#3"),
      plus(1, "bo"),
      plus(3, "cy", "👍"),
      plus(4, "bo"),
      taken,
      {
        ...taken,
        kind: "remark.edited",
        key: "x",
        at: START + 9,
        remark: { ...taken.remark, body: "Hm.", updatedAt: START + 9 },
      },
    ];
    const orders = fc.shuffledSubarray([...activities, ...activities], {
      minLength: 2 * activities.length,
    });
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        await world.restart();
        await tell(...order);
        expect((await list()).map(({ threadId, votes }) => [threadId, votes])).toEqual([["1001#1", 6]]);
      }),
      { numRuns: 15 },
    );
  }, 120_000);
});
