// What maintainers say of a remark's tone: `/stoa tone negative https://github.com/o/r/issues/1#issuecomment-5`, in a private
// repository. Their word wins over the model for good, and how often the model had been right is told.

import { and, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import { threadId } from "../../core/activity.ts";
import { UserError } from "../../core/errors.ts";
import type { ReaderScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import { listRepositories, readerScope } from "../../db/repositories.ts";
import type { Polarity } from "../../db/tables/features.ts";
import type { CommandAnswer, CommandCall, FeatureContext } from "../feature.ts";
import type { SentimentConfig } from "./config.ts";
import { LEAST_PEOPLE, wilsonInterval } from "../../core/statistics.ts";
import { POLARITIES } from "./model/format.ts";

/** How often the model had been right where maintainers told it the tone. */
export interface CorrectionAccuracy {
  readonly corrections: number;
  readonly right: number;
  /** Where it had said that it did not know. */
  readonly uncertain: number;
}

/** Runs `/stoa tone`. The answer does not tell how the remark had been read: that would be about one person. */
export async function correctTone(
  { argument, activity }: CommandCall,
  { connection, now }: FeatureContext<SentimentConfig>,
): Promise<CommandAnswer> {
  const { repository } = activity;
  if (!repository.isPrivate) {
    throw new UserError(
      "`/stoa tone` works in a private repository only: how a remark sounds is nothing to say in public.",
    );
  }
  const { polarity, address } = readArgument(argument);
  const scope = await readerScope(connection, repository);
  const subject = await findSubject(connection, scope, address);
  if (!subject) {
    throw new UserError(
      "I know no remark at this link that I have read. Copy the link of a comment (its time is the link); I read English, and no bots.",
    );
  }
  await storeCorrection(connection, { ...subject, polarity, correctedAt: now });
  const accuracy = await correctionAccuracy(connection, scope);
  return {
    reply: [`Noted: it counts as ${polarity} from now on.`, accuracyInWords(accuracy) ?? []].flat().join(" "),
  };
}

function readArgument(argument: string): { readonly polarity: Polarity; readonly address: string } {
  const [word = "", link = ""] = argument.split(" ");
  const polarity = POLARITIES.find((one) => one === word.toLowerCase());
  const address = link.replace(/^<|>$/g, "");
  if (polarity === undefined || !URL.canParse(address)) {
    throw new UserError("Say it as `/stoa tone positive|neutral|negative` and the remark's link.");
  }
  return { polarity, address };
}

interface Subject {
  readonly subjectId: string;
  readonly repositoryId: number;
  readonly readAs: Polarity;
}

/** The remark or opening text at an address, where it is scored and within the scope. */
async function findSubject(
  connection: Connection,
  scope: ReaderScope,
  address: string,
): Promise<Subject | undefined> {
  const { pathname, hash } = new URL(address);
  const [, owner, name, number] =
    /^\/([^/]+)\/([^/]+)\/(?:issues|pull|discussions)\/(\d+)/.exec(pathname) ?? [];
  if (owner === undefined || name === undefined || number === undefined) return undefined;
  const repositories = await listRepositories(connection, scope.installationId);
  const repository = repositories.find(
    (one) =>
      scope.repositoryIds.includes(one.id) &&
      `${one.owner}/${one.name}`.toLowerCase() === `${owner}/${name}`.toLowerCase(),
  );
  if (!repository) return undefined;
  const thread = threadId(repository.id, Number(number));
  const subjectId = hash === "" ? thread : await findRemarkId(connection, thread, hash);
  if (subjectId === undefined) return undefined;
  const { sentimentScores: scores } = connection.tables;
  const rows = await connection.db
    .select({ readAs: scores.polarity })
    .from(scores)
    .where(eq(scores.subjectId, subjectId))
    .limit(1);
  return rows[0] && { subjectId, repositoryId: repository.id, readAs: rows[0].readAs };
}

async function findRemarkId(
  { db, tables: { remarks } }: Connection,
  thread: string,
  hash: string,
): Promise<string | undefined> {
  const rows = await db
    .select({ id: remarks.id, url: remarks.url })
    .from(remarks)
    .where(and(eq(remarks.threadId, thread), isNull(remarks.deletedAt)));
  return rows.find(({ url }) => url.endsWith(hash))?.id;
}

/** Keeps a correction and counts it at once. What the model had said first stays, however often it is corrected. */
export async function storeCorrection(
  { db, tables: { sentimentScores, toneCorrections } }: Connection,
  correction: Subject & { readonly polarity: Polarity; readonly correctedAt: number },
): Promise<void> {
  const { subjectId, polarity, correctedAt } = correction;
  await db
    .insert(toneCorrections)
    .values(correction)
    .onConflictDoUpdate({ target: toneCorrections.subjectId, set: { polarity, correctedAt } });
  await db.update(sentimentScores).set({ polarity }).where(eq(sentimentScores.subjectId, subjectId));
}

export async function correctionAccuracy(
  { db, tables: { toneCorrections } }: Connection,
  { repositoryIds }: ReaderScope,
): Promise<CorrectionAccuracy> {
  const { polarity, readAs } = toneCorrections;
  const count = (condition: ReturnType<typeof and>) =>
    sql<number>`coalesce(sum(case when ${condition} then 1 else 0 end), 0)`.mapWith(Number);
  const rows = await db
    .select({
      corrections: sql<number>`count(*)`.mapWith(Number),
      right: count(eq(polarity, readAs)),
      uncertain: count(and(eq(readAs, "uncertain"), ne(polarity, readAs))),
    })
    .from(toneCorrections)
    .where(inArray(toneCorrections.repositoryId, [...repositoryIds]));
  return rows[0] ?? { corrections: 0, right: 0, uncertain: 0 };
}

/** "Of 24 remarks you told me about I had read 15 right (63 %, 43 to 79) and not dared to read 3."; undefined for few. */
export function accuracyInWords({ corrections, right, uncertain }: CorrectionAccuracy): string | undefined {
  const read = corrections - uncertain;
  if (read < LEAST_PEOPLE) return undefined;
  const [low, high] = wilsonInterval(right / read, read);
  const percent = (share: number) => Math.round(100 * share);
  const unread = uncertain === 0 ? "" : `; ${uncertain} more I had not dared to read`;
  return `Of ${read} remarks whose tone you told me, I had read ${right} right (${percent(right / read)} %, ${percent(low)} to ${percent(high)})${unread}.`;
}
