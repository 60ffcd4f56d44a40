// The whole story of mentoring on the virtual clock: a newcomer is offered a mentor who falls silent, maintainers are nudged,
// somebody else steps in, the change is merged, and both are thanked. Its comments are kept in docs/mentoring-comments.md.

import { afterEach, describe, expect, test } from "vitest";
import { DAY, HOUR, MINUTE } from "../../src/core/clock.ts";
import type { Happening } from "../local-github/community.ts";
import { at } from "../local-github/fixture.ts";
import { rocketWith, startStoa, type TestStoa } from "../support/stoa.ts";

const CONFIG = `mentoring:
  contributing: https://example.org/rocket/contributing
  mentors:
    - login: ada
      areas: [engine/]
      capacity: 1
    - login: cy
      capacity: 1
  guides:
    - area: engine/
      text: run the generator before committing
      url: https://example.org/rocket/generator
      hurdle: true
    - area: bug
      text: how to make a small test case
      url: https://example.org/rocket/test-case
  maintainers:
    repository: back-office
`;

let world: TestStoa;
afterEach(() => world.stop());

const engine = (name: string) => [{ path: `engine/${name}.ts`, additions: 3, deletions: 1 }];

/** A pull request of the past, merged by somebody else. */
function merged(hours: number, by: string, number: number): readonly Happening[] {
  return [
    at(hours, by, {
      do: "open-pull",
      number,
      title: `Part ${number}`,
      body: "",
      files: engine(`p${number}`),
    }),
    at(hours + 1, "eve", { do: "merge", number }),
  ];
}

const OPEN_PULL = at(1, "dana", {
  do: "open-pull",
  number: 20,
  title: "Burn cleaner",
  body: "My first change here. Is this the right place?",
  files: engine("burn"),
});

async function start(config = CONFIG): Promise<void> {
  const backOffice = {
    owner: "acme",
    name: "back-office",
    isPrivate: true,
    categories: [{ name: "General" }],
  };
  world = await startStoa({
    repositories: [...rocketWith(config), backOffice],
    history: [
      ...[1, 2, 3, 4, 5].flatMap((number) => merged(-300 + number * 10, "ada", number)),
      ...merged(-100, "cy", 6),
    ],
  });
  await world.perform(
    at(0.1, "eve", {
      do: "open-issue",
      number: 7,
      title: "The engine hums",
      body: "Somebody could look.",
      labels: ["good first issue"],
    }),
  );
}

/** Lets it happen, and lets so much time pass that what follows has been written on GitHub. */
async function live(...happenings: readonly Happening[]): Promise<void> {
  await world.perform(...happenings);
  await world.pass(5 * MINUTE);
}

/** Runs to so many hours after the fixture's start. */
const until = (hours: number) => world.runUntil(at(hours, "ada", { do: "merge", number: 0 }).at);

/** Stoa's one comment in a thread, without its marker and its foot. */
function comment(number = 20): string {
  const comments = world.comments(number);
  expect(comments.length).toBeLessThanOrEqual(1);
  const [, ...lines] = (comments[0]?.body ?? "")
    .replaceAll(world.github.url, "https://github.com")
    .split("\n");
  return lines.join("\n").split("\n\n<sub>")[0] ?? "";
}

const say = (hours: number, by: string, body: string, number = 20) =>
  at(hours, by, { do: "comment", number, body });

const backOffice = () =>
  [...(world.github.state.repositories.get("acme/back-office")?.threads.values() ?? [])].map(
    ({ title, body }) => `**${title}**\n\n${body.replaceAll(world.github.url, "https://github.com")}`,
  );

async function badgesOf(login: string): Promise<string> {
  const hours = (world.clock.now() - at(0, "", { do: "merge", number: 0 }).at) / HOUR + 1;
  await live(say(hours, login, "/stoa badges", 7));
  return comment(7);
}

