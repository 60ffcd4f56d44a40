// A pull request that changes stoa.yml is checked at its head, before anything takes effect.

import { afterEach, describe, expect, test } from "vitest";
import type { ChangedFile, Happening } from "../local-github/community.ts";
import { ACME, at } from "../local-github/fixture.ts";
import { rocketWith, startStoa, type StoaOptions, type TestStoa } from "../support/stoa.ts";

let world: TestStoa;
let requests: string[];
afterEach(() => world.stop());

const PATH = ".github/stoa.yml";
const NOTHING: readonly ChangedFile[] = [{ path: "engine.ts", additions: 1, deletions: 0 }];
const changing = (text: string | null, path = PATH): readonly ChangedFile[] => [
  { path, additions: 1, deletions: 1, text },
];

async function start(config = "", options: StoaOptions = {}): Promise<void> {
  world = await startStoa({ repositories: rocketWith(config), ...options });
  requests = [];
  world.github.troubles.failBefore.probability = 1;
  world.github.troubles.failBefore.only = (subject) => {
    requests.push(subject);
    return false;
  };
}

const open = (
  hours: number,
  files: readonly ChangedFile[],
  more: { by?: string; fork?: string; number?: number } = {},
): Happening =>
  at(hours, more.by ?? "ada", {
    do: "open-pull",
    number: more.number ?? 1,
    title: "chore: stoa",
    body: "",
    branch: "stoa",
    files,
    ...(more.fork ? { fork: more.fork } : {}),
  });

const checks = (repository = "acme/rocket") =>
  world.github.state.repositories.get(repository)?.checkRuns ?? [];
const head = (number = 1) => world.thread(number).pull?.headSha;

async function inForce(): Promise<Record<string, unknown>> {
  const { db, tables } = world.database.reader;
  const [row] = await db.select().from(tables.configFiles);
  return { ...row };
}

