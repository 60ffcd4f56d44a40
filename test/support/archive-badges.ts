// Who holds which badge, taken straight from an archive by a short script that shares nothing with Stoa but the rules in
// docs/badges.md. Where Stoa parses Markdown it strips by pattern: on prose as people write it both must agree.

import { readFileSync } from "node:fs";
import type { Archive, Said, Thread } from "./archive-shape.ts";

/** One fact: a login earned a badge in a thread at a time. */
interface Fact {
  readonly badge: string;
  readonly who: string;
  readonly thread: number;
  readonly at: number;
}

const THRESHOLDS: Readonly<Record<string, readonly number[]>> = {
  "first-contribution": [1],
  "bug-fixer": [1, 5, 20],
  "feature-builder": [1, 5, 20],
  "docs-writer": [1, 5, 20],
  reviewer: [1, 10, 50],
  helper: [1, 5, 25],
  reporter: [1, 5, 20],
  "idea-maker": [1, 3, 10],
  tester: [1, 5, 15],
  steady: [4, 12, 52],
  anniversary: [1, 3, 5],
};

/** A tier of a badge, and the fact that reached it. */
interface Reached extends Fact {
  /** "-" where a badge has none. */
  readonly tier: string;
}

/** "ekr bug-fixer silver 2021-03-04": everybody's badges and tiers with the day they were reached, sorted. */
export function badgeHolders(path: string): readonly string[] {
  return reachedIn(read(path))
    .map(({ who, badge, tier, at }) => `${who} ${badge} ${tier} ${new Date(at).toISOString().slice(0, 10)}`)
    .sort();
}

/**
 * "ekr bug-fixer silver 599": what was reached in a period, of each badge the highest tier, by what was known at `until`,
 * sorted.
 */
export function badgesReached(
  path: string,
  of: { readonly from: number; readonly to: number; readonly until: number },
): readonly string[] {
  const last = new Map<string, Reached>();
  for (const one of reachedIn(knownAt(read(path), of.until)))
    if (one.at >= of.from && one.at < of.to) last.set(`${one.who} ${one.badge}`, one);
  return [...last.values()].map(({ who, badge, tier, thread }) => `${who} ${badge} ${tier} ${thread}`).sort();
}

function read(path: string): Archive {
  return JSON.parse(readFileSync(path, "utf8")) as Archive;
}

function knownAt({ issues, pulls }: Archive, until: number): Archive {
  const isKnown = ({ createdAt }: Pick<Said, "createdAt">) => Date.parse(createdAt) < until;
  const cut = (thread: Thread): Thread => ({
    ...thread,
    comments: thread.comments.filter(isKnown),
    mergedAt: thread.mergedAt && Date.parse(thread.mergedAt) < until ? thread.mergedAt : null,
    // What is said on a line comes with its review.
    reviews: (thread.reviews ?? []).filter(isKnown),
  });
  return { issues: issues.filter(isKnown).map(cut), pulls: pulls.filter(isKnown).map(cut) };
}

function reachedIn(archive: Archive): readonly Reached[] {
  const facts = factsOf(archive);
  const people = new Set(facts.map(({ who }) => who));
  return [...people].flatMap((one) => held(facts.filter(({ who }) => who === one)));
}

function held(mine: readonly Fact[]): readonly Reached[] {
  const sorted = mine.toSorted((a, b) => a.at - b.at);
  const start = new Date(sorted[0]?.at ?? 0).toISOString();
  const reached: Reached[] = [];
  for (const [badge, thresholds] of Object.entries(THRESHOLDS)) {
    const units = new Map<number, Fact>();
    for (const fact of sorted) {
      const unit = unitOf(badge, fact, start);
      if (unit !== undefined && !units.has(unit)) units.set(unit, fact);
    }
    const facts = [...units.values()];
    for (const [index, threshold] of thresholds.entries()) {
      const fact = facts[threshold - 1];
      const tier = thresholds.length === 1 ? "-" : ["bronze", "silver", "gold"][index];
      if (fact) reached.push({ ...fact, badge, tier: tier ?? "" });
    }
  }
  return reached;
}

