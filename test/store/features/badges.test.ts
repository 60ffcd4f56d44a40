import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Activity, RepositoryRef, Thread } from "../../../src/core/activity.ts";
import { DAY } from "../../../src/core/clock.ts";
import type { Effect } from "../../../src/core/effect.ts";
import type { Connection, Database } from "../../../src/db/connection.ts";
import { recordActivity } from "../../../src/db/facts.ts";
import { publicScope } from "../../../src/db/repositories.ts";
import { badgeCounts, badgesConfig, badgesFeature, listGrants } from "../../../src/features/badges/index.ts";
import {
  person,
  remarkActivity,
  REPOSITORY,
  seedRepository,
  START,
  thread,
  threadActivity,
} from "../../support/activities.ts";
import { engines } from "../../support/databases.ts";

const VAULT: RepositoryRef = { ...REPOSITORY, id: 1002, name: "vault", isPrivate: true };
const installationId = REPOSITORY.installationId;
const ada = person("ada");
const bo = person("bo");

function merged(number: number, options: Partial<Thread> = {}, repository = REPOSITORY): Thread {
  const mergedAt = options.mergedAt ?? START + number * 1000;
  return thread(
    { number, kind: "pull", state: "merged", closedAt: mergedAt, mergedAt, updatedAt: mergedAt, ...options },
    repository,
  );
}

function approval(
  of: Thread,
  id: string,
  options: { author?: typeof ada; body?: string; state?: string } = {},
) {
  const { author = bo, body = "I have read it, and it holds.", state = "approved" } = options;
  return remarkActivity(of, { id, kind: "review", author, body, reviewState: state });
}

function contextOf(connection: Connection, settings: object = {}, isHistoryKnown = true) {
  return { connection, config: badgesConfig.parse(settings), now: START, isHistoryKnown };
}