describe("the check", () => {
  test("points at line and column of what is wrong, and nothing takes effect", async () => {
    await start("help:\n  enabled: true\n");
    await world.perform(open(1, changing("help:\n  enabeld: no\ndigest:\n  hour: 25\n")));
    expect(checks()).toMatchObject([
      {
        headSha: head(),
        conclusion: "failure",
        name: "Stoa configuration",
        title: "2 problems",
        annotations: [
          { path: PATH, start_line: 2, start_column: 3, annotation_level: "failure" },
          { path: PATH, start_line: 4, start_column: 9 },
        ],
      },
    ]);
    expect(checks()[0]?.annotations[0]?.message).toContain("Did you mean `enabled`?");
    expect(await inForce()).toMatchObject({ goodText: "help:\n  enabled: true\n", problem: null });
  });

  test("previews in plain words what merging would change", async () => {
    await start("digest:\n  zone: Europe/Berlin\nrequests:\n  top: 5\n");
    const text = "digest:\n  enabled: false\nthemes:\n  ignore: ['@ada | #1']\nbadges:\n  enabled: false\n";
    await world.perform(open(1, changing(text)));
    const [check] = checks();
    expect(check).toMatchObject({ conclusion: "success", annotations: [] });
    const summary = check?.summary ?? "";
    expect(summary).toContain("| `digest` | every second Monday 09:00 Europe/Berlin | switched off |");
    expect(summary).toContain("| `badges` | on | switched off |");
    expect(summary).toContain("| `requests.top` | 5 | 10 |");
    expect(summary).toMatch(/\| `themes\.ignore` \| none \|/);
    expect(summary).not.toMatch(/@ada|(?<!&)#1/);
    expect(check?.title).toBe("The file is right: 4 settings change");
    expect(await inForce()).toMatchObject({
      goodText: "digest:\n  zone: Europe/Berlin\nrequests:\n  top: 5\n",
    });
  });

  test("says so when nothing changes, and when the file goes", async () => {
    await start("help: {}\n");
    await world.perform(open(1, changing("# the defaults\n")));
    expect(checks()[0]?.title).toBe("The file is right, and changes nothing");
    await world.perform(at(2, "ada", { do: "push-pull", number: 1, files: changing(null) }));
    expect(checks()[1]).toMatchObject({ headSha: head(), title: "The file goes", conclusion: "neutral" });
  });

  test("is made once for each head commit, however often it is told", async () => {
    await start();
    await world.perform(open(1, changing("digest: {}\n")));
    await world.perform(at(2, "ada", { do: "close", number: 1 }), at(3, "ada", { do: "reopen", number: 1 }));
    for (const { id } of world.github.deliveries.log.slice()) world.github.deliveries.redeliver(id);
    await world.settle();
    expect(checks()).toHaveLength(1);
    await world.perform(at(4, "ada", { do: "push-pull", number: 1, files: changing("dijest: {}\n") }));
    expect(checks().map(({ headSha, conclusion }) => [headSha, conclusion])).toEqual([
      [expect.any(String), "success"],
      [head(), "failure"],
    ]);
  });

  test("reads a fork's file through the repository itself, and only as data", async () => {
    await start("help:\n  enabled: true\n");
    const text = "_extends: secret\nhelp:\n  enabled: false\n";
    await world.perform(open(1, changing(text), { by: "mallory", fork: "mallory/rocket" }));
    expect(checks()).toMatchObject([{ headSha: head(), conclusion: "failure" }]);
    const forbidden = checks()[0]?.summary;
    expect(requests.filter((one) => one.includes("mallory") || one.includes("secret"))).toEqual([]);
    // Nobody learns which private repositories there are.
    const guess = text.replace("secret", "nosuch");
    await world.perform(at(2, "mallory", { do: "push-pull", number: 1, files: changing(guess) }));
    expect(checks()[1]?.summary).toBe(forbidden?.replaceAll("secret", "nosuch"));
    expect(await inForce()).toMatchObject({ goodText: "help:\n  enabled: true\n" });
  });

  test("comes when a later push touches the file, from a branch or a fork", async () => {
    await start();
    await world.perform(open(1, NOTHING));
    await world.perform(open(1.5, NOTHING, { number: 2, by: "cy", fork: "cy/rocket" }));
    expect(checks()).toEqual([]);
    const more = [...NOTHING, ...changing("digest: {}\n")];
    await world.perform(at(2, "ada", { do: "push-pull", number: 1, files: more }));
    await world.perform(at(3, "cy", { do: "push-pull", number: 2, files: more }));
    expect(checks().map(({ headSha }) => headSha)).toEqual([head(1), head(2)]);
  });

  test("is left out, and holds nothing up, when GitHub does not find the pull request", async () => {
    await start();
    const { troubles } = world.github;
    troubles.failStatus = 404;
    troubles.failBefore.only = (subject) => /^GET .*\/pulls\/1\/files/.test(subject);
    await world.perform(open(1, NOTHING, { by: "cy", fork: "cy/rocket" }));
    const more = [...NOTHING, ...changing("digest: {}\n")];
    await world.perform(at(2, "cy", { do: "push-pull", number: 1, files: more }));
    const { db, tables } = world.database.reader;
    const states = (await db.select().from(tables.deliveries)).map(({ event, state }) => `${event} ${state}`);
    expect(states.filter((one) => one.startsWith("pull_request"))).toEqual([
      "pull_request done",
      "pull_request done",
    ]);
    expect(checks()).toEqual([]);
  });

  test("costs no request when the file is not touched, beyond the paths that are read anyway", async () => {
    await start();
    await world.perform(open(1, NOTHING), open(1.1, NOTHING, { number: 2, by: "cy", fork: "cy/rocket" }));
    const opening = requests.filter((one) => one.endsWith("/files"));
    expect(requests).toEqual(opening);
    expect(opening).toHaveLength(2);
    for (const number of [1, 2]) {
      const files = [{ path: "engine.ts", additions: 7, deletions: 0, text: `new ${number}` }];
      await world.perform(at(2 + number, "ada", { do: "push-pull", number, files }));
      await world.perform(at(2.1 + number, "ada", { do: "close", number }));
      await world.perform(at(2.2 + number, "ada", { do: "reopen", number }));
    }
    expect(requests).toEqual(opening);
  });

  test("does not show what a private organisation file says", async () => {
    const shared = { "stoa.yml": "mentoring:\n  mentors:\n    - login: hidden-name\n" };
    await start("", {
      repositories: [
        { owner: "acme", name: "rocket", maintainers: ["ada"] },
        { owner: "acme", name: ".github", isPrivate: true, files: shared },
      ],
    });
    await world.perform(open(1, changing("mentoring:\n  mentors:\n    - login: ada\n")));
    expect(checks()).toMatchObject([{ conclusion: "success" }]);
    expect(checks()[0]?.summary).toContain("| `mentoring.mentors` | (in a private repository) | ada");
    expect(JSON.stringify(checks())).not.toContain("hidden-name");
  });

  test("looks at the top of the organisation's repository too", async () => {
    await start("", { repositories: [...ACME.repositories, { owner: "acme", name: ".github", files: {} }] });
    await world.perform({
      ...open(1, changing("dijest: {}\n", "stoa.yml")),
      repository: "acme/.github",
    });
    expect(checks("acme/.github")).toMatchObject([
      { conclusion: "failure", annotations: [{ path: "stoa.yml", start_line: 1, start_column: 1 }] },
    ]);
  });

  test("is left out, and nothing fails, where Stoa may write no checks", async () => {
    await start("", {
      permissions: { metadata: "read", contents: "read", issues: "write", pull_requests: "write" },
    });
    await world.perform(open(1, changing("dijest: {}\n")));
    const { db, tables } = world.database.reader;
    expect(await db.select().from(tables.effects)).toEqual([]);
    const states = await db.select({ state: tables.deliveries.state }).from(tables.deliveries);
    expect(states.filter(({ state }) => state === "waiting" || state === "parked")).toEqual([]);
  });

  test("survives a GitHub that fails", async () => {
    await start();
    const { failBefore, failAfter } = world.github.troubles;
    failBefore.only = (subject) => subject.includes("/contents/");
    failBefore.probability = 0;
    failBefore.next = 2;
    failAfter.only = (subject) => subject.includes("/check-runs");
    failAfter.next = 1;
    await world.perform(open(1, changing("dijest: {}\n")));
    await world.pass(600_000);
    expect(checks()).toHaveLength(1);
  });
});
