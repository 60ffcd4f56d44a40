// A new thread finds its theme as it arrives, by the model of the last refit. The model is a row; what is made of it is kept
// while the row stays the same, so that a thread costs a look at one index and no fit.

import { and, asc, desc, eq, gte, inArray, isNull, ne, sql } from "drizzle-orm";
import type { ThreadActivity } from "../../core/activity.ts";
import { HOUR } from "../../core/clock.ts";
import type { PublicScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import { makeMemory } from "./memory.ts";
import { decodeModel } from "./model-text.ts";
import { namesToIgnore, readableText, type RefitInput } from "./refit.ts";
import { openThemeModel, themeOfThread, type OpenThemeModel, type Refit } from "./rules.ts";
import { insertMembers } from "./store.ts";

interface Opened {
  readonly model: OpenThemeModel;
  readonly ignored: ReadonlySet<string>;
}

/** By the time of the refit: whoever erases words erases the model with them. */
const opened = makeMemory<Opened>();

/** @returns the id of the theme the thread was put into; undefined when it is like none that is told. */
export async function assignThread(
  connection: Connection,
  scope: PublicScope,
  { thread, ignore }: { readonly thread: ThreadActivity["thread"]; readonly ignore: readonly string[] },
): Promise<string | undefined> {
  const found = await findOpened(connection, scope, ignore);
  if (!found) return undefined;
  const best = themeOfThread(found.model, readableText(thread), found.ignored);
  if (!best || !(await isTold(connection, best.themeId))) return undefined;
  await insertMembers(connection, [{ threadId: thread.id, ...best }]);
  return best.themeId;
}

async function findOpened(
  connection: Connection,
  scope: PublicScope,
  ignore: readonly string[],
): Promise<Opened | undefined> {
  const { installationId } = scope;
  const [row] = await connection
    .prepared("themes.findModelTime", ({ db, tables: { themeModels } }) =>
      db
        .select({ refittedAt: themeModels.refittedAt })
        .from(themeModels)
        .where(eq(themeModels.installationId, sql.placeholder("installationId"))),
    )
    .run({ installationId });
  if (!row) {
    opened.forget(connection, installationId);
    return undefined;
  }
  const token = String(row.refittedAt);
  const known = opened.find(connection, installationId, token);
  if (known) return known;
  const { themeModels } = connection.tables;
  const [stored] = await connection.db
    .select({ data: themeModels.data })
    .from(themeModels)
    .where(eq(themeModels.installationId, installationId));
  if (!stored) return undefined;
  const model = openThemeModel(decodeModel(stored.data));
  const ignored = await namesToIgnore(connection, scope, ignore);
  opened.keep(connection, { installationId, token }, { model, ignored });
  return { model, ignored };
}

/** A delivery may come so late after its thread was opened. */
const LATE_MS = HOUR;
/** More threads than these are not opened between midnight and the end of a refit. */
const MOST_LATE = 1_000;

/** Threads that a refit did not look at, as they were opened since midnight or came while it ran, find their themes in what it found. */
export async function assignLate(
  connection: Connection,
  scope: PublicScope,
  { input, refit }: { readonly input: RefitInput; readonly refit: Refit },
): Promise<void> {
  const { people, threads } = connection.tables;
  const rows = await connection.db
    .select({ id: threads.id, title: threads.title, body: threads.body })
    .from(threads)
    .innerJoin(people, and(eq(people.id, threads.authorId), eq(people.isBot, false)))
    .where(
      and(
        inArray(threads.repositoryId, [...scope.repositoryIds]),
        ne(threads.kind, "pull"),
        gte(threads.createdAt, input.before - LATE_MS),
        isNull(threads.deletedAt),
      ),
    )
    .orderBy(desc(threads.createdAt), asc(threads.id))
    .limit(MOST_LATE);
  const seen = new Set(input.threads.map(({ id }) => id));
  const late = rows.filter(({ id }) => !seen.has(id));
  if (late.length === 0) return;
  const model = openThemeModel(refit.model);
  const told = new Set(refit.themes.map(({ id }) => id));
  const ignored = new Set(input.ignored);
  const members = late.flatMap((thread) => {
    const best = themeOfThread(model, readableText(thread), ignored);
    return best && told.has(best.themeId) ? [{ threadId: thread.id, ...best }] : [];
  });
  if (members.length > 0) await insertMembers(connection, members);
}

/** A cluster may be too small for a theme, and a theme may be gone since the refit. */
async function isTold(connection: Connection, themeId: string): Promise<boolean> {
  const rows = await connection
    .prepared("themes.isTold", ({ db, tables: { themes } }) =>
      db
        .select({ id: themes.id })
        .from(themes)
        .where(eq(themes.id, sql.placeholder("themeId"))),
    )
    .run({ themeId });
  return rows.length > 0;
}
