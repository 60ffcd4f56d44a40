// One thread's happenings: its opening, its talk, its end, and the votes and small reactions it gets.

import type { Deed, Happening, ReactionContent } from "../../test/local-github/community.ts";
import { chanceOf, type Chance } from "./chance.ts";
import { anyMaintainer, anyPerson, anySpeaker, type Wanted } from "./crowd.ts";
import { ok, reactionsOf, type Aside, type PlacedThread, type Referrer, type Step } from "./notation.ts";
import { CI_BOT, MAINTAINER_LOGINS, ORGANISATION, PEOPLE } from "./people.ts";
import { PRIVATE_REPOSITORY } from "./repositories.ts";
import { DAY, END, HOUR, MINUTE, workingTime } from "./times.ts";

export interface Telling {
  readonly refer: Referrer;
  /** The next phrase of a mood. */
  readonly deal: (mood: string) => string;
  readonly keys: ReadonlyMap<string | undefined, PlacedThread>;
}

/** Votes come quickly at first and then trickle in over this time; those for a wish, as long as it is open. */
const VOTING_DAYS = 75;
/** Nobody votes in the very last days, so that none of the votes is lost at the story's end. */
const VOTES_END = END - 4 * DAY;
/** The higher, the more of the votes come in the first days. */
const RUSH = 2;
const RUSH_FOR_WISHES = 1.15;
const VOTES: readonly ReactionContent[] = ["+1", "+1", "+1", "+1", "+1", "+1", "heart", "rocket", "hooray"];

/** Everything that happens in one thread, in order of time. */
export function threadHappenings(placed: PlacedThread, telling: Telling): Happening[] {
  const { thread, number, repo } = placed;
  const happenings: Happening[] = [];
  const chance = chanceOf(`${repo} ${thread.title}`);
  const refer = (text: string, at: number): string => telling.refer(text, repo, at);
  const say = (at: number, by: string, deed: Deed): void => {
    happenings.push({ at, by, repository: `${ORGANISATION}/${repo}`, ...deed });
  };
  const teller: Teller = { placed, telling, chance, say, refer, now: placed.at, talk: [] };

  say(placed.at, thread.by, { ...openingOf(placed, telling), body: refer(placed.body, placed.at) } as Deed);
  if (thread.kind === "pull" && chance.isLikely(0.2))
    say(placed.at + 2 * MINUTE, CI_BOT, { do: "react", number, content: "eyes" });
  tellTalk(teller);
  tellEnd(teller);
  tellVotes(teller);
  return happenings;
}

interface Teller {
  readonly placed: PlacedThread;
  readonly telling: Telling;
  readonly chance: Chance;
  readonly say: (at: number, by: string, deed: Deed) => void;
  readonly refer: (text: string, at: number) => string;
  /** When the last thing was said. */
  now: number;
  /** Names of the remarks so far. */
  readonly talk: string[];
}