describe("mentoring", () => {
  test("offers, notices silence, pairs again, and sees a newcomer through to their merge", async () => {
    await start();
    const story: string[] = [];
    const tell = (title: string, text: string) =>
      story.push(`## ${title}\n\n\`\`\`markdown\n${text.trim()}\n\`\`\``);

    // Monday, 10:00.
    await live(OPEN_PULL);
    tell("A first pull request", comment());
    expect(comment()).toContain("[ada]");
    expect(comment()).toMatch(/knows this part \(5 merged changes under `engine\/`/);

    // Wednesday, 10:00, is two working days later.
    await until(48.9);
    expect(backOffice()).toEqual([]);
    await until(54);
    expect(backOffice()).toHaveLength(1);
    tell(
      "Two working days without a word of the mentor's, told to maintainers alone",
      (backOffice()[0] ?? "").replace(/\n\n<!--[\s\S]*/, ""),
    );
    expect(comment()).toContain("[ada]");
    await until(100);
    expect(backOffice()).toHaveLength(1);

    // The next Monday, 10:00, is five.
    await until(168.9);
    expect(comment()).toContain("**[ada]");
    await until(174);
    expect(comment()).toContain("**[cy]");
    expect(comment()).not.toMatch(/silent|ignored|fail/i);
    tell("Five working days: somebody else steps in", comment());

    await live(say(175, "cy", "/mentor accept"));
    expect(comment()).toContain("is glad to help");
    await live(say(176, "cy", "It is. Could you add a test?"), say(177, "dana", "Here it is."));
    await live(say(178, "cy", "Lovely."), at(180, "eve", { do: "merge", number: 20 }));
    expect(comment()).toContain("The engine hums");
    tell("Merged: thanks, the badge, and what could be next", comment());
    expect(await badgesOf("dana")).not.toContain("**Graduate**");

    await live(say(190, "dana", "/mentor done"));
    expect(comment()).toContain("well done both");
    tell("Done", comment());
    expect(await badgesOf("dana")).toContain("**Graduate**");
    expect(await badgesOf("cy")).toContain("**Mentor ·");
    expect(await badgesOf("ada")).not.toContain("**Mentor ·");
    expect(world.comments(20)).toHaveLength(1);
    expect(comment()).not.toMatch(/(^|[^\w`/])@[a-z\d]/i);

    const file = [
      "# What mentoring says",
      "The comments of one story, as a test of the whole way writes them.",
      ...story,
    ];
    await expect(`${file.join("\n\n")}\n`).toMatchFileSnapshot("../../docs/mentoring-comments.md");
  });

  test("counts a merge as done after a week", async () => {
    await start();
    await live(OPEN_PULL, say(2, "ada", "Welcome!"), at(3, "eve", { do: "merge", number: 20 }));
    await world.pass(6 * DAY);
    expect(comment()).toContain("in a week it counts as done");
    await world.pass(2 * DAY);
    expect(comment()).toContain("well done both");
    expect(await badgesOf("ada")).toContain("**Mentor ·");
  });

  test("asks a quiet newcomer once, gently, and gives the place free after four weeks", async () => {
    await start();
    await live(OPEN_PULL, say(2, "ada", "Could you add a test?"));
    await world.pass(13 * DAY);
    expect(comment()).not.toContain("quiet");
    await world.pass(2 * DAY);
    expect(comment()).toContain("It has been quiet here for two weeks");
    await world.pass(15 * DAY);
    expect(comment()).toContain("place is free for somebody else now");
    expect(comment()).not.toMatch(/inactive|abandon|stale/i);
    expect(world.thread(20).state).toBe("open");
    // Whoever comes back gets a mentor again.
    await live(say(32 * 24, "dana", "/mentor me engine"));
    expect(comment()).toContain("**[ada]");
  });

  test("forgets that a mentor was waited for when the thread is closed", async () => {
    await start();
    await live(OPEN_PULL);
    const nudgedAt = async () => {
      const { db, tables } = world.database.reader;
      const rows = await db.select({ at: tables.pairings.nudgedAt }).from(tables.pairings);
      return rows.map(({ at: moment }) => moment !== null);
    };
    await until(1 + 3 * 24);
    expect(await nudgedAt()).toEqual([true]);
    await live(at(2 + 3 * 24, "eve", { do: "close", number: 20 }));
    expect(await nudgedAt()).toEqual([false]);
  });

  test("forgets the question when the newcomer speaks, and a nudge when the mentor does", async () => {
    await start(`${CONFIG}  nudge: thread\n`);
    await live(OPEN_PULL);
    await until(54);
    expect(comment()).toContain("can you take it, or shall I ask someone else?");
    await live(say(56, "ada", "Sorry for the wait. Yes, it is."));
    await until(62);
    expect(comment()).not.toContain("shall I ask someone else");
    await until(62 + 15 * 24);
    expect(comment()).toContain("It has been quiet here for two weeks");
    await live(say(62 + 15 * 24 + 1, "dana", "Still here."));
    await until(62 + 15 * 24 + 8);
    expect(comment()).not.toContain("It has been quiet");
    expect(backOffice()).toEqual([]);
  });

  test("keeps a silent mentor while nobody else has room, and lets the next one in when somebody has", async () => {
    await start(
      CONFIG.replace("    - login: cy\n      capacity: 1\n", "    - login: cy\n      capacity: 0\n"),
    );
    await live(OPEN_PULL);
    await until(178);
    expect(comment()).toContain("**[ada]");
    await live(say(179, "cy", "/mentor available 1 engine/", 7));
    expect(comment(7)).toContain("You are offered to one newcomer at a time");
    await until(186);
    expect(comment()).toContain("**[cy]");
  });

  test("passes on what a mentor declines or releases, and says so when nobody is left", async () => {
    await start();
    await live(OPEN_PULL, say(2, "ada", "/mentor decline"));
    expect(comment()).toContain("**[cy]");
    expect(comment()).toContain("cannot take this one");
    await live(say(3, "cy", "/mentor accept"), say(4, "cy", "/mentor release"));
    expect(comment()).toContain("Nobody else has room just now");
    expect(comment()).not.toContain("**[");
  });

  test("two newcomers at one instant never take the last place twice", async () => {
    await start(CONFIG.replace("    - login: cy\n      capacity: 1\n", ""));
    await live(
      OPEN_PULL,
      at(1, "finn", { do: "open-pull", number: 21, title: "Also cleaner", body: "", files: engine("also") }),
    );
    const named = [20, 21].filter((number) => comment(number).includes("**[ada]"));
    expect(named).toEqual([20]);
    await live(at(5, "eve", { do: "close", number: 20 }));
    expect(comment(21)).toContain("**[ada]");
  });

  test("goes by each repository's own mentors and guides, whatever happens elsewhere", async () => {
    const own =
      "mentoring:\n  mentors:\n    - login: hidden-one\n  guides:\n    - area: engine/\n      text: hidden words\n      url: https://example.org/hidden\n";
    world = await startStoa({
      repositories: rocketWith("mentoring:\n  mentors:\n    - login: ada\n      capacity: 1\n").map(
        (repository) =>
          repository.name === "secret" ? { ...repository, files: { ".github/stoa.yml": own } } : repository,
      ),
    });
    const elsewhere = { repository: "acme/secret" };
    // Ada has room for one: the second waits, also while a mentor who is named elsewhere has room.
    await live(
      at(1, "dana", { do: "open-pull", number: 20, title: "Burn", body: "", files: engine("burn") }),
      at(1.5, "finn", { do: "open-pull", number: 21, title: "Cool", body: "", files: engine("cool") }),
      at(2, "gil", {
        do: "open-pull",
        number: 30,
        title: "Quiet",
        body: "",
        files: engine("quiet"),
        ...elsewhere,
      }),
    );
    expect(comment(20)).toContain("[ada]");
    expect(comment(21)).toBe("");
    const theirs = () => world.comments(30, "acme/secret")[0]?.body ?? "";
    expect(theirs()).toContain("hidden-one");
    // What makes room or ends something there matches nobody here with theirs, and the job goes by neither's settings alone.
    await live(at(3, "eve", { do: "merge", number: 30, ...elsewhere }));
    await until(8);
    expect(comment(21)).toBe("");
    await live(at(9, "eve", { do: "close", number: 20 }));
    expect(comment(21)).toContain("[ada]");
    expect(`${comment(20)}${comment(21)}`).not.toContain("hidden");
  });

  test("pauses a mentor until a day, and offers them again from then on", async () => {
    await start(CONFIG.replace("    - login: cy\n      capacity: 1\n", ""));
    await live(say(0.5, "ada", "/mentor pause until 2026-01-07", 7));
    expect(comment(7)).toContain("nobody new until 2026-01-07");
    await live(OPEN_PULL);
    expect(comment()).not.toContain("**[ada]");
    await until(48);
    expect(comment()).toContain("**[ada]");
  });

  test("lets only people who know their way around become mentors", async () => {
    await start();
    await live(say(0.5, "cy", "/mentor available 3", 7));
    expect(comment(7)).toContain("You are offered to 3 newcomers");
    await live(say(0.6, "finn", "/mentor available", 7));
    expect(comment(7)).toContain("Mentors here have 3 merged pull requests or more (you have 0)");
    await live(say(0.7, "finn", "/mentor pause until tomorrow", 7));
    expect(comment(7)).toContain("You are no mentor here yet");
  });
});

describe("a welcome", () => {
  test("guides a first issue and a first discussion by what they touch, once a person", async () => {
    await start();
    await live(
      at(1, "finn", { do: "open-issue", number: 30, title: "It hums", body: "", labels: ["bug"] }),
      at(2, "gil", { do: "open-discussion", number: 31, title: "Hello", body: "", category: "q-a" }),
    );
    expect(comment(30)).toBe(
      "Welcome, and thank you for a first issue here.\n\nWorth reading first: [how to make a small test case](https://example.org/rocket/test-case). How we work is in the [contributing guide](https://example.org/rocket/contributing).",
    );
    expect(comment(31)).toContain("Welcome, and thank you for starting your first discussion here.");
    await live(at(3, "finn", { do: "open-issue", number: 32, title: "Again", body: "", labels: ["bug"] }));
    expect(comment(32)).toBe("");
  });

  test("is for nobody who spoke here before, and not said without guidance", async () => {
    await start();
    await live(
      say(1, "finn", "I see it too.", 7),
      at(2, "finn", { do: "open-issue", number: 30, title: "It hums", body: "" }),
      at(3, "ada", { do: "open-issue", number: 31, title: "By a mentor", body: "" }),
    );
    expect(comment(30)).toBe("");
    expect(comment(31)).toBe("");
    await world.stop();
    await start("mentoring:\n  enabled: true\n");
    await live(at(1, "gil", { do: "open-issue", number: 30, title: "It hums", body: "" }));
    expect(comment(30)).toBe("");
  });
});
