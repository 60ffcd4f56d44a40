// The wall between private and public: random communities of public and private repositories, some of which change
// sides on the way, and nothing of the private ones in anything that Stoa wrote where the public reads.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HOUR } from "../../src/core/clock.ts";
import type { PublicScope } from "../../src/core/scope.ts";
import { listRepositories } from "../../src/db/repositories.ts";
import { listGrants } from "../../src/features/badges/index.ts";
import type { Happening, RepositorySeed } from "../local-github/community.ts";
import { hour, startStoa, type TestStoa } from "../support/stoa.ts";

const NAMES = ["agora", "bema", "cella"] as const;
const DEEDS = ["request", "bug", "pull", "question", "talk"] as const;
const BOARD = 900;
const WEEKS = 2;
const PUBLIC_URL = "https://stoa.example.org";
/** What people ask for in the public repository, where everybody reads the answer. */
const ASKED = [
  "badges",
  "badges credential first-contribution",
  "badges credential bug-fixer",
  "why",
  "themes",
  "digest preview",
] as const;

interface Deed {
  readonly repository: number;
  readonly person: number;
  readonly what: (typeof DEEDS)[number];
  /** Whether people in common with other repositories vote and review. */
  readonly isJoined: boolean;
}
interface Case {
  readonly isPrivate: readonly boolean[];
  /** The repository that changes sides at the end of the first week, if any. */
  readonly flips: number | null;
  readonly deeds: readonly Deed[];
}

const aCase: fc.Arbitrary<Case> = fc.record({
  isPrivate: fc.tuple(fc.boolean(), fc.boolean(), fc.constant(true)),
  flips: fc.option(fc.integer({ min: 0, max: 1 })),
  deeds: fc.array(
    fc.record({
      repository: fc.integer({ min: 0, max: 2 }),
      person: fc.integer({ min: 0, max: 3 }),
      what: fc.constantFrom(...DEEDS),
      isJoined: fc.boolean(),
    }),
    { minLength: 12, maxLength: 24 },
  ),
});

/** A word that stands in one repository and nowhere else; letters alone, so that no digit can be part of a count. */
function wordOf(repository: number): string {
  return `zq${NAMES[repository]}wort`;
}
/** Somebody who is in one repository only. */
function loginOf(repository: number, person: number): string {
  return `${wordOf(repository)}-${"abcd"[person]}`;
}

function seeds({ isPrivate }: Case): readonly RepositorySeed[] {
  const names = [...NAMES, "plaza"];
  // Only there may it be told who the repository's own mentors are.
  const mentorOf = (index: number) =>
    index < NAMES.length ? `    - login: ${loginOf(index, 0)}\n      areas: [${wordOf(index)}/]\n` : "";
  return names.map((name, index) => ({
    owner: "acme",
    name,
    isPrivate: isPrivate[index] ?? false,
    labels: [{ name: "bug" }, { name: "enhancement" }],
    categories: [{ name: "Announcements" }, { name: "Q&A", isAnswerable: true }],
    files: {
      ".github/stoa.yml": `digest:\n  repository: plaza\n  every: week\nrequests:\n  everyHours: 6\n  boards:\n    - repository: plaza\n      issue: ${BOARD}\nmentoring:\n  mentors:\n    - login: ada\n      areas: [src/]\n${mentorOf(index)}`,
    },
    maintainers: ["ada"],
  }));
}

/** All deeds as happenings: each repository's own numbers begin at its own thousand, so that a number tells where it is from. */
function happeningsOf({ deeds }: Case): readonly Happening[] {
  const counts = [0, 0, 0];
  const first: Happening[] = [
    {
      at: hour(1),
      by: "ada",
      repository: "acme/plaza",
      do: "open-issue",
      number: BOARD,
      title: "Wanted",
      body: "Here.",
    },
    {
      at: hour(1.1),
      by: "bob",
      repository: "acme/plaza",
      do: "open-issue",
      number: 901,
      title: "Support fuel",
      body: "Please",
      labels: ["enhancement"],
    },
    // Something to be proud of in public, so that a credential is given.
    {
      at: hour(1.3),
      by: "bob",
      repository: "acme/plaza",
      do: "open-pull",
      number: 902,
      title: "fix: leaks",
      body: "",
      files: [],
    },
    { at: hour(1.4), by: "ada", repository: "acme/plaza", do: "merge", number: 902 },
    // The settings of each of the others are laid under the public repository's, in pull requests of their own.
    ...NAMES.map((name, index): Happening => ({
      at: hour(7 * 24 * (index % WEEKS) + 12),
      by: "ada",
      repository: "acme/plaza",
      do: "open-pull",
      number: 910 + index,
      title: "chore: settings",
      body: "",
      branch: `settings-${index}`,
      files: [
        {
          path: ".github/stoa.yml",
          additions: 1,
          deletions: 1,
          text: `_extends: ${name}\ndigest:\n  repository: plaza\n`,
        },
      ],
    })),
  ];
  const step = (WEEKS * 7 * 24 - 10) / deeds.length;
  const rest = deeds.flatMap((deed, index) => {
    const count = (counts[deed.repository] = (counts[deed.repository] ?? 0) + 1);
    return happenings(deed, Math.round(hour(3 + index * step)), (deed.repository + 1) * 71_000 + count);
  });
  const plaza = [0, 1, 2].flatMap((week) =>
    ASKED.flatMap((command, index) =>
      ["bob", "ada"].map((by, who): Happening => ({
        at: hour(Math.max(2, week * 7 * 24 - 5) + index / 10 + who / 20),
        by,
        repository: "acme/plaza",
        do: "comment",
        number: 901,
        body: `/stoa ${command}`,
      })),
    ),
  );
  return [...first, ...rest, ...plaza].sort((a, b) => a.at - b.at);
}