describe.each(engines)("badges on $name", ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
    await seedRepository(database);
    await seedRepository(database, VAULT);
  });
  afterEach(() => database.close());

  async function happen(...activities: readonly Activity[]): Promise<readonly Effect[]> {
    return happenWith({}, ...activities);
  }

  async function happenWith(
    settings: { readonly announce?: boolean; readonly isHistoryKnown?: boolean },
    ...activities: readonly Activity[]
  ): Promise<readonly Effect[]> {
    const { isHistoryKnown = true, ...config } = settings;
    return database.transaction(async (connection) => {
      const effects: Effect[] = [];
      for (const activity of activities) {
        await recordActivity(connection, activity);
        const context = contextOf(connection, config, isHistoryKnown);
        effects.push(...((await badgesFeature.onActivity?.(activity, context)) ?? []));
      }
      return effects;
    });
  }

  async function grants(): Promise<readonly string[]> {
    const all = await listGrants(database.reader, await publicScope(database.reader, installationId));
    return all.map(
      ({ login, badge, url }) => `${login} ${badge} ${new URL(url).pathname}${new URL(url).hash}`,
    );
  }

  async function section(period = { startsAt: START, endsAt: START + DAY }) {
    return badgesFeature.digestSection?.({
      ...contextOf(database.reader),
      scope: await publicScope(database.reader, installationId),
      period,
      previous: { startsAt: period.startsAt - DAY, endsAt: period.startsAt },
      periodKey: "2026-11-02",
      previousPeriodKey: null,
    });
  }

  async function ask(of: Thread, repository = REPOSITORY, who = ada): Promise<string | undefined> {
    const activity = remarkActivity(of, { id: "ask", author: who }, { repository });
    const answer = await badgesFeature.commands?.["stoa badges"]?.(
      { argument: "", activity },
      contextOf(database.reader),
    );
    return answer?.reply;
  }

  test("awards the earliest evidence, for merges and for reviews of others' work", async () => {
    const later = merged(3, { title: "fix: b" });
    const earlier = merged(2, { labels: ["bug"] });
    await happen(
      threadActivity("thread.merged", later),
      threadActivity("thread.merged", earlier),
      threadActivity("thread.merged", merged(4, { paths: ["docs/a.md"] })),
      approval(earlier, "r1"),
      approval(earlier, "r2", { author: ada }),
    );
    expect((await grants()).toSorted()).toEqual([
      "ada bug-fixer /lanterns/collector/pull/2",
      "ada docs-writer /lanterns/collector/pull/4",
      "ada first-contribution /lanterns/collector/pull/2",
      "bo reviewer /lanterns/collector/pull/2#r1",
    ]);
  });

  test("awards nothing for what is only opened or closed, to bots, and for discussions", async () => {
    const ci = person("ci", { isBot: true });
    const pull = merged(2, { author: ci });
    await happen(
      threadActivity("thread.opened", thread({ number: 1, kind: "pull", labels: ["bug"] })),
      threadActivity("thread.closed", thread({ number: 5, kind: "pull", state: "closed", closedAt: START })),
      threadActivity("thread.merged", pull),
      threadActivity("thread.merged", merged(3, { author: null }), { actor: bo }),
      approval(pull, "r1", { author: ci }),
      remarkActivity(pull, { id: "c1", author: bo, body: "Nice." }),
    );
    expect(await grants()).toEqual([]);
  });

  test("takes a badge back with the fact: a deleted review, a label that was wrong", async () => {
    const pull = merged(2, { labels: ["bug"] });
    const review = approval(pull, "r1");
    await happen(threadActivity("thread.merged", pull), review);
    await happen(
      { ...review, kind: "remark.deleted", key: "remark.deleted:r1" },
      threadActivity(
        "thread.labelled",
        { ...pull, labels: ["enhancement"], updatedAt: START + DAY },
        { at: START + DAY },
      ),
    );
    expect((await grants()).toSorted()).toEqual([
      "ada feature-builder /lanterns/collector/pull/2",
      "ada first-contribution /lanterns/collector/pull/2",
    ]);
  });

  test("judges a merged pull request again when the labels of the issue it closes change", async () => {
    const issue = thread({ number: 1, author: bo });
    await happen(threadActivity("thread.merged", merged(2, { closes: [1] })));
    await happen(threadActivity("thread.opened", { ...issue, labels: ["bug"] }));
    expect(await grants()).toContain("ada bug-fixer /lanterns/collector/pull/2");
    const relabelled = { ...issue, labels: ["kind/feature"], updatedAt: START + DAY };
    await happen(threadActivity("thread.labelled", relabelled, { at: START + DAY }));
    expect((await grants()).toSorted()).toEqual([
      "ada feature-builder /lanterns/collector/pull/2",
      "ada first-contribution /lanterns/collector/pull/2",
      "bo idea-maker /lanterns/collector/issues/1",
    ]);
  });

  test("awards a merge whose snapshot came after a newer one that knew of no merge", async () => {
    const pull = merged(2, { title: "fix: a" });
    const comment = remarkActivity(
      { ...pull, mergedAt: null, state: "closed", updatedAt: START + DAY },
      { id: "c", author: bo },
    );
    await happen(comment, threadActivity("thread.merged", pull));
    expect((await grants()).toSorted()).toEqual([
      "ada bug-fixer /lanterns/collector/pull/2",
      "ada first-contribution /lanterns/collector/pull/2",
    ]);
  });

  test("tells a first badge once, in the merged thread, and nothing that was held", async () => {
    const [effect, ...rest] = await happen(threadActivity("thread.merged", merged(2, { labels: ["bug"] })));
    expect(rest).toEqual([]);
    expect(effect).toEqual({
      kind: "section",
      key: "1001#2:badges",
      repositoryId: 1001,
      audience: "community",
      threadId: "1001#2",
      section: "badges",
      markdown:
        "Merged, thank you. **First Contribution** and **Bug Fixer · bronze** are yours ([evidence](https://github.test/lanterns/collector/pull/2)). `/stoa badges` shows all you hold and what comes next.",
    });
    expect(await happen(threadActivity("thread.merged", merged(3, { labels: ["bug"] })))).toEqual([]);
  });

  test("says nothing of history, of reviews, before the history is known, or when switched off", async () => {
    const pull = merged(2);
    expect(await happen(threadActivity("thread.merged", pull, { isLive: false }))).toEqual([]);
    expect(await happen(approval(pull, "r1"))).toEqual([]);
    const byBo = threadActivity("thread.merged", merged(3, { author: bo }));
    expect(await happenWith({ isHistoryKnown: false }, byBo)).toEqual([]);
    const byCy = threadActivity("thread.merged", merged(4, { author: person("cy") }));
    expect(await happenWith({ announce: false }, byCy)).toEqual([]);
    expect(await grants()).toHaveLength(4);
  });

  test("answers with the badges, their evidence, and what is still open", async () => {
    const pull = merged(2, { closes: [1] });
    expect(await ask(pull)).toBe(
      "No badges yet; the first is one step away.\nStill open: **First Contribution**: get a pull request merged · **Bug Fixer**: get a bug fix merged · **Feature Builder**: get a feature merged · **Docs Writer**: get a change of the documentation merged. Also: Reviewer, Helper, Reporter, Idea Maker, Tester, Mentor, Graduate, Steady, Anniversary.",
    );
    await happen(threadActivity("thread.merged", pull));
    expect(await ask(pull)).toBe(
      "Your badges: **First Contribution** ([#2](https://github.test/lanterns/collector/pull/2), a merged pull request).\nStill open: **Bug Fixer**: get a bug fix merged · **Feature Builder**: get a feature merged · **Docs Writer**: get a change of the documentation merged · **Reviewer**: review somebody else's pull request, in some words or on its lines. Also: Helper, Reporter, Idea Maker, Tester, Mentor, Graduate, Steady, Anniversary.",
    );
  });

  test("keeps a private repository's evidence out of public threads, digests and lists", async () => {
    const secret = merged(2, { labels: ["bug"], title: "Secret plan" }, VAULT);
    const open = merged(9, { labels: ["bug"] });
    const inVault = { repository: VAULT };
    expect(await happen(threadActivity("thread.merged", secret, inVault))).toHaveLength(1);
    expect(await grants()).toEqual([]);
    expect(await section()).toBeUndefined();
    expect(await ask(open)).toContain("No badges yet");
    expect(await ask(secret, VAULT)).toContain("vault/pull/2");
    expect(await happen(threadActivity("thread.merged", open))).toHaveLength(1);
    expect((await section())?.markdown).not.toMatch(/vault|Secret/);
    expect(await grants()).toHaveLength(2);
    expect(await badgeCounts(database.reader, installationId)).toMatchObject({ "bug-fixer": 1, reviewer: 0 });
  });

  test("has a digest section of what was earned in the period, without mentions", async () => {
    await happen(
      threadActivity("thread.merged", merged(1, { mergedAt: START - DAY, author: bo })),
      threadActivity("thread.merged", merged(2, { title: "fix: keep *all* spans (#2)" })),
      threadActivity("thread.merged", merged(3, { title: "docs: install", author: bo })),
      approval(merged(2), "r1"),
    );
    const made = await section();
    expect(made).toMatchObject({ order: 20, lead: "one person who made their first contribution" });
    expect(made?.markdown).toMatchInlineSnapshot(`
      "**First contributions** – [ada](https://github.test/ada) with [Keep \\*all\\* spans](https://github.test/lanterns/collector/pull/2). Welcome.

      **Badges** – [bo](https://github.test/bo): Reviewer in bronze ([#2](https://github.test/lanterns/collector/pull/2#r1)), Docs Writer in bronze ([#3](https://github.test/lanterns/collector/pull/3)) · [ada](https://github.test/ada): Bug Fixer in bronze ([#2](https://github.test/lanterns/collector/pull/2))"
    `);
    expect(await section({ startsAt: START + DAY, endsAt: START + 2 * DAY })).toBeUndefined();
  });
});