/** What counts once for a badge; undefined when the fact does not count for it. */
function unitOf(badge: string, fact: Fact, start: string): number | undefined {
  const day = Math.floor(fact.at / 86_400_000);
  if (badge === "steady") return Math.floor((day + 3) / 7);
  if (badge === "anniversary") {
    const now = new Date(fact.at).toISOString();
    const years = Number(now.slice(0, 4)) - Number(start.slice(0, 4));
    const whole = now.slice(5, 10) < start.slice(5, 10) ? years - 1 : years;
    return whole > 0 ? whole : undefined;
  }
  return fact.badge === badge ? fact.thread : undefined;
}

function factsOf({ issues, pulls }: Archive): Fact[] {
  const byNumber = new Map(issues.map((issue) => [issue.number, issue]));
  return [
    ...pulls.flatMap((pull) => [...ofPull(pull, byNumber, pulls), ...ofReviews(pull)]),
    ...issues.flatMap(ofHelp),
  ];
}

function ofPull(pull: Thread, issues: ReadonlyMap<number, Thread>, pulls: readonly Thread[]): Fact[] {
  const { author, number, mergedAt } = pull;
  if (!mergedAt || author === null || isReverted(number, pulls)) return [];
  const at = Date.parse(mergedAt);
  const closed = closes(pull).flatMap((one) => issues.get(one) ?? []);
  const kinds = kindsOf(pull, closed);
  const facts = [{ badge: "first-contribution", who: author, thread: number, at }];
  for (const kind of kinds) facts.push({ badge: KIND_BADGES[kind], who: author, thread: number, at });
  for (const issue of closed) {
    if (issue.author === null || issue.author === author) continue;
    const labelled = kindsOfLabels(issue.labels);
    const led = labelled.length > 0 ? labelled : kinds;
    const badge = led.includes("fix") ? "reporter" : led.includes("feature") ? "idea-maker" : undefined;
    if (badge) facts.push({ badge, who: issue.author, thread: issue.number, at });
  }
  return facts;
}

type Kind = "fix" | "feature" | "docs";
const KIND_BADGES = { fix: "bug-fixer", feature: "feature-builder", docs: "docs-writer" } as const;
const LABELS: Readonly<Record<Kind, readonly string[]>> = {
  fix: ["bug", "bugfix", "fix", "defect", "regression"],
  feature: ["enhancement", "feature", "feature request", "new feature"],
  docs: ["documentation", "docs"],
};

function kindsOfLabels(labels: readonly string[]): Kind[] {
  const kinds = Object.keys(LABELS) as Kind[];
  return kinds.filter((kind) => labels.some((label) => LABELS[kind].includes(label.toLowerCase())));
}

/** Labels, then the labels of the issues it closes, then the title. An archive names no paths. */
function kindsOf(pull: Thread, closed: readonly Thread[]): Kind[] {
  const own = kindsOfLabels(pull.labels);
  if (own.length > 0) return own;
  const theirs = kindsOfLabels(closed.flatMap(({ labels }) => labels));
  if (theirs.length > 0) return theirs;
  const said = kindOfTitle(pull.title);
  return said === "fix" || said === "feature" || said === "docs" ? [said] : [];
}

