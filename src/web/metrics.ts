// `/metrics`, for Prometheus: the same story as `stoa doctor`, in numbers. Counts come from the database when they are
// asked for, so they are right after a restart and the same from every process. No label holds a name of anybody's.

import { Hono } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { SECOND } from "../core/clock.ts";
import { oldestAt } from "../diagnosis/checks/work.ts";
import type { DatabaseFacts } from "../diagnosis/facts.ts";
import { AREAS, isReady, LEVELS, type Finding } from "../diagnosis/finding.ts";
import type { Diagnosis } from "../diagnosis/open.ts";
import { latenessMs } from "../diagnosis/schedules.ts";

/** What a metric is made of; the database is undefined while it cannot be read. */
interface Moment {
  readonly findings: readonly Finding[];
  readonly database: Extract<DatabaseFacts, { kind: "reachable" }> | undefined;
  readonly now: number;
}

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly samples: (moment: Moment) => readonly Sample[];
}

type Reachable = NonNullable<Moment["database"]>;

/** A metric of what is in the database: nothing is shown while that cannot be read, rather than a wrong zero. */
function ofDatabase(
  metric: Omit<Metric, "samples">,
  samples: (database: Reachable, now: number) => readonly Sample[],
): Metric {
  return { ...metric, samples: ({ database, now }) => (database ? samples(database, now) : []) };
}

const plain = (value: number): Sample => ({ labels: {}, value });
const DELIVERY_STATES = ["waiting", "done", "ignored", "parked"] as const;
const EFFECT_STATES = ["waiting", "attempting", "done", "parked", "dropped", "dry"] as const;

type Counts = readonly { readonly state: string; readonly count: number; readonly oldestAt: number }[];

/** One sample for each state, 0 included, so that an alert always has something to look at. */
function byState(counts: Counts, states: readonly string[]): readonly Sample[] {
  return states.map((state) => ({
    labels: { state },
    value: counts.filter((one) => one.state === state).reduce((sum, { count }) => sum + count, 0),
  }));
}

function ageSeconds(at: number | undefined, now: number): Sample {
  return plain(at === undefined ? 0 : Math.max(0, now - at) / SECOND);
}

/** Every metric of Stoa's own; docs/operations.md explains each. */
export const METRICS: readonly Metric[] = [
  {
    name: "stoa_ready",
    help: "1 while the database and GitHub are in order, as /readyz answers",
    labels: [],
    samples: ({ findings }) => [plain(isReady(findings) ? 1 : 0)],
  },
  {
    name: "stoa_findings",
    help: "Findings of stoa doctor, by area and level",
    labels: ["area", "level"],
    samples: ({ findings }) =>
      AREAS.flatMap((area) =>
        LEVELS.map((level) => ({
          labels: { area, level },
          value: findings.filter((one) => one.area === area && one.level === level).length,
        })),
      ),
  },
  ofDatabase(
    {
      name: "stoa_deliveries",
      help: "Webhook deliveries received, by event and what became of them",
      labels: ["event", "state"],
    },
    ({ work }) =>
      work.deliveries.map(({ of, state, count }) => ({ labels: { event: of, state }, value: count })),
  ),
  ofDatabase(
    { name: "stoa_inbox_deliveries", help: "Webhook deliveries, by state", labels: ["state"] },
    ({ work }) => byState(work.deliveries, DELIVERY_STATES),
  ),
  ofDatabase(
    {
      name: "stoa_inbox_oldest_waiting_seconds",
      help: "Age of the oldest delivery that waits; 0 when none does",
      labels: [],
    },
    ({ work }, now) => [ageSeconds(oldestAt(work.deliveries, "waiting"), now)],
  ),
  ofDatabase(
    { name: "stoa_effects", help: "Effects, by kind and state", labels: ["kind", "state"] },
    ({ work }) => work.effects.map(({ of, state, count }) => ({ labels: { kind: of, state }, value: count })),
  ),
  ofDatabase({ name: "stoa_outbox_effects", help: "Effects, by state", labels: ["state"] }, ({ work }) =>
    byState(work.effects, EFFECT_STATES),
  ),
  ofDatabase(
    {
      name: "stoa_outbox_oldest_waiting_seconds",
      help: "Age of the oldest effect that has not happened yet; 0 when none waits",
      labels: [],
    },
    ({ work }, now) => [ageSeconds(oldestAt(work.effects, "waiting", "attempting"), now)],
  ),
  ofDatabase(
    {
      name: "stoa_feature_retries",
      help: "Work of features that failed, by feature and state",
      labels: ["feature", "state"],
    },
    ({ work }) =>
      work.retries.map(({ of, state, count }) => ({ labels: { feature: of, state }, value: count })),
  ),
  ofDatabase(
    {
      name: "stoa_feature_retries_overdue_seconds",
      help: "How long the retry that has been due longest is due; 0 when none is",
      labels: [],
    },
    ({ work }, now) => [ageSeconds(oldestAt(work.retries, "waiting"), now)],
  ),
  ofDatabase(
    {
      name: "stoa_schedule_last_run_timestamp_seconds",
      help: "When a job ran last",
      labels: ["job", "installation"],
    },
    ({ schedules }) =>
      schedules.flatMap(({ job, installationId, lastRunAt }) =>
        lastRunAt === null
          ? []
          : [{ labels: { job, installation: String(installationId) }, value: lastRunAt / SECOND }],
      ),
  ),
  ofDatabase(
    {
      name: "stoa_schedule_late_seconds",
      help: "How long a job has been due without having run",
      labels: ["job", "installation"],
    },
    ({ schedules }, now) =>
      schedules.map((one) => ({
        labels: { job: one.job, installation: String(one.installationId) },
        value: latenessMs(one, now) / SECOND,
      })),
  ),
  ofDatabase(
    { name: "stoa_config_problems", help: "Repositories whose stoa.yml is not in force", labels: [] },
    ({ work }) => [plain(work.configProblems.length)],
  ),
  ofDatabase(
    {
      name: "stoa_backfill_pending",
      help: "Repositories whose history has not been read to its end",
      labels: [],
    },
    ({ work }) => [plain(work.history.length)],
  ),
];

/** The process's own metrics, which several Stoas in one process (as in tests) share. */
let processRegistry: Registry | undefined;

function processMetrics(): Registry {
  if (!processRegistry) {
    processRegistry = new Registry();
    collectDefaultMetrics({ register: processRegistry });
  }
  return processRegistry;
}

/** Without a token whoever reaches the port may read them; with one, only who brings it as a bearer token. */
export function metricsRoutes(diagnosis: Diagnosis, token?: string): Hono {
  const own = new Registry();
  const gauges = METRICS.map(({ name, help, labels, samples }) => ({
    labels,
    gauge: new Gauge({ name, help, labelNames: [...labels], registers: [own] }),
    samples,
  }));
  const registry = Registry.merge([own, processMetrics()]);
  const app = new Hono();
  if (token !== undefined) app.use("/metrics", bearerAuth({ token }));
  app.get("/metrics", async (context) => {
    const [findings, database] = await Promise.all([diagnosis.findings(), diagnosis.database()]);
    const readable = database.kind === "reachable" ? database : undefined;
    const moment = { findings, database: readable, now: diagnosis.now() };
    for (const { gauge, labels, samples } of gauges) {
      gauge.reset();
      // A gauge without labels is 0 after a reset; what is unknown is not shown.
      if (labels.length === 0) gauge.remove();
      for (const sample of samples(moment)) gauge.set(sample.labels, sample.value);
    }
    return context.body(await registry.metrics(), 200, { "content-type": registry.contentType });
  });
  return app;
}
