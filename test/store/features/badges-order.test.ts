import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Activity } from "../../../src/core/activity.ts";
import type { Database } from "../../../src/db/connection.ts";
import { recordActivity } from "../../../src/db/facts.ts";
import { badgesConfig, badgesFeature, listGrants } from "../../../src/features/badges/index.ts";
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
const config = badgesConfig.parse({});

/** Histories of labels, merges and reviews, each in order and shuffled. */
function someHistories() {
  const labels = fc.subarray(["bug", "enhancement", "documentation", "question"]);
  const issues = fc.array(fc.record({ first: labels, later: labels }), { minLength: 1, maxLength: 2 });
  const pulls = fc.array(
    fc.record({
      author: fc.constantFrom(ada, bo),
      title: fc.constantFrom("fix: a", "feat: b", "c"),
      labels: fc.oneof(fc.constant([]), labels),
      later: fc.option(labels, { nil: null }),
      paths: fc.constantFrom(null, ["docs/a.md"]),
      closes: fc.subarray([1, 2]),
      // Two merges of one moment need the tie-break.
      mergedAt: fc.constantFrom(START + 10, START + 20),
      reviewer: fc.constantFrom(ada, bo),
    }),
    { minLength: 1, maxLength: 3 },
  );
  const history = fc.tuple(issues, pulls).map(([someIssues, somePulls]) => {
    const activities: Activity[] = [];
    for (const [index, issue] of someIssues.entries()) {
      const opened = thread({ number: index + 1, labels: issue.first });
      const changed = { ...opened, labels: issue.later, updatedAt: START + 50 };
      activities.push(threadActivity("thread.opened", opened));
      activities.push(threadActivity("thread.labelled", changed, { at: START + 50 }));
    }
    for (const [index, { later, reviewer, ...pull }] of somePulls.entries()) {
      const { mergedAt } = pull;
      const done = thread({
        number: index + 10,
        kind: "pull",
        state: "merged",
        closedAt: mergedAt,
        updatedAt: mergedAt,
        ...pull,
      });
      activities.push(threadActivity("thread.opened", done), threadActivity("thread.merged", done));
      activities.push(
        remarkActivity(done, { id: `r${index}`, kind: "review", author: reviewer, reviewState: "approved" }),
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

describe.each(engines)("badges on $name", ({ open }) => {
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

  const grants = () =>
    listGrants(database.reader, {
      installationId: REPOSITORY.installationId,
      repositoryIds: [REPOSITORY.id],
    });

  test("ends in the same badges whatever the order of arrival", { timeout: 60_000 }, async () => {
    const endOf = async (activities: readonly Activity[]) => {
      const { threads, remarks, badgeEvidence, badgeCloses } = database.reader.tables;
      for (const table of [threads, remarks, badgeEvidence, badgeCloses]) {
        await database.transaction(async ({ db }) => void (await db.delete(table)));
      }
      await happen(...activities);
      return grants();
    };
    await fc.assert(
      fc.asyncProperty(someHistories(), async ([inOrder, shuffled]) => {
        const expected = await endOf(inOrder);
        expect(await endOf(shuffled)).toEqual(expected);
        await happen(...shuffled);
        expect(await grants()).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });
});