/** What a title says by its type or its first words. */
export function kindOfTitle(title: string): string | undefined {
  const text = title.replace(/\s*\(#\d+\)$/, "").trim();
  const [, type = ""] = /^([a-z]+)(?:\([^)]*\))?!?:\s/i.exec(text) ?? [];
  if (/^(feat|feature|features|enhancement)$/i.test(type)) return "feature";
  if (/^(fix|bugfix|hotfix|bug|perf|security)$/i.test(type)) return "fix";
  if (/^(docs?|documentation)$/i.test(type)) return "docs";
  if (/^(chore|build|ci|deps|refactor|style|tests?|revert|release)$/i.test(type)) return "chore";
  const first = /^[a-z]+/i.exec(text)?.[0].toLowerCase() ?? "";
  const isDocs = /\b(docs?|documentation|readme|typos?|changelog|docstrings?)\b/i.test(text);
  if (
    isDocs &&
    /^(add|update|improve|clarify|write|rewrite|fix|fixed|fixes|correct|extend|remove|expand|polish)$/.test(
      first,
    )
  )
    return "docs";
  if (/^(document|docs)$/.test(first)) return "docs";
  if (/^(bump|revert)$/.test(first)) return "chore";
  if (
    /^(update|upgrade|downgrade|pin)$/.test(first) &&
    /\b(to|from) v?\d|\bdeps\b|\bdependenc|\bv\d+\.\d/i.test(text)
  )
    return "chore";
  if (/^(fix|fixes|fixed|bugfix|hotfix|repair|correct|prevent)$/.test(first)) return "fix";
  return /^(add|introduce|implement|support|allow|expose|feature)$/.test(first) ? "feature" : undefined;
}

function isReverted(number: number, pulls: readonly Thread[]): boolean {
  return pulls.some(
    (pull) =>
      pull.mergedAt &&
      pull.title.startsWith('Revert "') &&
      new RegExp(`^Reverts \\S*#${number}\\s*$`, "m").test(pull.body) &&
      !isReverted(pull.number, pulls),
  );
}

/** What people wrote, without code, quotes, links and mentions. */
function plain(body: string): string {
  return body
    .replace(/\r/g, "")
    .replace(/^(```|~~~)[\s\S]*?(^\1|$(?![\s\S]))/gm, "")
    .replace(/^\s*>.*(\n(?!\s*\n).+)*/gm, "")
    .replace(/`[^`]*`/g, " ")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/https?:\S+|@[\w/-]+|\S*#\d+/g, " ");
}

/** Issues that a pull request closes by its text. */
export function closes(pull: Pick<Thread, "body">): number[] {
  const text = pull.body.replace(/^\s*>.*$/gm, "").replace(/`[^`]*`/g, " ");
  const found = text.matchAll(/\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#(\d+)\b/gi);
  return [...new Set([...found].map(([, number]) => Number(number)))];
}

function wordCount(body: string): number {
  return plain(body)
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

function ofReviews(pull: Thread): Fact[] {
  return (pull.reviews ?? []).flatMap(({ author, body, createdAt, comments }) => {
    if (author === null || author === pull.author) return [];
    const times = comments.map((comment) => comment.createdAt);
    if (wordCount(body) >= 5) times.push(createdAt);
    return times.map((time) => ({
      badge: "reviewer",
      who: author,
      thread: pull.number,
      at: Date.parse(time),
    }));
  });
}

const THANKS =
  /\b(thanks|thank you|thx|merci|danke|gracias|obrigad[oa]|(that|this|it) (worked|works now|helped|solved|fixed|did the trick))\b/i;

/** An archive knows no accepted answers: whoever was thanked by the one who asked. */
function ofHelp(issue: Thread): Fact[] {
  const comments = issue.comments.toSorted((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
  const facts: Fact[] = [];
  for (const [index, { author, body }] of comments.entries()) {
    const text = plain(body.replace(/\b(thanks|thank you) in advance\b|\bno,? thanks\b/gi, ""));
    if (author === null || author !== issue.author || !THANKS.test(text)) continue;
    const answers = comments
      .slice(0, index)
      .filter((one) => one.author !== null && one.author !== author && wordCount(one.body) >= 5);
    const named = answers.filter((one) => new RegExp(`@${one.author}\\b`, "i").test(body));
    for (const one of named.length > 0 ? named : answers.slice(-1)) {
      facts.push({
        badge: "helper",
        who: one.author ?? "",
        thread: issue.number,
        at: Date.parse(one.createdAt),
      });
    }
  }
  return facts;
}
