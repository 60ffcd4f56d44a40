// Champions and spotlights as rows: who was confirmed, who was asked, who said yes, what was told.

import { and, asc, desc, eq, gte, isNotNull, isNull, ne, or } from "drizzle-orm";
import type { Connection } from "../../db/connection.ts";

/** @returns false when they were confirmed before */
export async function insertChampion(
  connection: Connection,
  row: {
    readonly installationId: number;
    readonly quarter: string;
    readonly personId: number;
    readonly confirmedAt: number;
  },
): Promise<boolean> {
  const { champions } = connection.tables;
  const inserted = await connection.db
    .insert(champions)
    .values(row)
    .onConflictDoNothing()
    .returning({ personId: champions.personId });
  return inserted.length > 0;
}

export type Spotlight = Connection["tables"]["spotlights"]["$inferSelect"];

/** Asks a person; asked again in the month, what they said stands. */
export async function insertSpotlight(
  connection: Connection,
  row: Pick<Spotlight, "installationId" | "month" | "personId" | "proposedAt">,
): Promise<Spotlight> {
  const { spotlights } = connection.tables;
  await connection.db.insert(spotlights).values(row).onConflictDoNothing();
  const [stored] = await connection.db
    .select()
    .from(spotlights)
    .where(
      and(
        eq(spotlights.installationId, row.installationId),
        eq(spotlights.month, row.month),
        eq(spotlights.personId, row.personId),
      ),
    );
  return stored ?? { ...row, consentedAt: null, publishedAt: null, announcedIn: null };
}

/** A person's newest spotlight of which no digest has told. */
export async function findOpenSpotlight(
  connection: Connection,
  of: { readonly installationId: number; readonly personId: number },
): Promise<Spotlight | undefined> {
  const { spotlights } = connection.tables;
  const rows = await connection.db
    .select()
    .from(spotlights)
    .where(
      and(
        eq(spotlights.installationId, of.installationId),
        eq(spotlights.personId, of.personId),
        isNull(spotlights.announcedIn),
      ),
    )
    .orderBy(desc(spotlights.month))
    .limit(1);
  return rows[0];
}

/** Writes what was said; null for `changes` when the person said no. */
export async function answerSpotlight(
  connection: Connection,
  { installationId, month, personId }: Spotlight,
  changes: Partial<Pick<Spotlight, "consentedAt" | "publishedAt">> | null,
): Promise<void> {
  const { spotlights } = connection.tables;
  const isIt = and(
    eq(spotlights.installationId, installationId),
    eq(spotlights.month, month),
    eq(spotlights.personId, personId),
  );
  if (changes === null) await connection.db.delete(spotlights).where(isIt);
  else await connection.db.update(spotlights).set(changes).where(isIt);
}

/** Threads in which a person is being asked. */
export async function listQuestions(
  connection: Connection,
  personId: number,
): Promise<readonly { readonly threadId: string; readonly repositoryId: number }[]> {
  const { badgeEvidence, commentSections } = connection.tables;
  return connection.db
    .selectDistinct({ threadId: badgeEvidence.threadId, repositoryId: badgeEvidence.repositoryId })
    .from(commentSections)
    .innerJoin(badgeEvidence, eq(badgeEvidence.threadId, commentSections.threadId))
    .where(
      and(
        eq(commentSections.section, "spotlight"),
        ne(commentSections.markdown, ""),
        eq(badgeEvidence.personId, personId),
      ),
    )
    .orderBy(asc(badgeEvidence.threadId));
}

/** Whoever was shown since a month ("2026-01"), so that others have their turn. */
export async function listShownSince(
  connection: Connection,
  of: { readonly installationId: number; readonly month: string },
): Promise<ReadonlySet<number>> {
  const { spotlights } = connection.tables;
  const rows = await connection.db
    .select({ personId: spotlights.personId })
    .from(spotlights)
    .where(
      and(
        eq(spotlights.installationId, of.installationId),
        gte(spotlights.month, of.month),
        isNotNull(spotlights.publishedAt),
      ),
    )
    .orderBy(asc(spotlights.personId));
  return new Set(rows.map(({ personId }) => personId));
}

/** Who is to be told of in this digest: what no other has told yet. */
export async function listHonours(
  connection: Connection,
  of: { readonly installationId: number; readonly periodKey: string },
) {
  const { champions, spotlights } = connection.tables;
  return {
    champions: await connection.db
      .select({ quarter: champions.quarter, personId: champions.personId })
      .from(champions)
      .where(
        and(
          eq(champions.installationId, of.installationId),
          or(isNull(champions.announcedIn), eq(champions.announcedIn, of.periodKey)),
        ),
      )
      .orderBy(asc(champions.quarter), asc(champions.confirmedAt), asc(champions.personId)),
    spotlights: await connection.db
      .select({ month: spotlights.month, personId: spotlights.personId })
      .from(spotlights)
      .where(
        and(
          eq(spotlights.installationId, of.installationId),
          isNotNull(spotlights.consentedAt),
          isNotNull(spotlights.publishedAt),
          or(isNull(spotlights.announcedIn), eq(spotlights.announcedIn, of.periodKey)),
        ),
      )
      .orderBy(asc(spotlights.month), asc(spotlights.personId)),
  };
}

/** A digest tells of them now: no later one will. */
export async function markTold(
  connection: Connection,
  of: { readonly installationId: number; readonly periodKey: string },
): Promise<void> {
  const { champions, spotlights } = connection.tables;
  await connection.db
    .update(champions)
    .set({ announcedIn: of.periodKey })
    .where(and(eq(champions.installationId, of.installationId), isNull(champions.announcedIn)));
  await connection.db
    .update(spotlights)
    .set({ announcedIn: of.periodKey })
    .where(
      and(
        eq(spotlights.installationId, of.installationId),
        isNull(spotlights.announcedIn),
        isNotNull(spotlights.publishedAt),
      ),
    );
}
