// What mentoring does, as maintainers read it, and what a first merge is told: by rows, on every engine.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Activity, Person, RepositoryRef, Thread } from "../../../src/core/activity.ts";
import { DAY, HOUR } from "../../../src/core/clock.ts";
import type { Effect } from "../../../src/core/effect.ts";
import type { Database } from "../../../src/db/connection.ts";
import { recordActivity } from "../../../src/db/facts.ts";
import { publicScope, readerScope } from "../../../src/db/repositories.ts";
import { mentoringConfig, mentoringFeature } from "../../../src/features/mentoring/index.ts";
import { maintainersSection } from "../../../src/features/mentoring/outcomes.ts";
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
const config = mentoringConfig.parse({
  mentors: [{ login: "mira", areas: ["collector/"], capacity: 9 }],
  nextLabels: ["good first issue"],
});
const mira = person("mira");

function pull(number: number, author: Person, more: Partial<Thread> = {}, repository = REPOSITORY): Thread {
  return thread(
    { number, kind: "pull", author, title: "Tidy", paths: ["collector/a.go"], ...more },
    repository,
  );
}

describe.each(engines)("outcomes of mentoring on $name", ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
    await seedRepository(database);
    await seedRepository(database, VAULT);
  });
  afterEach(() => database.close());

  async function happen(activity: Activity): Promise<readonly Effect[]> {
    return database.transaction(async (connection) => {
      await recordActivity(connection, activity);
      const context = { connection, config, now: activity.at, isHistoryKnown: true };
      return (await mentoringFeature.onActivity?.(activity, context)) ?? [];
    });
  }

  async function job(now: number): Promise<void> {
    await database.transaction(async (connection) => {
      const scope = await publicScope(connection, REPOSITORY.installationId);
      const { installationId } = REPOSITORY;
      const context = { connection, config, now, isHistoryKnown: true, installationId, scope };
      await mentoringFeature.jobs?.[0]?.run({ ...context, configOf: () => undefined });
    });
  }

  async function forMaintainers(now: number, of: RepositoryRef = REPOSITORY) {
    const scope = await readerScope(database.reader, of);
    const period = { startsAt: now - 7 * DAY, endsAt: now };
    return maintainersSection({ connection: database.reader, config, scope, period });
  }

  test("says nothing where nobody asked", async () => {
    expect(await forMaintainers(START)).toBeUndefined();
  });

  test("counts who waited, was taken on and came through, and names silent mentors as things to do", async () => {
    const done = pull(2, person("ann"));
    await happen(threadActivity("thread.opened", done));
    await happen(remarkActivity(done, { id: "hello", author: mira, createdAt: START + HOUR }));
    const mergedAt = START + 2 * HOUR;
    await happen(
      threadActivity("thread.merged", { ...done, state: "merged", mergedAt, updatedAt: mergedAt }),
    );
    await happen(threadActivity("thread.opened", pull(3, person("ben"), { createdAt: START + HOUR })));
    const now = START + 8 * DAY;
    await job(now);
    const told = await forMaintainers(now);
    expect(told?.markdown).toBe(
      "**Mentoring, half a year** – 2 newcomers asked for a mentor or came with a first pull request; the median wait was less than an hour. Mentors took on 1 of the 2 they were offered. Of 1 pairing that is over, 1 led to a merge.",
    );
    expect(told?.todos).toEqual([
      {
        weight: 80,
        markdown: expect.stringMatching(
          /^\*\*A mentor is silent\*\*: \[ben\].* waits for \[mira\]/,
        ) as string,
      },
    ]);
  });

  test("keeps a private repository from readers of another place", async () => {
    const secret = pull(2, person("ann"), {}, VAULT);
    await happen(threadActivity("thread.opened", secret, { repository: VAULT }));
    const now = START + 3 * DAY;
    await job(now);
    expect(await forMaintainers(now)).toBeUndefined();
    expect((await forMaintainers(now, VAULT))?.todos).toHaveLength(1);
  });

  test("compares who came back, from five people on either side on", async () => {
    const early = START - 300 * DAY;
    for (let index = 0; index < 5; index += 1) {
      const without = person(`without-${index}`);
      const old = pull(100 + index, without, { createdAt: early });
      await happen(threadActivity("thread.opened", old, { isLive: false }));
      const paired = pull(200 + index, person(`with-${index}`), { createdAt: START });
      await happen(threadActivity("thread.opened", paired));
      const again = pull(300 + index, person(`with-${index}`), { createdAt: START + 80 * DAY });
      await happen(threadActivity("thread.opened", again));
    }
    const late = pull(400, person("without-0"), { createdAt: early + 91 * DAY });
    await happen(threadActivity("thread.opened", late, { isLive: false }));
    expect((await forMaintainers(START + 89 * DAY))?.markdown).not.toContain("opened another");
    expect((await forMaintainers(START + 91 * DAY))?.markdown).toContain(
      "Within 90 days of their first pull request 100 % (5 of 5) with a mentor opened another, 0 % (0 of 5) without: +100 points (+39 to +100). This is no experiment",
    );
  });

  test("names issues that could be next: open, inviting, unassigned, unclaimed, the nearest first", async () => {
    const labels = ["good first issue"];
    const issues: readonly Partial<Thread>[] = [
      { title: "Somewhere else" },
      { title: "The collector hums" },
      { title: "Taken", isAssigned: true },
      { title: "Of history, nobody knows", isAssigned: null },
      { title: "Not inviting", labels: [] },
      { title: "Closed", state: "closed" },
      { title: "In work" },
      { title: "Labelled", labels: [...labels, "area/collector"] },
    ];
    for (const [index, issue] of issues.entries()) {
      const of = thread({ number: 10 + index, labels, isAssigned: false, author: mira, ...issue });
      await happen(threadActivity("thread.opened", of, { isLive: false }));
    }
    await happen(threadActivity("thread.opened", pull(30, mira, { closes: [16] }), { isLive: false }));
    const first = pull(2, person("ann"));
    await happen(threadActivity("thread.opened", first));
    const mergedAt = START + HOUR;
    const [effect] = await happen(
      threadActivity("thread.merged", { ...first, state: "merged", mergedAt, updatedAt: mergedAt }),
    );
    const markdown = effect?.kind === "section" ? effect.markdown : "";
    const named = [...markdown.matchAll(/issues\/(\d+)\)/g)].map(([, number]) => Number(number));
    expect(named).toEqual([17, 11, 10]);
    expect(markdown).toContain("are open and unclaimed.");
    const second = pull(3, person("ann"), { createdAt: START + 2 * HOUR });
    await happen(threadActivity("thread.opened", second));
    const again = { ...second, state: "merged", mergedAt: START + 3 * HOUR } as const;
    expect(await happen(threadActivity("thread.merged", { ...again, updatedAt: START + 3 * HOUR }))).toEqual(
      [],
    );
  });
});
