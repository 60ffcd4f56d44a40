import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Activity, RepositoryRef } from "../../../src/core/activity.ts";
import { DAY, HOUR } from "../../../src/core/clock.ts";
import { UserError } from "../../../src/core/errors.ts";
import type { Database } from "../../../src/db/connection.ts";
import { recordActivity } from "../../../src/db/facts.ts";
import { publicScope, readerScope } from "../../../src/db/repositories.ts";
import type { Effect } from "../../../src/features/feature.ts";
import { sentimentByPart, sentimentConfig, sentimentFeature } from "../../../src/features/sentiment/index.ts";
import { releaseImpacts } from "../../../src/features/sentiment/impact-store.ts";
import { firstReplies } from "../../../src/features/sentiment/replies.ts";
import {
  person,
  REPOSITORY,
  remarkActivity,
  seedRepository,
  START,
  thread,
  threadActivity,
} from "../../support/activities.ts";
import { engines } from "../../support/databases.ts";

const PRIVATE: RepositoryRef = { ...REPOSITORY, id: 1002, name: "maintainers", isPrivate: true };
const CONFIG = sentimentConfig.parse({ maintainers: { repository: "maintainers" } });
const PEOPLE = ["bo", "cy", "di", "ed", "fay", "gus"];
const GOOD = "Great work, thanks a lot!";
const BAD = "This is terrible and awful";

