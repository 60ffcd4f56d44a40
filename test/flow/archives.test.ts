// Years of two real communities through the whole of Stoa: every delivery is processed, and the report agrees with counts
// taken straight from the archive.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { archivePlan } from "../../demo/plan.ts";
import { replay } from "../../demo/replay.ts";
import { writeReport } from "../../demo/report.ts";
import { badgeHolders } from "../support/archive-badges.ts";
import { archivesFolder, countArchive } from "../support/archive-counts.ts";
import { newcomers } from "../support/archive-newcomers.ts";
import { countSections, countSpeakers } from "../support/archive-sections.ts";
import { isOfMentoring, readMentored, readMoodPeople, readSections } from "../support/digest-sections.ts";
import { countNumbers, readNumbers, type DigestNumbers } from "../support/digest-counts.ts";

const SINCE = "2023-01-01";
const archives = archivesFolder();
const folder = mkdtempSync(join(tmpdir(), "stoa-archives-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(archives === undefined)("a real archive (skipped where ../shared/data is absent)", () => {
  test.each(["tls-esni", "oauth-sd-jwt"])(
    "%s is processed whole, and counted right",
    async (name) => {
      const path = join(archives ?? "", `${name}.json`);
      const out = join(folder, name);
      const replayed = await replay({
        plan: await archivePlan(path, SINCE),
        folder: out,
        port: 0,
        isDryRun: false,
      });
      const report = await writeReport(replayed, { folder: out, seconds: 1 });
      const counts = countArchive(path, SINCE);
      const ownComments = stoaComments(replayed.github.state);
      await replayed.stop();

      expect(report.deliveries).toMatchObject({ processed: report.deliveries.received, failed: 0 });
      expect(report.people).toEqual({ humans: counts.humans, bots: 1 });
      expect(report.activities).toMatchObject({
        "thread.opened": counts.threads + report.digests.length,
        "remark.created": counts.remarks + ownComments.total,
        "thread.merged": counts.merged,
        "thread.closed": counts.closed,
      });
      expect(report.badges).toMatchObject(holdersByBadge(path));
      expect(report.digests.map(({ period }) => period)).toEqual(counts.digestPeriods);
      expect(report.digests.every(({ url }) => url !== null)).toBe(true);
      expect(ownComments.mostInOneThread).toBeLessThanOrEqual(1);
      // Every number that the archive tells, in every digest of more than two years.
      const texts = report.digests.map(({ period }) => ({
        period,
        text: readFileSync(join(out, "digests", `${period}.md`), "utf8"),
      }));
      expect(openingsSaid(texts)).toEqual(openingsCounted(path, texts));
      expect(sectionsSaid(texts)).toEqual(sectionsCounted(path, texts));
      const firstThreads = newcomers(path);
      expect(texts.flatMap(({ text }) => readMentored(text)).every((one) => firstThreads.includes(one))).toBe(
        true,
      );
      for (const { period, text } of texts) {
        const [ofPeriod = 5, ...ofWeeks] = readMoodPeople(text);
        expect(Math.min(ofPeriod, ...ofWeeks)).toBeGreaterThanOrEqual(5);
        expect(ofPeriod).toBeLessThanOrEqual(Math.max(5, countSpeakers(path, period)));
      }
      expect(replayed.github.unhandled).toEqual([]);
    },
    600_000,
  );
});

interface Told {
  /** The first day of its period. */
  readonly period: string;
  readonly text: string;
}

/** The numbers of the openings, as far as they are told. */
function openingsSaid(texts: readonly Told[]) {
  return texts.map(({ period, text }) => {
    const told = Object.entries(readNumbers(text)).filter(([, value]) => value !== undefined);
    return { period, ...Object.fromEntries(told) };
  });
}

function openingsCounted(path: string, texts: readonly Told[]) {
  const said = openingsSaid(texts);
  return said.map(({ period, ...numbers }) => {
    const counted = countNumbers(path, period);
    const told = Object.keys(numbers).map((name) => [name, counted[name as keyof DigestNumbers]]);
    return { period, ...Object.fromEntries(told) };
  });
}

/** What the sections say, without what follows from whom Stoa paired. */
function sectionsSaid(texts: readonly Told[]) {
  const isTold = toldByArchives(texts);
  return texts.map(({ period, text }) => {
    const said = readSections(text);
    return { period, ...said, badges: said.badges.filter(isTold) };
  });
}

function sectionsCounted(path: string, texts: readonly Told[]) {
  const isTold = toldByArchives(texts);
  return texts.map(({ period, text }) => {
    const counted = countSections(path, period, readSections(text).searches);
    return { period, ...counted, badges: counted.badges.filter(isTold) };
  });
}

/** Mentors and graduates have weeks and years that no archive knows of. */
function toldByArchives(texts: readonly Told[]): (badge: string) => boolean {
  const badges = texts.flatMap(({ text }) => readSections(text).badges);
  const mentoring = new Set(badges.filter(isOfMentoring).map((line) => line.split(" ")[0]));
  return (line) =>
    !isOfMentoring(line) && !(/ (?:steady|anniversary) /.test(line) && mentoring.has(line.split(" ")[0]));
}

/** How many hold each badge, mentors and their newcomers apart: whom Stoa pairs no archive knows. */
function holdersByBadge(path: string): Readonly<Record<string, number>> {
  const holders = new Set(badgeHolders(path).map((line) => line.split(" ", 2).join(" ")));
  const counts: Record<string, number> = {};
  for (const holder of holders) {
    const badge = holder.split(" ")[1] ?? "";
    // A mentor's newcomer has a week and a year like anybody, and a mentor has them by it.
    if (badge !== "steady" && badge !== "anniversary") counts[badge] = (counts[badge] ?? 0) + 1;
  }
  return counts;
}

/** Comments that Stoa wrote: in all, and at most in one thread. */
function stoaComments(state: Awaited<ReturnType<typeof replay>>["github"]["state"]) {
  let total = 0;
  let mostInOneThread = 0;
  for (const repository of state.repositories.values()) {
    for (const thread of repository.threads.values()) {
      const own = thread.remarks.filter(({ author }) => author?.login === "stoa[bot]").length;
      total += own;
      mostInOneThread = Math.max(mostInOneThread, own);
    }
  }
  return { total, mostInOneThread };
}
