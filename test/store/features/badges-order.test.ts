import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Activity } from "../../../src/core/activity.ts";
import type { Database } from "../../../src/db/connection.ts";
import { recordActivity } from "../../../src/db/facts.ts";
import { publicScope } from "../../../src/db/repositories.ts";
import {
  badgesConfig,
  badgesFeature,
  listGrants,
  readLedger,
  rebuildBadges,
} from "../../../src/features/badges/index.ts";
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

const ada = person("ada");
const bo = person("bo");
const cy = person("cy");
const config = badgesConfig.parse({});
const WORDS = ["Set the limit to 400 and restart.", "Thanks!", "Thanks @bo, it works now."] as const;
const CO_AUTHORED = `Co-authored-by: Cy <${cy.id}+cy@users.noreply.github.com>`;

/** Histories of labels, merges, reviews, questions, co-authors and deletions, each in order and shuffled. */
function someHistories() {
  const labels = fc.subarray(["bug", "enhancement", "documentation", "question", "spam", "beta"]);
  const issues = fc.array(
    fc.record({
      author: fc.constantFrom(ada, bo),
      first: labels,
      later: labels,
      talk: fc.array(fc.tuple(fc.constantFrom(ada, bo, cy), fc.constantFrom(...WORDS)), { maxLength: 4 }),
      gone: fc.constantFrom(false, false, "remark", "thread"),
    }),
    { minLength: 1, maxLength: 2 },
  );
  const pulls = fc.array(
    fc.record({
      author: fc.constantFrom(ada, bo),
      title: fc.constantFrom("fix: a", "feat: b", "c", 'Revert "a"'),
      body: fc.constantFrom("", `Reverts lanterns/collector#10`, CO_AUTHORED),
      labels: fc.oneof(fc.constant([]), labels),
      later: fc.option(labels, { nil: null }),
      paths: fc.constantFrom(null, ["docs/a.md"]),
      closes: fc.subarray([1, 2]),
      // Two merges of one moment need the tie-break.
      mergedAt: fc.constantFrom(START + 10, START + 20),
      merger: fc.constantFrom(ada, bo, cy),
      reviewer: fc.constantFrom(ada, bo),
    }),
    { minLength: 1, maxLength: 3 },
  );
  const history = fc.tuple(issues, pulls).map(([someIssues, somePulls]) => {
    const activities: Activity[] = [];
    for (const [index, issue] of someIssues.entries()) {
      const opened = thread({ number: index + 1, labels: issue.first, author: issue.author });
      const changed = { ...opened, labels: issue.later, updatedAt: START + 50 };
      activities.push(threadActivity("thread.opened", opened));
      activities.push(threadActivity("thread.labelled", changed, { at: START + 50 }));
      const said = issue.talk.map(([author, body], nth) =>
        remarkActivity(opened, { id: `c${index}${nth}`, author, body, createdAt: START + nth }),
      );
      activities.push(...said);
      const [first] = said;
      if (issue.gone === "remark" && first) {
        activities.push({ ...first, kind: "remark.deleted", key: `remark.deleted:${first.remark.id}` });
      }
      if (issue.gone === "thread")
        activities.push(threadActivity("thread.deleted", changed, { at: START + 60 }));
    }
    for (const [index, { later, reviewer, merger, ...pull }] of somePulls.entries()) {
      const { mergedAt } = pull;
      const done = thread({
        number: index + 10,
        kind: "pull",
        state: "merged",
        closedAt: mergedAt,
        updatedAt: mergedAt,
        ...pull,
      });
      activities.push(threadActivity("thread.opened", done));
      activities.push(threadActivity("thread.merged", done, { actor: merger }));
      activities.push(
        remarkActivity(done, {
          id: `r${index}`,
          kind: "review",
          author: reviewer,
          body: "I have read every line of it.",
          reviewState: "approved",
        }),
      );
      if (!later) continue;
      const changed = { ...done, labels: later, updatedAt: START + 60 };
      activities.push(threadActivity("thread.labelled", changed, { at: START + 60 }));
    }
    return activities;
  });
  return history.chain((activities) =>
    fc.tuple(
      fc.constant(activities),
      fc.shuffledSubarray(activities, { minLength: activities.length, maxLength: activities.length }),
    ),
  );
}

describe.each(engines)("badges on $name", ({ name, open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
    await seedRepository(database);
  });
  afterEach(() => database.close());

  async function happen(...activities: readonly Activity[]): Promise<void> {
    await database.transaction(async (connection) => {
      for (const activity of activities) {
        await recordActivity(connection, activity);
        await badgesFeature.onActivity?.(activity, { connection, config, now: START, isHistoryKnown: true });
      }
    });
  }

  async function end() {
    const scope = await publicScope(database.reader, REPOSITORY.installationId);
    const evidence = await database.reader.db.select().from(database.reader.tables.badgeEvidence);
    return {
      grants: await listGrants(database.reader, scope),
      xp: await readLedger(database.reader, scope, { points: config.points }),
      evidence: evidence.map((row) => JSON.stringify(row)).sort(),
    };
  }

  test("ends in the same badges and XP whatever the order of arrival", async () => {
    const { installationId, id: repositoryId } = REPOSITORY;
    const endOf = async (activities: readonly Activity[]) => {
      const {
        threads,
        remarks,
        activities: facts,
        badgeEvidence,
        badgeCloses,
        badgeReverts,
      } = database.reader.tables;
      for (const table of [threads, remarks, facts, badgeEvidence, badgeCloses, badgeReverts]) {
        await database.transaction(async ({ db }) => void (await db.delete(table)));
      }
      await happen(...activities);
      return end();
    };
    await fc.assert(
      fc.asyncProperty(someHistories(), async ([inOrder, shuffled]) => {
        const expected = await endOf(inOrder);
        expect(await endOf(shuffled)).toEqual(expected);
        await happen(...shuffled);
        expect(await end()).toEqual(expected);
        await rebuildBadges(database, { repositoryId, installationId, config });
        expect(await end()).toEqual(expected);
      }),
      // The rules are the same code: the second engine, which is slow here, needs to show only that it keeps rows alike.
      { numRuns: Number(process.env["RUNS"] ?? (name === "sqlite" ? 60 : 15)) },
    );
  });
});
