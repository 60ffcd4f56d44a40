// The mood as maintainers read it: what there is to do or to know, each with its interval and its reason.

import { inlineText, link } from "../../text/escape.ts";
import type { Drop, HeatedThread } from "./alerts.ts";
import { accuracyInWords, type CorrectionAccuracy } from "./corrections.ts";
import type { ReleaseImpact } from "./impact-store.ts";
import type { Change, Mood } from "./mood.ts";
import type { PartMood } from "./parts-store.ts";
import { changeInWords, numbers, signed, whole } from "./present.ts";
import { totalOf, type FirstReplies, type ReplyCounts } from "./replies.ts";

/** The weekly note; undefined when there is nothing to say. */
export function presentNote(note: {
  readonly mood: Mood;
  readonly change: Change | undefined;
  /** 0…100 */
  readonly target: number;
  readonly repositories: readonly PartMood[];
  readonly areas: readonly PartMood[];
  readonly impacts: readonly ReleaseImpact[];
  readonly replies: FirstReplies | undefined;
  readonly accuracy: CorrectionAccuracy;
}): string | undefined {
  const { mood, change, target, repositories, areas, impacts, replies } = note;
  const parts = [
    mood.index === null
      ? undefined
      : `**Mood** – ${numbers(mood)}${change ? `, ${changeInWords(change)}` : ""}; the target is ${target}.`,
    ...impacts.map(presentImpact),
    impactChart(impacts),
    replies && presentReplies(replies),
    partsTable("repository", repositories.length > 1 ? repositories : []),
    partsTable("area", areas),
  ].filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  return [...parts, accuracyInWords(note.accuracy) ?? []].flat().join("\n\n");
}

/** "[v1.8.0](…) made people unhappier: 83 → 71 (−18 to −5, 31 people before, 23 after); problem reports rose from 4 to 11." */
export function presentImpact(impact: ReleaseImpact): string {
  const release = `**${link(impact.tag, impact.url)}**`;
  return `${release} ${verdictInWords(impact)}; ${problemsInWords(impact)}.`;
}

function verdictInWords({
  verdict,
  before,
  after,
  low,
  high,
  peopleBefore,
  peopleAfter,
}: ReleaseImpact): string {
  const people = `${peopleBefore} people before, ${peopleAfter} after`;
  if (verdict === "too little to say") return `– too little to say of the mood around it (${people})`;
  const figures = `${whole(before)} → ${whole(after)} (${signed(low ?? 0)} to ${signed(high ?? 0)}, ${people})`;
  if (verdict === "no clear change") return `– no clear change of the mood: ${figures}`;
  return `made people ${verdict === "up" ? "happier" : "unhappier"}: ${figures}`;
}

function problemsInWords({ problems: { before, after, verdict } }: ReleaseImpact): string {
  if (before + after === 0) return "no problems were reported in the two weeks before or after";
  const figures = `${before} in the two weeks before, ${after} after`;
  if (verdict === "no clear change") return `no clear change in problem reports (${figures})`;
  return `problem reports ${verdict === "more" ? "rose" : "fell"} (${figures})`;
}

/**
 * A chart of the index before and after each release; undefined when no release can be told. Two bars a
 * release: before, then after.
 */
function impactChart(impacts: readonly ReleaseImpact[]): string | undefined {
  const told = impacts.filter(({ before, after }) => before !== null && after !== null);
  if (told.length === 0) return undefined;
  // A quotation mark or a line break would end the label.
  const labels = told.flatMap(({ tag }) => {
    const name = tag.replace(/[^\w.-]+/g, " ").slice(0, 24);
    return [`"${name} before"`, `"after"`];
  });
  const values = told.flatMap(({ before, after }) => [whole(before), whole(after)]);
  return [
    "```mermaid",
    "xychart-beta",
    `  x-axis [${labels.join(", ")}]`,
    "  y-axis 0 --> 100",
    `  bar [${values.join(", ")}]`,
    "```",
  ].join("\n");
}

function presentReplies({ usual, change, ...now }: FirstReplies): string {
  const versus = {
    warmer: `warmer than usual (${shares(usual)})`,
    cooler: `cooler than usual (${shares(usual)})`,
    "as usual": `as usual (${shares(usual)})`,
  };
  const words = change === null ? "" : `, ${versus[change]}`;
  return `**First replies to newcomers**, four weeks – ${shares(now)} of ${totalOf(now)}${words}.`;
}

/** "61 % welcoming, 33 % neutral, 6 % dismissive". */
function shares(counts: ReplyCounts): string {
  const percent = (count: number) => `${Math.round((100 * count) / totalOf(counts))} %`;
  const { welcoming, neutral, dismissive } = counts;
  return `${percent(welcoming)} welcoming, ${percent(neutral)} neutral, ${percent(dismissive)} dismissive`;
}

function partsTable(what: string, parts: readonly PartMood[]): string | undefined {
  if (parts.length === 0) return undefined;
  const rows = parts.map(
    ({ part, index, low, high, people }) =>
      `| ${inlineText(part)} | ${whole(index)} (${whole(low)} to ${whole(high)}) | ${people} |`,
  );
  return [`| ${what}, four weeks | mood | people |`, "|---|--:|--:|", ...rows].join("\n");
}

export function presentDrop({ before, now, change }: Drop, target: number): string {
  return [
    `The index of the last seven days is ${numbers(now)}; in the eight weeks before it was ${numbers(before)}.`,
    `The difference, ${signed(change.low)} to ${signed(change.high)}, is beyond chance. The target is ${target}.`,
    "Why I tell you: it fell by ten points or more. A release, an outage or one long quarrel can do that; the weekly note shows which areas.",
  ].join("\n\n");
}

export function presentHeatedThread({ title, url, remarks, heated }: HeatedThread): string {
  return [
    `In ${link(title, url)}, ${heated} of the last two days' ${remarks} remarks read as uncivil, by more than one person.`,
    "Why I tell you: three such remarks by two people or more. It is a guess from words, wrong for every third remark or so; please look before you act. I do nothing.",
  ].join("\n\n");
}

/** A release after which people were less happy, or reported more problems, and the next step. */
export function presentWorse(impact: ReleaseImpact): string {
  return `${presentImpact(impact)} Read what was reported since, and say in the release's thread what you know and when a fix comes.`;
}

/** A heated thread and the next step, never who wrote in it. */
export function presentHeatedTodo({ title, url, remarks, heated }: HeatedThread): string {
  return `**${link(title, url)} may be heating up**: ${heated} of its last two days' ${remarks} remarks read as uncivil, by more than one person. It is a guess from words, right about half the time for a single remark; read it before you act, and a calm word from somebody new to the thread helps most.`;
}
