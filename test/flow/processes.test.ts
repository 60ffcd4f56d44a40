// Three real processes on one real Postgres: they start together on an empty database, share what comes in and what is due,
// and one of them is killed in the midst of it. Postgres itself writes down who did what, in which order.

import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sampleCommunity } from "../../demo/community/index.ts";
import { DAY } from "../../src/core/clock.ts";
import { setStage, type Stage } from "../chaos/stage.ts";
import type { Happening } from "../local-github/community.ts";
import { makeFreshPostgres } from "../support/databases.ts";

const server = process.env["TEST_DATABASE_URL"];
const PROCESSES = 3;
const HISTORY_MS = 56 * DAY;
const LIVE_MS = 28 * DAY;
/** After what happens at this place one process is killed. */
const KILLED_AFTER = 60;

/**
 * Keeps who ended which delivery and ran which job, in the order in which it was done. Deliveries that share a commit end in one
 * statement, so each is written down with its transaction.
 */
const WITNESS = `
  create table witness (
    step bigserial primary key, about text, subject text, place text, at bigint,
    commit_of bigint default txid_current(), process text default current_setting('application_name')
  );
  create function see_delivery() returns trigger language plpgsql as $$ begin
    if old.state = 'waiting' and new.state <> 'waiting' then
      insert into witness (about, subject, place, at) values ('delivery', new.seq, new.lane, new.received_at);
    end if;
    return new;
  end $$;
  create trigger see_delivery after update on deliveries for each row execute function see_delivery();
  create function see_job() returns trigger language plpgsql as $$ begin
    if new.last_run_at is distinct from old.last_run_at then
      insert into witness (about, subject, place, at)
      values ('job', new.job, new.installation_id, old.next_at);
    end if;
    return new;
  end $$;
  create trigger see_job after update on schedules for each row execute function see_job();`;

interface Seen {
  readonly subject: string;
  readonly place: string;
  readonly at: string;
  readonly process: string;
}

describe.skipIf(!server)("three processes on one Postgres", () => {
  let stage: Stage;
  let client: pg.Client;
  let drop: () => Promise<void>;

  const seen = async (about: "delivery" | "job") =>
    (
      await client.query<Seen>(
        `select *, min(step) over (partition by commit_of) as first from witness
         where about = $1 order by first, length(subject), subject, step`,
        [about],
      )
    ).rows;
  /** Moments at which one happening after the other was told, each once the one before it was taken in. */
  const calm = new Set<number>();

  beforeAll(async () => {
    const fresh = await makeFreshPostgres(server ?? "");
    drop = () => fresh.drop();
    const { accounts, repositories, happenings } = sampleCommunity();
    const start = happenings[0]?.at ?? 0;
    const historic = happenings.filter(({ at }) => at < start + HISTORY_MS).length;
    const live = happenings.filter(({ at }) => at >= start + HISTORY_MS && at < start + HISTORY_MS + LIVE_MS);
    stage = await setStage({
      community: { accounts, repositories, happenings },
      historic,
      databaseUrl: (index) => `${fresh.url}?application_name=stoa-${index}`,
      processes: PROCESSES,
      seed: 1,
    });
    client = new pg.Client({ connectionString: fresh.url });
    await client.connect();
    await client.query(WITNESS);
    for (const owner of new Set(repositories.map((repository) => repository.owner))) {
      await stage.github.install(owner);
    }
    await stage.runUntil(live[0]?.at ?? start);
    for (const [index, day] of byDay(live).entries()) {
      await stage.runUntil(day.at);
      const isKilling = day.first <= KILLED_AFTER && KILLED_AFTER < day.first + day.happenings.length;
      if (index % 2 === 1 && !isKilling) {
        calm.add(stage.clock.now());
        for (const happening of day.happenings) await stage.github.perform(happening, { deliver: true });
        await stage.settle();
        continue;
      }
      // What happens on the others comes in together, so that there is something to share.
      const done = day.happenings.map((happening) => stage.github.perform(happening, { deliver: true }));
      if (isKilling) await stage.killOne({ requests: 1, waitMs: 20 });
      await Promise.all(done);
      await stage.settle();
    }
    await stage.runUntil(stage.clock.now() + 3 * DAY);
  }, 300_000);
  afterAll(async () => {
    await stage.close();
    await stage.github.close();
    await client.end();
    await drop();
  });

  test("each ends every delivery once, in the order in which its repository's came in", async () => {
    const ended = await seen("delivery");
    const { rows } = await client.query<{ state: string; count: string }>(
      "select state, count(*) from deliveries group by state",
    );
    const total = rows.reduce((sum, { count }) => sum + Number(count), 0);
    expect(total).toBeGreaterThan(100);
    expect(rows.filter(({ state }) => state !== "done" && state !== "ignored")).toEqual([]);
    expect(ended).toHaveLength(total);
    expect(new Set(ended.map(({ subject }) => subject)).size).toBe(total);
    const lanes = new Set(ended.map(({ place }) => place));
    expect(lanes.size).toBeGreaterThan(3);
    let calmOnes = 0;
    for (const lane of lanes) {
      const inLane = ended.filter(({ place }) => place === lane);
      const times = inLane.map(({ at }) => Number(at));
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      // What several processes take in at one moment has no order but that in which they commit it.
      const order = inLane.filter(({ at }) => calm.has(Number(at))).map(({ subject }) => Number(subject));
      calmOnes += order.length;
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }
    expect(calmOnes).toBeGreaterThan(50);
  });

  test("all of them take part", async () => {
    const processes = new Set((await seen("delivery")).map(({ process }) => process));
    expect([...processes].toSorted()).toEqual(["stoa-0", "stoa-1", "stoa-2"]);
  });

  test("a job runs once each time it is due", async () => {
    const runs = (await seen("job")).map(({ subject, place, at }) => `${subject} of ${place} at ${at}`);
    expect(runs.length).toBeGreaterThan(20);
    expect(runs.toSorted()).toEqual([...new Set(runs)].toSorted());
  });

  test("nothing is said twice, and nothing is left undone", async () => {
    const { rows: left } = await client.query(
      "select key, state from effects where state in ('waiting', 'attempting', 'parked')",
    );
    expect(left).toEqual([]);
    const threads = [...stage.github.state.repositories.values()].flatMap(({ threads: all }) => [
      ...all.values(),
    ]);
    const isStoas = ({ author }: { readonly author: { readonly login: string } | null }) =>
      author?.login === "stoa[bot]";
    const posts = threads.filter(isStoas).map(({ title }) => title);
    expect(posts.length).toBeGreaterThan(1);
    expect(posts.toSorted()).toEqual([...new Set(posts)].toSorted());
    expect(threads.filter(({ remarks }) => remarks.filter(isStoas).length > 1)).toEqual([]);
  });
});

interface DayOfHappenings {
  readonly at: number;
  /** Place of the first of them among all. */
  readonly first: number;
  readonly happenings: readonly Happening[];
}

function byDay(happenings: readonly Happening[]): readonly DayOfHappenings[] {
  const dayOf = ({ at }: Happening) => Math.floor(at / DAY);
  return [...new Set(happenings.map(dayOf))].map((day) => {
    const first = happenings.findIndex((happening) => dayOf(happening) === day);
    const ofDay = happenings.filter((happening) => dayOf(happening) === day);
    return { at: happenings[first]?.at ?? 0, first, happenings: ofDay };
  });
}
