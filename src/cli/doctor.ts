// `stoa doctor [--json] [--retry-parked [KEY]]`: looks at everything Stoa stands on, says what is wrong and what to do next, and
// exits with 1 when something is. It changes nothing, unless it is asked to put parked work back.

import { DEFAULT_DATABASE_URL, hasApp, readEnvironment, type Environment } from "../config/environment.ts";
import { configLoader } from "../config/load.ts";
import { configSchema } from "../config/repository.ts";
import { systemClock, type Clock } from "../core/clock.ts";
import { UserError } from "../core/errors.ts";
import type { Database } from "../db/connection.ts";
import { openDatabase } from "../db/open.ts";
import { deliveryCounter } from "../diagnosis/delivery-counts.ts";
import { brokenEnvironment, diagnose, missingApp } from "../diagnosis/diagnose.ts";
import { gatherDatabase, gatherGitHub, type DatabaseFacts, type GitHubFacts } from "../diagnosis/facts.ts";
import type { Finding } from "../diagnosis/finding.ts";
import { presentReport, reportAsJson, type Report } from "../diagnosis/present.ts";
import { unpark, type Unparked } from "../diagnosis/unpark.ts";
import { features } from "../features/index.ts";
import { signInAsApp } from "../github/app.ts";
import { WEBHOOK_PATH } from "../intake/receive.ts";

export interface DoctorOptions {
  /** For programs instead of people. */
  readonly json?: boolean;
  /** Puts parked deliveries, feature work and effects back first: all of them, or the one of this GUID or key. */
  readonly retryParked?: boolean | string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Prints the report; the exit code is 1 when there is a problem. */
export async function doctor(options: DoctorOptions): Promise<void> {
  const report = await examine(process.env, { ...options, clock: systemClock });
  process.stdout.write(options.json === true ? reportAsJson(report) : presentReport(report));
  if (report.findings.some(({ level }) => level === "problem")) process.exitCode = 1;
}

/** Examines what these variables name. What cannot be looked at is a finding, never an error. */
export async function examine(
  variables: Variables,
  options: Pick<DoctorOptions, "retryParked"> & { readonly clock: Clock },
): Promise<Report> {
  const { clock } = options;
  const environment = readIfGood(variables);
  const good = "complaint" in environment ? undefined : environment;
  const [{ facts, unparked }, gitHub] = await Promise.all([
    examineDatabase(good?.databaseUrl ?? (variables["DATABASE_URL"] || DEFAULT_DATABASE_URL), options),
    examineGitHub(good),
  ]);
  const findings = diagnose({
    settings: good,
    webhookPath: WEBHOOK_PATH,
    features,
    database: facts,
    gitHub,
    now: clock.now(),
  });
  return {
    findings: "complaint" in environment ? [environment.complaint, ...findings] : findings,
    unparked,
  };
}

function readIfGood(variables: Variables): Environment | { readonly complaint: Finding } {
  try {
    return hasApp(variables) ? readEnvironment(variables) : { complaint: missingApp() };
  } catch (error) {
    if (error instanceof UserError) return { complaint: brokenEnvironment(error.message) };
    throw error;
  }
}

async function examineGitHub(environment: Environment | undefined): Promise<GitHubFacts> {
  return environment ? gatherGitHub(() => signInAsApp(environment)) : { kind: "unasked" };
}

async function examineDatabase(
  url: string,
  { retryParked, clock }: { readonly retryParked?: boolean | string; readonly clock: Clock },
): Promise<{ readonly facts: DatabaseFacts; readonly unparked?: Unparked }> {
  let database: Database;
  try {
    database = await openDatabase(url, { isLeftAsItIs: true });
  } catch (error) {
    if (error instanceof UserError) return { facts: { kind: "unreachable", reason: error.message } };
    throw error;
  }
  const config = configLoader(configSchema(features), features);
  const gather = () =>
    gatherDatabase(database, { features, config, now: clock.now(), countDeliveries: deliveryCounter() });
  try {
    const facts = await gather();
    if (
      retryParked === undefined ||
      retryParked === false ||
      facts.kind !== "reachable" ||
      facts.readOnly !== undefined
    )
      return { facts };
    const only = retryParked === true ? undefined : retryParked;
    const unparked = await database.transaction((connection) => unpark(connection, clock.now(), only));
    return { facts: await gather(), unparked };
  } finally {
    await database.close();
  }
}
