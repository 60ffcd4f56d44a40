// The archive loader, on a small archive always and on real ones where they are at hand.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { communityOf, loadArchive } from "./archive.ts";
import { appKeyPair, startLocalGitHub } from "./index.ts";
import { virtualClock } from "./virtual-clock.ts";

const says = (author: string | null, body: string, createdAt: string) => ({ author, body, createdAt });

const SMALL = {
  repo: "wg/draft",
  labels: [{ name: "editorial", color: "ffffff", description: null }],
  issues: [
    {
      ...says("ada", "Unclear", "2020-01-02T00:00:00Z"),
      number: 1,
      title: "Section 3",
      labels: ["editorial"],
      closedAt: "2020-01-05T00:00:00Z",
      comments: [says(null, "Agreed", "2020-01-01T00:00:00Z"), says("bob", "Done", "2020-01-04T00:00:00Z")],
    },
  ],
  pulls: [
    {
      ...says("bob", "Fixes #1 and resolves #9", "2020-01-03T00:00:00Z"),
      number: 2,
      title: "Clarify",
      labels: [],
      closedAt: "2020-01-05T00:00:00Z",
      mergedAt: "2020-01-05T00:00:00Z",
      mergedBy: "ada",
      comments: [],
      reviews: [
        {
          ...says("ada", "", "2020-01-04T00:00:00Z"),
          state: "APPROVED",
          comments: [{ body: "Nice", createdAt: "2020-01-03T12:00:00Z" }],
        },
      ],
    },
  ],
};

test("tells an archive in the order things happened", () => {
  const { happenings, repositories, accounts } = communityOf(SMALL);
  expect(happenings.map((one) => [one.do, one.by])).toEqual([
    ["open-issue", "ada"],
    ["comment", "ghost"],
    ["open-pull", "bob"],
    ["comment", "bob"],
    ["review", "ada"],
    ["close", "bob"],
    ["merge", "ada"],
  ]);
  expect(happenings[1]?.at).toBe(happenings[0]?.at);
  expect(happenings[2]).toMatchObject({ closes: [1] });
  expect(happenings[4]).toMatchObject({ comments: [{ body: "Nice", at: Date.UTC(2020, 0, 3, 12) }] });
  expect(repositories[0]).toMatchObject({ owner: "wg", name: "draft", maintainers: ["ada"] });
  expect(accounts.map(({ login }) => login).toSorted()).toEqual(["ada", "bob", "ghost", "wg"]);
});

const folder = join(
  process.env["STOA_DATA"] ?? join(import.meta.dirname, "../../../shared/data"),
  "communities",
);
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];

describe.skipIf(files.length === 0)(`real archives in ${folder} (skipped where there are none)`, () => {
  test.each(files)("replays %s from its first to its last event", async (name) => {
    const community = await loadArchive(join(folder, name));
    const [repository] = community.repositories;
    const clock = virtualClock(community.happenings[0]?.at ?? 0);
    const app = { id: 7, slug: "stoa", name: "Stoa", ...appKeyPair(), webhookSecret: "s" };
    const github = await startLocalGitHub({ clock, app });
    github.load(community);
    const openings = community.happenings.filter((one) => one.do.startsWith("open-"));
    for (const happening of community.happenings) {
      clock.set(happening.at);
      await github.perform(happening, { deliver: false });
    }
    const held = github.state.repositories.get(`${repository?.owner}/${repository?.name}`.toLowerCase());
    expect(held?.threads.size).toBe(openings.length);
    expect(openings.length).toBeGreaterThan(100);
    await github.close();
  });
});