function happenings(deed: Deed, at: number, number: number): readonly Happening[] {
  const word = wordOf(deed.repository);
  const repository = `acme/${NAMES[deed.repository]}`;
  const by = deed.isJoined ? "bob" : loginOf(deed.repository, deed.person);
  const on = (minutes: number, who: string) => ({ at: at + minutes * 60_000, by: who, repository, number });
  const others = [loginOf(deed.repository, (deed.person + 1) % 4), deed.isJoined ? "cy" : "ada"];
  const title = `${word} ${deed.what}`;
  const votes = others.map((who, index): Happening => ({
    ...on(2 + index, who),
    do: "react",
    content: "+1",
  }));
  const remark: Happening = { ...on(5, others[0] ?? by), do: "comment", body: `I love ${word}, great!` };
  switch (deed.what) {
    case "request":
    case "bug": {
      const labels = [deed.what === "bug" ? "bug" : "enhancement"];
      return [{ ...on(0, by), do: "open-issue", title, body: word, labels }, ...votes, remark];
    }
    case "pull":
      return [
        { ...on(0, by), do: "open-pull", title: `feat: ${title}`, body: word, files: [] },
        { ...on(3, others[0] ?? by), do: "review", state: "APPROVED", body: word },
        { ...on(6, "ada"), do: "merge" },
      ];
    case "question":
      return [
        { ...on(0, by), do: "open-discussion", title, body: word, category: "Q&A" },
        { ...on(5, others[0] ?? by), do: "discuss", body: `I hate ${word}.` },
      ];
    case "talk":
      return [
        { ...on(0, by), do: "open-issue", title, body: word },
        { ...on(5, by), do: "comment", body: "/stoa badges" },
        { ...on(6, by), do: "comment", body: "/mentor me" },
      ];
  }
}

interface Output {
  readonly writtenAt: number;
  readonly text: string;
}

/** What Stoa wrote in repositories that are public now, the board it keeps, its checks, its pages, and what it signed. */
async function publicOutputs(world: TestStoa): Promise<readonly Output[]> {
  const repositories = [...world.github.state.repositories.values()].filter(({ isPrivate }) => !isPrivate);
  const posts = repositories.flatMap(({ threads }) =>
    [...threads.values()].flatMap((thread) =>
      [thread, ...thread.remarks]
        .filter(({ author }) => author?.login === "stoa[bot]")
        .map((item) => ({
          writtenAt: item.createdAt,
          text: `${"title" in item ? item.title : ""}\n${item.body}`,
        })),
    ),
  );
  const board = world.thread(BOARD, "acme/plaza").body;
  const logins = [
    "ada",
    "bob",
    ...NAMES.flatMap((_, at) => [0, 1, 2, 3].map((person) => loginOf(at, person))),
  ];
  const people = logins.map((login) => `/community/acme/people/${login}`);
  const pictures = people.flatMap((path) => [path, `${path}/card.svg`, `${path}/shield.json`]);
  const own = ["/about", "/healthz", "/readyz", "/metrics", "/community/acme", "/roadmap/acme"];
  const signed = posts.flatMap(({ text }) =>
    [...text.matchAll(/\/credentials\/[0-9a-f-]{36}/g)].map(([path]) => path),
  );
  const lists = ["/.well-known/did.json", "/credentials/status/0"];
  const pages = [...new Set([...own, ...pictures, ...signed, ...lists])].map(async (path) => {
    const response = await fetch(`http://127.0.0.1:${world.stoa.port}${path}`);
    return { writtenAt: world.clock.now(), text: readable(await response.text()) };
  });
  const checks = repositories.flatMap(({ checkRuns }) => checkRuns);
  // The file that a check is about names the repository itself, as whoever wrote it did.
  const reports = checks.map((check) => ({
    writtenAt: check.at,
    text: JSON.stringify(check).replaceAll(/`acme\/\w+`/g, "`named`"),
  }));
  return [...posts, ...reports, { writtenAt: world.clock.now(), text: board }, ...(await Promise.all(pages))];
}