function openingOf({ thread, body, number }: PlacedThread, { keys }: Telling): Deed {
  const { title } = thread;
  const labels = thread.labels ? { labels: thread.labels } : {};
  if (thread.kind === "issue") return { do: "open-issue", number, title, body, ...labels };
  if (thread.kind === "discussion")
    return { do: "open-discussion", number, title, body, category: thread.category };
  const closes = [...body.matchAll(/\b(?:fix(?:es|ed)?|closes?|resolves?) \{#([\w-]+)\}/gi)].flatMap(
    ([, key]) => {
      const target = keys.get(key);
      return target?.thread.kind === "issue" && target.repo === (thread.repo ?? "lantern")
        ? [target.number]
        : [];
    },
  );
  const branch = title
    .toLowerCase()
    .replace(/[^a-z\d]+/g, "-")
    .slice(0, 40)
    .replace(/^-|-$/g, "");
  return { do: "open-pull", number, title, body, ...labels, branch, files: thread.files.map(fileOf), closes };
}

function fileOf(text: string): { path: string; additions: number; deletions: number } {
  const [path = "", additions, deletions] = text.split(" ");
  return { path, additions: Number(additions ?? 1), deletions: Math.abs(Number(deletions ?? 0)) };
}

/** The steps as written, with chats dealt out and what goes without saying put in. */
function stepsOf({ placed: { thread }, chance }: Teller): Step[] {
  const steps = (thread.talk ?? []).flatMap((step): Step[] =>
    "mood" in step ? Array.from({ length: step.count }, () => ({ ...step, count: 1 })) : [step],
  );
  const isBot = thread.by.endsWith("[bot]");
  if (thread.kind === "issue" && steps.length === 0)
    steps.push({ mood: chance.isLikely(0.5) ? "triage" : "question", count: 1 });
  if (thread.kind === "pull" && thread.merged !== undefined) {
    if (!isBot && steps.length < 2 && chance.isLikely(0.35)) steps.unshift({ mood: "nit", count: 1 });
    if (!steps.some((step) => "verdict" in step && step.verdict === "APPROVED"))
      steps.push({ mood: "approve", count: 1 });
  }
  return steps;
}

function tellTalk(teller: Teller): void {
  const { thread, at: openedAt } = teller.placed;
  const steps = stepsOf(teller);
  const end =
    (thread.kind === "pull" ? thread.merged : undefined) ?? ("closed" in thread ? thread.closed : undefined);
  const wanted = thread.span ?? end ?? steps.length * 0.9;
  const span = Math.min(wanted * DAY, END - openedAt - 12 * HOUR);
  for (const [index, step] of steps.entries()) {
    const due = openedAt + (span * (index + 0.4)) / steps.length;
    tellStep(teller, step, due);
  }
}

/** The moment for what `login` does when `due` comes: in working hours, after what was said before. */
function moment(teller: Teller, login: string, due: number): number {
  const { chance } = teller;
  const at = workingTime(due, login, chance);
  const last = teller.now;
  // What cannot be in working hours and in order is in order.
  teller.now = at > last ? at : last + chance.between(9, 170) * MINUTE;
  return teller.now;
}

function wantedFor({ placed, chance }: Teller, at: number, not: readonly string[]): Wanted {
  const { thread, repo } = placed;
  const files = thread.kind === "pull" ? thread.files.join(" ") : "";
  const about = `${repo} ${thread.title} ${(thread.labels ?? []).join(" ")} ${files}`.toLowerCase();
  return { at, chance, not: new Set(not), about, isPrivate: repo === PRIVATE_REPOSITORY };
}

function tellStep(teller: Teller, step: Step, due: number): void {
  if ("mood" in step) return tellPhrase(teller, step.mood, due);
  if ("verdict" in step) return tellReview(teller, step, due);
  if ("act" in step) return tellAct(teller, step, due);
  const [by, text, aside = {}] = step;
  tellRemark(teller, { by, text, aside }, due);
}

function tellPhrase(teller: Teller, mood: string, due: number): void {
  const { thread } = teller.placed;
  const isAuthors = mood === "thanks" && !thread.by.endsWith("[bot]");
  const by = isAuthors ? thread.by : anySpeaker(mood, wantedFor(teller, due, [thread.by]))?.login;
  if (by === undefined) return;
  const text = teller.telling.deal(mood);
  if (mood === "approve") return tellReview(teller, ok(by, text), due);
  const path = thread.kind === "pull" ? thread.files[0]?.split(" ")[0] : undefined;
  if (mood === "nit" && path !== undefined)
    return tellReview(teller, { verdict: "COMMENTED", by, text: "", on: { [path]: text } }, due);
  tellRemark(teller, { by, text, aside: {} }, due);
}

function tellRemark(
  teller: Teller,
  { by, text, aside }: { readonly by: string; readonly text: string; readonly aside: Aside },
  due: number,
): void {
  const { placed, chance, say, refer, talk } = teller;
  const { number, thread } = placed;
  const at = moment(teller, by, due);
  const remark = `${number}-${talk.length + 1}`;
  const replyTo = aside.to === undefined ? undefined : talk[aside.to];
  talk.push(remark);
  const body = refer(text, at);
  if (thread.kind === "discussion")
    say(at, by, { do: "discuss", number, body, remark, ...(replyTo === undefined ? {} : { replyTo }) });
  else say(at, by, { do: "comment", number, body, remark });
  if (aside.edited !== undefined)
    say(at + chance.between(4, 8) * MINUTE, by, {
      do: "edit",
      number,
      remark,
      body: refer(aside.edited, at),
    });
  if (aside.deleted)
    return say(at + chance.between(30, 90) * MINUTE, by, { do: "delete-remark", number, remark });
  if (aside.answers) say(at + chance.between(30, 300) * MINUTE, thread.by, { do: "answer", number, remark });
  tellReactions(teller, { at, by, remark, wanted: aside.react });
}

function tellReview(teller: Teller, step: Extract<Step, { readonly verdict: string }>, due: number): void {
  const { placed, say, refer, talk } = teller;
  const at = moment(teller, step.by, due);
  const remark = `${placed.number}-${talk.length + 1}`;
  talk.push(remark);
  const comments = Object.entries(step.on).map(([path, body]) => ({ path, body: refer(body, at) }));
  const body = refer(step.text, at);
  say(at, step.by, { do: "review", number: placed.number, state: step.verdict, body, comments, remark });
  if (step.text !== "") tellReactions(teller, { at, by: step.by, remark, wanted: undefined });
}

function tellReactions(
  teller: Teller,
  about: {
    readonly at: number;
    readonly by: string;
    readonly remark: string;
    readonly wanted: string | undefined;
  },
): void {
  const { chance, say, placed } = teller;
  const { number } = placed;
  const small = chance.isLikely(0.3)
    ? `${chance.pick(["+1", "+1", "heart", "hooray"])} ${chance.between(1, 2)}`
    : "";
  const text = about.wanted ?? small;
  if (text === "") return;
  const taken = [about.by];
  for (const { content, count } of reactionsOf(text)) {
    for (let given = 0; given < count; given += 1) {
      const at = about.at + chance.between(12, 30 * 60) * MINUTE;
      const person = anyPerson(wantedFor(teller, about.at, taken));
      if (!person) return;
      taken.push(person.login);
      say(at, person.login, { do: "react", number, remark: about.remark, content });
    }
  }
}

function tellAct(
  teller: Teller,
  { act, by, what }: Extract<Step, { readonly act: string }>,
  due: number,
): void {
  const { say, refer, placed } = teller;
  const { number } = placed;
  const at = moment(teller, by, due);
  if (act === "reopen") return say(at, by, { do: "reopen", number });
  if (act === "close") {
    const reason = what === "" ? {} : { reason: what as "completed" | "not_planned" | "duplicate" };
    return say(at, by, { do: "close", number, ...reason });
  }
  if (act === "label" || act === "unlabel") return say(at, by, { do: act, number, label: what });
  if (act === "retitle") return say(at, by, { do: "edit", number, title: what });
  if (act === "rewrite") return say(at, by, { do: "edit", number, body: refer(what, at) });
  say(at, by, { do: act, number, content: what as ReactionContent });
}

function tellEnd(teller: Teller): void {
  const { placed, say, chance } = teller;
  const { thread, number } = placed;
  if (thread.kind === "discussion") return;
  const days = thread.kind === "pull" ? (thread.merged ?? thread.closed) : thread.closed;
  if (days === undefined) return;
  const due = placed.at + days * DAY;
  const isMerge = thread.kind === "pull" && thread.merged !== undefined;
  const someone = anyMaintainer(wantedFor(teller, due, [thread.by]))?.login ?? "quayemar";
  const by = isMerge ? (thread.mergedBy ?? someone) : (thread.closedBy ?? thread.by);
  const at = moment(teller, by, due);
  if (!isMerge) {
    const reason = thread.kind === "issue" && thread.reason ? { reason: thread.reason } : {};
    return say(at, by, { do: "close", number, ...reason });
  }
  say(at, by, { do: "merge", number });
  if (thread.by.endsWith("[bot]") || placed.repo === PRIVATE_REPOSITORY) return;
  const isOutsider = !MAINTAINER_LOGINS.includes(thread.by);
  if (isOutsider && chance.isLikely(0.25)) tellPhrase(teller, "merged", at + HOUR);
  if (isOutsider && chance.isLikely(0.3)) tellPhrase(teller, "thanks", at + DAY);
}

function tellVotes(teller: Teller): void {
  const { placed, chance, say } = teller;
  const { thread, number, at: openedAt } = placed;
  const taken = [thread.by];
  const isWish = thread.kind === "issue" && thread.closed === undefined && !thread.labels?.includes("bug");
  const days = thread.voting ?? (isWish ? Infinity : VOTING_DAYS);
  const votingMs = Math.max(8 * HOUR, Math.min(days * DAY, VOTES_END - openedAt));
  const count = thread.votes ?? (thread.kind === "pull" && chance.isLikely(0.3) ? chance.between(1, 3) : 0);
  vote(count, (at, by) => say(at, by, { do: "react", number, content: chance.pick(VOTES) }));
  const upvotes = thread.kind === "discussion" ? (thread.upvotes ?? 0) : 0;
  vote(upvotes, (at, by) => say(at, by, { do: "upvote", number }));

  function vote(wanted: number, cast: (at: number, by: string) => void): void {
    if (wanted > PEOPLE.length - 1) throw new Error(`${thread.title}: too many votes`);
    for (let given = 0; given < wanted; given += 1) {
      const due = openedAt + 3 * HOUR + votingMs * chance.next() ** (isWish ? RUSH_FOR_WISHES : RUSH);
      const person = anyPerson({ ...wantedFor(teller, due, taken), about: "" });
      if (!person) return;
      taken.push(person.login);
      cast(Math.max(openedAt + 5 * MINUTE, workingTime(due, person.login, chance)), person.login);
    }
  }
}
