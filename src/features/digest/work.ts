// What keeps Stoa itself from working, as far as readers of the maintainers' place may know: work that is parked, files that
// are not in force, digests that could not be posted. Each with what to do.

import { and, asc, eq, inArray, isNotNull, sql } from "drizzle-orm";
import type { ReaderScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import { inlineText } from "../../text/escape.ts";
import type { MaintainersContext, MaintainersSection, Todo } from "../feature.ts";
import { counted, inWords, sentence } from "./phrases.ts";
import { receiptInWords } from "./receipts.ts";
import { listReceipts, type Receipt } from "./store.ts";

const MOST_REASONS = 4;
/** Receipts looked at. */
const MOST_RECEIPTS = 10;

export async function workSection(
  context: Pick<MaintainersContext<unknown>, "connection" | "scope">,
): Promise<MaintainersSection | undefined> {
  const { connection, scope } = context;
  const todos: Todo[] = [];
  const parked = await listParked(connection, scope);
  if (parked.length > 0) {
    const total = parked.reduce((sum, { count }) => sum + count, 0);
    const reasons = parked
      .slice(0, MOST_REASONS)
      .map(({ reason, count }) => `   - ${inlineText(reason)} (${inWords(count)})`);
    const head = `**${counted(total, "thing")} I wanted to write ${total === 1 ? "is" : "are"} parked**`;
    const next = "Mend the cause, then `stoa doctor --retry-parked` has them tried again";
    todos.push({ weight: 60, markdown: `${sentence(head)} ${sentence(next)}\n${reasons.join("\n")}` });
  }
  for (const { repository, problem } of await listConfigProblems(connection, scope)) {
    todos.push({
      weight: 65,
      markdown: `**The stoa.yml of ${inlineText(repository)} is not in force.** ${inlineText(problem, 300)} The last good one is. Mend it in a pull request: the check on it tells line and column.`,
    });
  }
  const markdown = presentLast(await listReceipts(connection, scope.installationId, MOST_RECEIPTS));
  if (todos.length === 0 && markdown === undefined) return undefined;
  return { order: 90, todos, ...(markdown === undefined ? {} : { markdown }) };
}

/** "**The last community digest** – 2–15 November …: posted." */
function presentLast(receipts: readonly Receipt[]): string | undefined {
  const last = receipts.find(({ audience }) => audience === "community");
  return last && `**The last community digest** – ${receiptInWords(last)}`;
}

/** Effects that are parked, by their reason, those that stop most first. */
async function listParked(
  { db, tables: { effects } }: Connection,
  { installationId, repositoryIds }: ReaderScope,
): Promise<readonly { readonly reason: string; readonly count: number }[]> {
  const count = sql<number>`count(*)`.mapWith(Number);
  const rows = await db
    .select({ reason: effects.reason, count })
    .from(effects)
    .where(
      and(
        eq(effects.state, "parked"),
        eq(effects.installationId, installationId),
        // A reason may name its repository.
        inArray(effects.repositoryId, [...repositoryIds]),
      ),
    )
    .groupBy(effects.reason)
    .orderBy(asc(effects.reason));
  return rows
    .map((row) => ({ ...row, reason: row.reason ?? "No reason was written down." }))
    .sort((a, b) => b.count - a.count);
}

async function listConfigProblems(
  { db, tables: { configFiles, repositories } }: Connection,
  { repositoryIds }: ReaderScope,
): Promise<readonly { readonly repository: string; readonly problem: string }[]> {
  const rows = await db
    .select({ owner: repositories.owner, name: repositories.name, problem: configFiles.problem })
    .from(configFiles)
    .innerJoin(repositories, eq(repositories.id, configFiles.repositoryId))
    .where(and(isNotNull(configFiles.problem), inArray(configFiles.repositoryId, [...repositoryIds])))
    .orderBy(asc(repositories.id))
    .limit(5);
  return rows.map(({ owner, name, problem }) => ({ repository: `${owner}/${name}`, problem: problem ?? "" }));
}
