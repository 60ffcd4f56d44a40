// The tables for Postgres, as drizzle-kit reads them to generate migrations/postgres.

import { postgresKit } from "../dialects.ts";
import { defineTables } from "./index.ts";

export const tables = defineTables(postgresKit);

export const {
  installations,
  repositories,
  people,
  threads,
  remarks,
  reactions,
  releases,
  activities,
  deliveries,
  effects,
  threadComments,
  commentSections,
  featureRetries,
  schedules,
  configFiles,
  backfills,
  sentimentScores,
  themes,
  themeThreads,
  badgeEvidence,
  badgeCloses,
  pairings,
  requestRanks,
  requestBoards,
  digests,
} = tables;
