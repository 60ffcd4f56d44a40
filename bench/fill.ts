// Fills a database with many times what the pipeline made of an archive: its own rows, copied again and again, each copy as
// another repository. So every table has what it would have, in the proportions it would have it. All are older
// than the archive, which can then come once more as what is new; they begin within a year of each other, and each group of them shares its people, so that people are at home in many repositories.

import { count, getTableColumns, getTableName, max, min } from "drizzle-orm";
import type { Connection, Database } from "../src/db/connection.ts";
import type { Tables } from "../src/db/tables/index.ts";

/** Of the installation as a whole, or about the process: there is one of each, however many repositories there are. */
const ONCE: ReadonlySet<keyof Tables> = new Set<keyof Tables>(["installations", "themes", "schedules"]);
/** Groups of repositories, each with people of its own. */
const GROUPS = 8;
/** Far above the numbers that GitHub's accounts have here. */
const PEOPLE_APART = 1_000_000_000;
/** Copies begin within a year; whole weeks, so that days and weeks of the calendar stay what they are. */
const WEEKS = 52;
const WEEK_DAYS = 7;
const DAY_MS = 86_400_000;

/** Makes of the one archive in the database at least `activities`, of which the archive itself is none. */
export async function fill(database: Database, activities: number): Promise<void> {
  const { tables } = database.reader;
  const [repository] = await database.reader.db
    .select({ id: tables.repositories.id })
    .from(tables.repositories);
  const { day } = tables.activities;
  const [made] = await database.reader.db
    .select({ value: count(), first: min(day), last: max(day) })
    .from(tables.activities);
  if (!repository || !made || made.value === 0) throw new Error("There is nothing to copy.");
  const copied = Object.entries(tables).filter(([name]) => !ONCE.has(name as keyof Tables));
  await database.transaction(async (connection) => {
    for (const [, table] of copied) {
      const name = getTableName(table);
      await connection.runSql(`create table bench_${name} as select * from ${name}`);
      await connection.runSql(`delete from ${name}`);
    }
  });
  const copies = Math.ceil(activities / made.value);
  for (let number = 1; number <= copies; number += 1) {
    const weeks = Math.ceil(((made.last ?? 0) - (made.first ?? 0)) / WEEK_DAYS) + (number % WEEKS);
    const copy = { number, repositoryId: repository.id, weeks };
    await database.transaction(async (connection) => {
      for (const [name, table] of copied) await copyTable(connection, { name, table, copy });
    });
  }
  await database.transaction(async (connection) => {
    for (const [, table] of copied) await connection.runSql(`drop table bench_${getTableName(table)}`);
    // Postgres would do so by itself, soon.
    if (connection.dialect === "postgres") await connection.runSql("analyze");
  });
}

interface Copy {
  /** From 1. */
  readonly number: number;
  /** The id of the repository that is copied. */
  readonly repositoryId: number;
  /** By how many it is earlier. */
  readonly weeks: number;
}

async function copyTable(
  connection: Connection,
  of: { readonly name: string; readonly table: Tables[keyof Tables]; readonly copy: Copy },
): Promise<void> {
  const { name, table, copy } = of;
  const columns = Object.keys(getTableColumns(table)).filter((column) => column !== "seq");
  const list = columns.map((column) => `"${snakeCase(column)}"`).join(", ");
  const values = columns.map((column) => valueOf(name, column, copy)).join(", ");
  const target = getTableName(table);
  await connection.runSql(
    `insert into ${target} (${list}) select ${values} from bench_${target} where true on conflict do nothing`,
  );
}

const PEOPLE = new Set(["personId", "authorId", "newcomerId", "people.id"]);
const TIMES = new Set(
  "at createdAt updatedAt closedAt mergedAt publishedAt earnedAt seenAt startedAt endedAt askedAt declinedAt shippedAt ownedAt openedAt closesAt".split(
    " ",
  ),
);
const NAMES = new Set(
  "threads.id remarks.id releases.id nodeId threadId subjectId issueId revertedId key activityKey guid marker remarkId originalId sourceId pullId releaseId".split(
    " ",
  ),
);

/** The SQL of a column in the copy. */
function valueOf(table: string, column: string, { number, repositoryId, weeks }: Copy): string {
  const name = `"${snakeCase(column)}"`;
  const is = (columns: ReadonlySet<string>) => columns.has(column) || columns.has(`${table}.${column}`);
  const group = number % GROUPS;
  if (table === "effects" && column === "state") return "'done'";
  if (column === "repositoryId" || (table === "repositories" && column === "id"))
    return `${name} + ${number}`;
  if (table === "repositories" && column === "name") return `${name} || '-${number}'`;
  if (is(PEOPLE)) return `${name} + ${group * PEOPLE_APART}`;
  if (table === "people" && column === "login") return `${name} || '-${group}'`;
  if (column === "week") return `${name} - ${weeks}`;
  if (column === "day") return `${name} - ${weeks * WEEK_DAYS}`;
  if (is(TIMES)) return `${name} - ${weeks * WEEK_DAYS * DAY_MS}`;
  if (!is(NAMES)) return name;
  // A thread is named by its repository; whatever else has a name, by GitHub, which puts the repository into most.
  const renamed = [(id: number) => `${id}#`, idsOfRepository].map((partOf) => {
    const [from, to] = [partOf(repositoryId), partOf(repositoryId + number)];
    return `when ${name} like '%${from}%' then replace(${name}, '${from}', '${to}')`;
  });
  return `case ${renamed.join(" ")} else ${name} || '.${number}' end`;
}

/**
 * What GitHub's ids of all that a repository holds have in common, behind the kind: the start of a MessagePack array of zero, the
 * repository and a number, in base64. So a repository's ids stand together in an index.
 */
function idsOfRepository(repositoryId: number): string {
  const start = Buffer.from([0x93, 0, 0xce, 0, 0, 0, 0, 0xcf]);
  start.writeUInt32BE(repositoryId, 3);
  // The last byte is a number's type: the same first half for all of them, and that is in ten characters.
  return start.toString("base64url").slice(0, 10);
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