/** A signed document's payload beside it, or the text as it is. */
function readable(text: string): string {
  const [, payload, signature] = text.split(".");
  if (!text.startsWith("ey") || payload === undefined || signature === undefined) return text;
  return `${text}\n${Buffer.from(payload, "base64url").toString()}`;
}

/** What gives a repository away: its name, its word (which is in titles, texts and logins) and its numbers. */
function tracesOf(repository: number): RegExp {
  const thousand = (repository + 1) * 71;
  return new RegExp(`acme/${NAMES[repository]}|${wordOf(repository)}|#${thousand}0\\d\\d`, "i");
}

/** Lives through a case. @returns what Stoa said in public of what was private when it said it */
async function leaksOf(
  one: Case,
  prepare: (world: TestStoa) => Promise<void> = () => Promise.resolve(),
): Promise<readonly string[]> {
  const world = await startStoa({ repositories: seeds(one), environment: { publicUrl: PUBLIC_URL } });
  try {
    await prepare(world);
    const flipAt = hour(8 * 24);
    const all = happeningsOf(one);
    await world.perform(...all.filter(({ at }) => at < flipAt));
    const { flips } = one;
    const wasPrivate = flips !== null && one.isPrivate[flips] === true;
    if (flips !== null) {
      await world.runUntil(flipAt);
      const change = wasPrivate ? "publicize" : "privatize";
      await world.github.change({
        do: change,
        at: flipAt,
        by: "ada",
        repository: `acme/${NAMES[flips]}`,
      });
      await world.settle();
    }
    await world.perform(...all.filter(({ at }) => at >= flipAt));
    await world.runUntil(hour(WEEKS * 7 * 24) + HOUR);
    const outputs = await publicOutputs(world);
    return NAMES.flatMap((_, index) => {
      const isPrivateNow = index === flips ? !wasPrivate : one.isPrivate[index] === true;
      if (!isPrivateNow) return [];
      // What was said while it was public stays; nothing is said of it from then on.
      const since = index === flips ? flipAt : 0;
      const trace = tracesOf(index);
      return outputs
        .filter(({ writtenAt, text }) => writtenAt > since && trace.test(text))
        .map(({ text }) => text);
    });
  } finally {
    await world.stop();
  }
}

const RUNS = Number(process.env["LEAK_RUNS"] ?? 6);
const SEED = Number(process.env["LEAK_SEED"] ?? 20_261_121);

describe("the wall between private and public", () => {
  test("holds in random communities", { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(aCase, async (one) => {
        expect(await leaksOf(one)).toEqual([]);
      }),
      { seed: SEED, numRuns: RUNS, endOnFailure: true },
    );
  });

  const secret: Case = {
    isPrivate: [false, false, true],
    flips: null,
    deeds: DEEDS.map((what, person) => ({ repository: 2, person: person % 4, what, isJoined: true })),
  };

  test("would be seen to fall: once scopes take private repositories in, words leak", async () => {
    const tearDown = async ({ database }: TestStoa) => {
      // From now on Stoa believes whatever is written of a repository to be public.
      await database.transaction(async ({ runSql }) => {
        const set = "BEGIN UPDATE repositories SET is_private = 0 WHERE id = NEW.id; END";
        await runSql(`CREATE TRIGGER no_wall AFTER UPDATE ON repositories ${set}`);
        await runSql("UPDATE repositories SET is_private = 0");
      });
    };
    expect((await leaksOf(secret, tearDown)).length).toBeGreaterThan(0);
    expect(await leaksOf(secret)).toEqual([]);
  }, 300_000);

  test("would be seen to fall: a scope that nobody made with publicScope shows people", async () => {
    const world = await startStoa({ repositories: seeds(secret) });
    try {
      await world.perform(...happeningsOf(secret));
      const { reader } = world.database;
      const all = await listRepositories(reader, world.installationId);
      // What the compiler refuses: a scope that nobody made with publicScope.
      const forged = {
        installationId: world.installationId,
        repositoryIds: all.map(({ id }) => id),
      } as unknown as PublicScope;
      const shown = JSON.stringify(await listGrants(reader, forged));
      expect(shown).toMatch(tracesOf(2));
    } finally {
      await world.stop();
    }
  });
});
