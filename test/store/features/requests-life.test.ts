import { describe, expect, test } from "vitest";
import type { Activity, Person, Release, Thread } from "../../../src/core/activity.ts";
import { DAY, HOUR } from "../../../src/core/clock.ts";
import type { Effect } from "../../../src/core/effect.ts";
import type { CommandAnswer } from "../../../src/features/feature.ts";
import { requestsConfig, requestsFeature } from "../../../src/features/requests/index.ts";
import {
  person,
  record,
  remarkActivity,
  REPOSITORY,
  seedRepository,
  START,
  thread,
  threadActivity,
} from "../../support/activities.ts";
import { engines } from "../../support/databases.ts";
import { DEFAULTS, requestsWorld } from "./requests-fixture.ts";

describe.each(engines)("the life of requests on $name", ({ open }) => {
  const world = requestsWorld(open);
  const { tell, openThread, react, list, run } = world;

  describe("a board", () => {
    const config = requestsConfig.parse({ boards: [{ repository: "Collector", issue: 77 }] });
    const job = requestsFeature.jobs?.find(({ name }) => name === "requests-board");
    const update = (now: number, over: unknown = config) => run("requests-board", now, over);
    const textOf = (effects: readonly Effect[] | undefined) =>
      effects?.map((effect) => ("markdown" in effect ? effect.markdown : "")).join("\n") ?? "";

    test("is due every hour, because totals are, and never when requests are off", () => {
      expect(job?.nextAfter(START, config)).toBe(START + HOUR);
      expect(job?.nextAfter(START, { ...config, everyHours: 24 })).toBe(Date.UTC(2026, 10, 3));
      expect(job?.nextAfter(START, { ...config, enabled: false })).toBeUndefined();
    });

    test("is written when it changes, even back to what it was, and left alone when it does not", async () => {
      const id = await openThread({ number: 1, labels: ["enhancement"] });
      const first = await update(START);
      expect(first).toMatchObject([
        { kind: "board", threadId: "1001#77", repositoryId: 1001, audience: "community", board: "requests" },
      ]);
      expect(await update(START + HOUR)).toEqual([]);
      await react(id, ["bo"]);
      const second = await update(START + 2 * HOUR);
      await world.database.transaction(({ db, tables }) => db.delete(tables.reactions).then(() => undefined));
      const third = await update(START + 3 * HOUR);
      const all = [...(first ?? []), ...(second ?? []), ...(third ?? [])];
      expect(new Set(all.map(({ key }) => key)).size).toBe(3);
      expect(textOf(third)).toBe(textOf(first));
    });

    test("tells what has moved since the Monday before last", async () => {
      const first = await openThread({ number: 1, labels: ["enhancement"] });
      const second = await openThread({ number: 2, labels: ["enhancement"] });
      await react(first, ["bo"]);
      expect(textOf(await update(START))).not.toContain("since");
      await react(second, ["bo", "cy", "dee"]);
      const later = textOf(await update(START + 8 * DAY));
      expect(later).toContain("since 2 November");
      expect(later).toContain("▲1, +3");
      expect(later).toContain("▼1");
    });

    test("lists one repository's own when it is told to", async () => {
      const other = { ...REPOSITORY, id: 1002, name: "charts" };
      await seedRepository(world.database, other);
      await openThread({ number: 1, labels: ["enhancement"], title: "Mine" });
      await openThread({ number: 1, labels: ["enhancement"], title: "Theirs" }, other);
      const own = { repository: "charts", discussion: 5, lists: "repository" };
      const both = requestsConfig.parse({ boards: [...config.boards, own] });
      const [all, theirs] = (await update(START, both)) ?? [];
      expect(textOf(all ? [all] : [])).toContain("Mine");
      expect(textOf(all ? [all] : [])).toContain("Theirs");
      expect(theirs).toMatchObject({ threadId: "1002#5", drawsOn: [1002] });
      expect(textOf(theirs ? [theirs] : [])).not.toContain("Mine");
    });

    test("names a repository that is public, or says what is wrong", async () => {
      const wrong = requestsConfig.parse({ boards: [{ repository: "secret", issue: 1 }] });
      await expect(update(START, wrong)).rejects.toThrow("none of the public repositories");
    });

    test("tells what was declined, and where a maintainer said why; a bot that tidies up declines nothing", async () => {
      const wish = (number: number) => thread({ number, labels: ["enhancement"], title: `Wish ${number}` });
      const closing = (number: number, actor: Person) =>
        threadActivity(
          "thread.closed",
          {
            ...wish(number),
            state: "closed",
            stateReason: "not_planned",
            closedAt: START + 60,
            updatedAt: START + 60,
          },
          { actor },
        );
      const because = {
        id: "because",
        author: person("maintainer"),
        body: "It would not scale.",
        createdAt: START + 58,
      };
      await tell(
        ...[1, 2, 3].map((number) => threadActivity("thread.opened", wish(number))),
        remarkActivity(wish(1), because),
        closing(1, person("maintainer")),
        closing(2, person("stale", { isBot: true })),
        closing(3, person("ada")),
      );
      const text = textOf(await update(START + DAY));
      expect(text).toContain(
        "**Declined lately** – [Wish 1](https://github.test/lanterns/collector/issues/1) ([why](https://github.test/lanterns/collector/issues/1#because))",
      );
      expect(text).not.toContain("Wish 2");
      expect(text).not.toContain("Wish 3");
      await tell(
        threadActivity("thread.reopened", { ...wish(1), updatedAt: START + 70 }, { at: START + 70 }),
      );
      expect(textOf(await update(START + 2 * DAY))).not.toContain("Declined");
    });
  });

  describe("a release", () => {
    const wish = thread({
      number: 1,
      labels: ["enhancement"],
      state: "closed",
      closedAt: START + 10,
      updatedAt: START + 10,
    });
    const merge = (options: Partial<Thread> = {}) => {
      const pull = thread({
        number: 2,
        kind: "pull",
        closes: [1],
        state: "merged",
        mergedAt: START + 10,
        closedAt: START + 10,
        updatedAt: START + 10,
        ...options,
      });
      return threadActivity("thread.merged", pull);
    };
    const release = (tag: string, at: number, options: Partial<Release> = {}): Activity => ({
      kind: "release.published",
      key: `release ${tag} ${at}`,
      at,
      repository: REPOSITORY,
      actor: person("ada"),
      isLive: true,
      release: {
        id: `REL_${tag}`,
        tag,
        name: tag,
        body: "",
        url: `https://github.test/lanterns/collector/releases/tag/${tag}`,
        isPrerelease: false,
        author: person("ada"),
        publishedAt: at,
        updatedAt: at,
        ...options,
      },
    });
    const said = (effects: readonly Effect[]) =>
      effects.map((effect) => ("markdown" in effect ? effect.markdown : effect.kind));

    test("ships a request once, by name, with how many had asked", async () => {
      await tell(threadActivity("thread.opened", wish), merge());
      await react(wish.id, ["bo", "cy"]);
      expect(await tell(release("v0.9.0-rc.1", START + 15, { isPrerelease: true }))).toEqual([]);
      expect(said(await tell(release("v1.0.0", START + 20)))).toEqual([
        "This shipped in [v1.0.0](https://github.test/lanterns/collector/releases/tag/v1.0.0) with [#2](https://github.test/lanterns/collector/pull/2). 3 people had asked for it. Thanks for waiting.",
      ]);
      expect(await tell(release("v1.0.0", START + 25), release("v1.1.0", START + 30))).toEqual([]);
    });

    test("of an older line ships what its notes name, and no more", async () => {
      await tell(release("v2.0.0", START), threadActivity("thread.opened", wish), merge());
      expect(await tell(release("v1.9.1", START + 20))).toEqual([]);
      expect(await tell(release("v1.9.2", START + 30, { body: "* a fix by b in #7" }))).toEqual([]);
      expect(said(await tell(release("v1.9.3", START + 40, { body: "* windows (#2)" })))).toHaveLength(1);
    });

    test("that was told of before the merge ships it all the same, and one that is taken back leaves it to the next", async () => {
      await tell(threadActivity("thread.opened", wish));
      await tell(release("v1.0.0", START + 20));
      expect(said(await tell(merge()))).toHaveLength(1);
      const gone = release("v1.0.0", START + 40);
      expect(said(await tell({ ...gone, kind: "release.removed" } as Activity))).toEqual([""]);
      expect(said(await tell(release("v1.0.1", START + 50)))).toEqual([expect.stringContaining("v1.0.1")]);
    });

    test("says nothing to what is no request, or is still open", async () => {
      await tell(
        threadActivity("thread.opened", { ...wish, labels: ["bug"] }),
        threadActivity("thread.opened", thread({ number: 3, labels: ["enhancement"] })),
        merge({ closes: [1, 3] }),
      );
      expect(await tell(release("v1.0.0", START + 20))).toEqual([]);
    });
  });

  describe("an owner", () => {
    const wish = thread({ number: 1, labels: ["enhancement"] });

    async function command(name: string, who: Person, at = START): Promise<CommandAnswer | undefined> {
      const activity = remarkActivity(wish, { id: `${name}${at}${who.id}`, author: who, createdAt: at });
      return world.database.transaction(async (connection) => {
        await record(connection, activity);
        const context = { connection, config: DEFAULTS, now: at, isHistoryKnown: true };
        return requestsFeature.commands?.[name]?.({ argument: "", activity }, context);
      });
    }

    const follow = (now: number) => run("requests-recount", now);

    test("is shown, and nobody takes it from them", async () => {
      await tell(threadActivity("thread.opened", wish));
      await command("stoa own", person("bo"));
      expect((await list())[0]?.owner).toEqual({ login: "bo" });
      await expect(command("stoa own", person("cy"))).rejects.toThrow("bo");
      await expect(command("stoa disown", person("cy"))).rejects.toThrow("not taken");
      await command("stoa disown", person("bo"), START + 1);
      expect((await list())[0]?.owner).toBeNull();
    });

    test("who is silent for three weeks is asked once, and let go a week later", async () => {
      await tell(threadActivity("thread.opened", wish));
      await command("stoa own", person("bo"));
      expect(await follow(START + 20 * DAY)).toEqual([]);
      expect(await follow(START + 21 * DAY)).toMatchObject([
        { kind: "section", section: "owner", threadId: wish.id },
      ]);
      expect(await follow(START + 22 * DAY)).toEqual([]);
      expect(await follow(START + 28 * DAY)).toMatchObject([
        { markdown: expect.stringContaining("free again") },
      ]);
      expect((await list())[0]?.owner).toBeNull();
      expect(await follow(START + 29 * DAY)).toEqual([]);
    });

    test("who answers, or works on a pull request, keeps it", async () => {
      await tell(threadActivity("thread.opened", wish));
      await command("stoa own", person("bo"));
      await follow(START + 21 * DAY);
      await tell(remarkActivity(wish, { id: "still", author: person("bo"), createdAt: START + 23 * DAY }));
      expect(await follow(START + 28 * DAY)).toMatchObject([{ markdown: "" }]);
      const updatedAt = START + 40 * DAY;
      const pull = thread({
        number: 5,
        kind: "pull",
        closes: [1],
        author: person("bo"),
        createdAt: updatedAt,
        updatedAt,
      });
      await tell(threadActivity("thread.opened", pull));
      expect(await follow(START + 50 * DAY)).toEqual([]);
      expect((await list())[0]?.owner).toEqual({ login: "bo" });
    });
  });
});
