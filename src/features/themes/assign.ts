// A new thread finds its theme as it arrives, by the model of the last refit. The model is a row; what is made of it is kept
// while the row stays the same, so that a thread costs a look at one index and no fit.

import { eq, sql } from "drizzle-orm";
import type { ThreadActivity } from "../../core/activity.ts";
import type { PublicScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import { decodeModel } from "./model-text.ts";
import { namesToIgnore, readableText } from "./refit.ts";
import { openThemeModel, themeOfThread, type OpenThemeModel } from "./rules.ts";
import { insertMembers } from "./store.ts";

interface Opened {
  readonly refittedAt: number;
  readonly model: OpenThemeModel;
  readonly ignored: ReadonlySet<string>;
}

/** By the database's handle, then by installation: one process may have several databases open. */
const opened = new WeakMap<object, Map<number, Opened>>();

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
  if (!row) return undefined;
  const models = opened.get(connection.db) ?? new Map<number, Opened>();
  opened.set(connection.db, models);
  const known = models.get(installationId);
  if (known?.refittedAt === row.refittedAt) return known;
  const { themeModels } = connection.tables;
  const [stored] = await connection.db
    .select({ data: themeModels.data })
    .from(themeModels)
    .where(eq(themeModels.installationId, installationId));
  if (!stored) return undefined;
  const model = openThemeModel(decodeModel(stored.data));
  const ignored = await namesToIgnore(connection, scope, ignore);
  const fresh = { refittedAt: row.refittedAt, model, ignored };
  models.set(installationId, fresh);
  return fresh;
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