describe.each(engines)("what maintainers are told on $name", ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
    await seedRepository(database);
    await seedRepository(database, PRIVATE);
  });
  afterEach(() => database.close());

  async function happen(...activities: readonly Activity[]): Promise<void> {
    await database.transaction(async (connection) => {
      for (const activity of activities) {
        await recordActivity(connection, activity);
        const context = { connection, config: CONFIG, now: START, isHistoryKnown: true };
        await sentimentFeature.onActivity?.(activity, context);
      }
    });
  }

  let count = 0;
  function remark(
    login: string,
    body: string,
    { at = START, number = 1, labels = [] as string[], repository = REPOSITORY } = {},
  ) {
    count += 1;
    const of = thread({ number, labels }, repository);
    return remarkActivity(
      of,
      { id: `remark-${count}`, author: person(login), body, createdAt: at },
      { repository },
    );
  }

  async function say(argument: string, repository = PRIVATE) {
    const command = sentimentFeature.commands?.["stoa tone"];
    const activity = remarkActivity(
      thread({ number: 9 }, repository),
      { id: "c", author: person("ada") },
      { repository },
    );
    return database.transaction((connection) =>
      Promise.resolve(
        command?.({ argument, activity }, { connection, config: CONFIG, now: START, isHistoryKnown: true }),
      ),
    );
  }

  async function run(name: string, now: number, config = CONFIG): Promise<readonly Effect[]> {
    const job = sentimentFeature.jobs?.find((one) => one.name === name);
    return database.transaction(async (connection) => {
      const scope = await publicScope(connection, REPOSITORY.installationId);
      const { installationId } = scope;
      const context = {
        connection,
        config,
        now,
        isHistoryKnown: true,
        scope,
        installationId,
        configOf: ({ name }: { readonly name: string }) => (name === "sentiment" ? CONFIG : undefined),
      };
      return (await job?.run(context)) ?? [];
    });
  }

  async function polarities() {
    const { sentimentScores: scores } = database.reader.tables;
    const rows = await database.reader.db
      .select({ polarity: scores.polarity })
      .from(scores)
      .orderBy(scores.subjectId);
    return rows.map(({ polarity }) => polarity);
  }

  const scope = () => publicScope(database.reader, REPOSITORY.installationId);

  test("a correction wins at once and after an edit", async () => {
    const said = remark("bo", BAD);
    await happen(said);
    expect(await polarities()).toEqual(["negative"]);
    const answer = await say(`positive ${said.remark.url}`);
    expect(answer?.reply).toBe("Noted: it counts as positive from now on.");
    expect(await polarities()).toEqual(["positive"]);
    const edited = { ...said.remark, body: `${BAD}!`, updatedAt: START + 5 };
    await happen({ ...said, kind: "remark.edited", key: "edited", remark: edited });
    expect(await polarities()).toEqual(["positive"]);
  });

  test("a correction of the opening text, and of the same remark again", async () => {
    const of = thread({ number: 1, body: GOOD });
    await happen(threadActivity("thread.opened", of));
    await say(`NEUTRAL <${of.url}>`);
    await say(`negative ${of.url}`);
    expect(await polarities()).toEqual(["negative"]);
  });

  test("five corrections tell how often the model was right", async () => {
    const said = PEOPLE.slice(0, 5).map((login) => remark(login, BAD));
    await happen(...said);
    for (const one of said.slice(1)) await say(`negative ${one.remark.url}`);
    const answer = await say(`neutral ${said[0]?.remark.url}`);
    expect(answer?.reply).toContain("Of 5 remarks whose tone you told me, I had read 4 right (80 %");
  });

  test.each([
    ["in public", "negative https://github.test/lanterns/collector/issues/1", REPOSITORY],
    ["without a link", "negative", PRIVATE],
    ["of a tone that is none", "sad https://github.test/lanterns/collector/issues/1", PRIVATE],
    [
      "of a remark that was never read",
      "negative https://github.test/lanterns/collector/issues/7#nothing",
      PRIVATE,
    ],
    ["of a thread elsewhere", "negative https://github.test/other/project/issues/1", PRIVATE],
  ])("no correction %s", async (_, argument, repository) => {
    await expect(say(argument, repository)).rejects.toThrow(UserError);
  });

  test("the mood by repository and by area, of five people or more", async () => {
    for (const [index, login] of PEOPLE.entries()) {
      await happen(remark(login, index === 0 ? BAD : GOOD, { number: 2, labels: ["docs"] }));
    }
    await happen(remark("bo", BAD, { number: 3, labels: ["agent"] }));
    const parts = await sentimentByPart(database.reader, await scope(), {
      startsAt: START,
      endsAt: START + DAY,
    });
    expect(parts.repositories).toMatchObject([{ part: "lanterns/collector", people: 6, index: 83.3 }]);
    expect(parts.areas).toMatchObject([{ part: "docs", people: 6, index: 83.3 }]);
  });

  test("what a release did, with the problems reported around it", async () => {
    const publishedAt = START + 20 * DAY;
    await happen({
      kind: "release.published",
      key: "release",
      at: publishedAt,
      repository: REPOSITORY,
      actor: person("ada"),
      isLive: true,
      release: {
        id: "R1",
        tag: "v1",
        name: "v1",
        body: "",
        url: "https://github.test/v1",
        isPrerelease: false,
        author: person("ada"),
        publishedAt,
        updatedAt: publishedAt,
      },
    });
    for (const login of PEOPLE) {
      await happen(
        remark(login, GOOD, { at: publishedAt - DAY }),
        remark(login, BAD, { at: publishedAt + DAY }),
      );
    }
    const issue = (number: number, createdAt: number, labels: string[]) =>
      threadActivity("thread.opened", thread({ number, createdAt, labels, author: person("zoe") }));
    await happen(
      issue(50, publishedAt - DAY, ["bug"]),
      issue(51, publishedAt + DAY, ["Bug"]),
      issue(52, publishedAt + DAY, ["docs"]),
    );
    const endedIn = { startsAt: publishedAt + 10 * DAY, endsAt: publishedAt + 17 * DAY };
    const request = { endedIn, problemLabels: CONFIG.problemLabels };
    const impacts = await releaseImpacts(database.reader, await scope(), request);
    expect(impacts).toMatchObject([
      { tag: "v1", before: 100, after: 0, verdict: "down", problems: { before: 1, after: 1 } },
    ]);
    const tooEarly = { startsAt: publishedAt, endsAt: publishedAt + 14 * DAY };
    expect(await releaseImpacts(database.reader, await scope(), { ...request, endedIn: tooEarly })).toEqual(
      [],
    );
  });

  test("first replies to newcomers, in sum", async () => {
    for (const [index, login] of PEOPLE.entries()) {
      const of = thread({
        number: 20 + index,
        author: person(login),
        createdAt: START + index,
        body: "A question about it",
      });
      const reply = { author: person("ada"), body: index < 5 ? GOOD : BAD, createdAt: START + HOUR };
      await happen(
        threadActivity("thread.opened", of),
        remarkActivity(of, { id: `own-${index}`, author: person(login), body: BAD, createdAt: START + 9 }),
        remarkActivity(of, { id: `reply-${index}`, ...reply }),
      );
    }
    const again = thread({ number: 40, author: person("bo"), createdAt: START + DAY });
    await happen(
      threadActivity("thread.opened", again),
      remarkActivity(again, { id: "late", author: person("ada"), body: BAD, createdAt: START + DAY + HOUR }),
    );
    const replies = await firstReplies(database.reader, await scope(), {
      startsAt: START,
      endsAt: START + 2 * DAY,
    });
    expect(replies).toMatchObject({ welcoming: 5, neutral: 0, dismissive: 1, change: null });
  });

  test("a weekly note in the private place, once for its week, and none without anything to say", async () => {
    expect(await run("sentiment-note", START + 7 * DAY)).toEqual([]);
    for (const login of PEOPLE) await happen(remark(login, GOOD));
    const [note, ...others] = await run("sentiment-note", START + 7 * DAY);
    expect(others).toEqual([]);
    expect(note).toMatchObject({
      kind: "discussion",
      key: "11:note:2026-11-02",
      repositoryId: PRIVATE.id,
      audience: "maintainers",
      drawsOn: [REPOSITORY.id],
      category: "General",
    });
  });

  test("an alert of a thread that heats up, with one key a day", async () => {
    const insult = "This is fucking ridiculous, are you idiots even testing your own stupid garbage?";
    await happen(remark("bo", insult), remark("cy", insult), remark("bo", insult), remark("di", GOOD));
    const alerts = await run("sentiment-alerts", START + HOUR);
    expect(alerts).toMatchObject([
      { key: `11:heat:1001#1:${Math.floor(START / DAY)}`, audience: "maintainers" },
    ]);
    expect(await run("sentiment-alerts", START + 2 * HOUR)).toEqual(alerts);
    expect(await run("sentiment-alerts", START + 5 * DAY)).toEqual([]);
  });

  test("nothing where no place is named, and a clear error where the place is public", async () => {
    for (const login of PEOPLE) await happen(remark(login, GOOD));
    expect(await run("sentiment-note", START + 7 * DAY, sentimentConfig.parse({}))).toEqual([]);
    const config = sentimentConfig.parse({ maintainers: { repository: "collector" } });
    await expect(run("sentiment-note", START + 7 * DAY, config)).rejects.toThrow(UserError);
  });

  test("what is said in a private repository only where its readers are", async () => {
    for (const login of PEOPLE) await happen(remark(login, BAD, { repository: PRIVATE }));
    const period = { startsAt: START, endsAt: START + DAY };
    expect((await sentimentByPart(database.reader, await scope(), period)).repositories).toEqual([]);
    const readers = await readerScope(database.reader, PRIVATE);
    expect((await sentimentByPart(database.reader, readers, period)).repositories).toMatchObject([
      { people: 6 },
    ]);
  });
});
