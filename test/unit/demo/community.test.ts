// The sample community hangs together: nobody speaks of what is not there yet, and the story is as large as it says.

import { describe, expect, test } from "vitest";
import { sampleCommunity } from "../../../demo/community/index.ts";
import { phraseDealer } from "../../../demo/community/crowd.ts";
import { ACCOUNTS, PEOPLE } from "../../../demo/community/people.ts";
import { PHRASES } from "../../../demo/community/phrases.ts";
import { PRIVATE_REPOSITORY, REPOSITORIES } from "../../../demo/community/repositories.ts";
import { MENDED_CONFIG, MISTYPED_CONFIG, ORGANISATION_CONFIG } from "../../../demo/community/stoa-config.ts";
import { PRIVATE_WORD } from "../../../demo/community/threads/private.ts";
import { parseConfig, configSchema } from "../../../src/config/repository.ts";
import { digestConfig } from "../../../src/features/digest/config.ts";
import { mentoringConfig } from "../../../src/features/mentoring/config.ts";
import { requestsConfig } from "../../../src/features/requests/config.ts";
import type { Happening } from "../../local-github/community.ts";

const WEEK_MS = 7 * 24 * 3_600_000;
const START = Date.UTC(2026, 0, 5);
const END = Date.UTC(2026, 9, 5);
const community = sampleCommunity();
const { happenings } = community;
const byLogin = new Map(ACCOUNTS.map((account) => [account.login, account]));
const ids = (happening: Happening): string =>
  "number" in happening ? `${happening.repository}#${happening.number}` : happening.repository;

type Opening = Extract<Happening, { readonly do: "open-issue" | "open-pull" | "open-discussion" }>;

function isOpening(happening: Happening): happening is Opening {
  return happening.do === "open-issue" || happening.do === "open-pull" || happening.do === "open-discussion";
}

function countOf(...deeds: Happening["do"][]): number {
  return happenings.filter((happening) => deeds.includes(happening.do)).length;
}

describe("size", () => {
  test.each([
    { what: "issues", deeds: ["open-issue"], low: 110, high: 135 },
    { what: "pull requests", deeds: ["open-pull"], low: 85, high: 120 },
    { what: "discussions", deeds: ["open-discussion"], low: 35, high: 55 },
    { what: "releases", deeds: ["release"], low: 8, high: 8 },
    { what: "pushes", deeds: ["push"], low: 2, high: 2 },
    {
      what: "remarks and reactions",
      deeds: ["comment", "discuss", "review", "react"],
      low: 1_200,
      high: 2_600,
    },
  ] as const)("there are $low to $high $what", ({ deeds, low, high }) => {
    const count = countOf(...deeds);
    expect(count).toBeGreaterThanOrEqual(low);
    expect(count).toBeLessThanOrEqual(high);
  });

  test("about 60 people and 3 bots are there, and each of them does something", () => {
    expect(PEOPLE.length).toBeGreaterThanOrEqual(55);
    expect(ACCOUNTS.filter(({ type }) => type === "Bot")).toHaveLength(3);
    const active = new Set(happenings.map(({ by }) => by));
    expect(PEOPLE.filter(({ login }) => !active.has(login))).toEqual([]);
  });

  test("at least 7 people talk in nine weeks of ten", () => {
    const weeks = Array.from({ length: 39 }, () => new Set<string>());
    for (const happening of happenings) {
      if (!("body" in happening) || byLogin.get(happening.by)?.type !== "User") continue;
      weeks[Math.floor((happening.at - START) / WEEK_MS)]?.add(happening.by);
    }
    expect(weeks.filter((people) => people.size >= 7).length).toBeGreaterThanOrEqual(36);
  });

  test("the bank of phrases has 120 and more, each once", () => {
    const phrases = Object.values(PHRASES).flat();
    expect(phrases.length).toBeGreaterThanOrEqual(120);
    expect(new Set(phrases).size).toBe(phrases.length);
    expect(PHRASES["angry"]?.length).toBeGreaterThanOrEqual(40);
    expect(PHRASES["happy"]?.length).toBeGreaterThanOrEqual(40);
  });

  test("phrases come in another order in the second round, and none soon after it came", () => {
    const deal = phraseDealer();
    const count = PHRASES["angry"]?.length ?? 0;
    const [first, second] = [1, 2].map(() => Array.from({ length: count }, () => deal("angry")));
    expect(second).not.toEqual(first);
    expect(second?.toSorted()).toEqual(first?.toSorted());
    const gaps = (second ?? []).map((phrase, index) => count + index - (first ?? []).indexOf(phrase));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(count / 2);
  });

  test("70 openings and more are of some length", () => {
    expect(happenings.filter(isOpening).filter(({ body }) => body.length >= 300).length).toBeGreaterThan(70);
  });
});

describe("order", () => {
  test("happenings are sorted and within the nine months", () => {
    const times = happenings.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(START);
    expect(times.at(-1)).toBeLessThan(END);
  });

  test("numbers of threads are unique in a repository and rise with time", () => {
    const last = new Map<string, number>();
    for (const { repository, number } of happenings.filter(isOpening)) {
      expect(number).toBe((last.get(repository) ?? number - 1) + 1);
      last.set(repository, number);
    }
    expect([...last.keys()]).toHaveLength(REPOSITORIES.length);
  });

  test("what somebody acts on is there at that time, and what is closed by a merge as well", () => {
    const there = new Set(REPOSITORIES.map(({ owner, name }) => `${owner}/${name}`));
    const missing: string[] = [];
    const need = (place: string, happening: Happening): void => {
      if (!there.has(place)) missing.push(`${place}: ${happening.do} by ${happening.by}`);
    };
    for (const happening of happenings) {
      need(happening.repository, happening);
      const place = ids(happening);
      if (isOpening(happening)) {
        there.add(place);
        there.add(`${place} ${happening.do}`);
      } else need(place, happening);
      if (happening.do === "open-pull") {
        for (const number of happening.closes ?? [])
          need(`${happening.repository}#${number} open-issue`, happening);
      }
      if (happening.do === "comment" || happening.do === "discuss" || happening.do === "review")
        there.add(`${place} ${happening.remark}`);
      else if ("remark" in happening && happening.remark !== undefined)
        need(`${place} ${happening.remark}`, happening);
      if (happening.do === "discuss" && happening.replyTo !== undefined)
        need(`${place} ${happening.replyTo}`, happening);
      if (happening.do === "discuss" || happening.do === "answer" || happening.do === "upvote")
        need(`${place} open-discussion`, happening);
      if (happening.do === "review" || happening.do === "merge") need(`${place} open-pull`, happening);
      if (happening.do === "delete-remark") there.delete(`${place} ${happening.remark}`);
    }
    expect(missing).toEqual([]);
  });

  test("nobody acts who is not in the list, or before they have turned up", () => {
    const from = new Map(PEOPLE.map((person) => [person.login, Date.parse(`2026-${person.from}T00:00:00Z`)]));
    const strangers = happenings.filter(({ by }) => !byLogin.has(by));
    const early = happenings.filter(({ by, at }) => at < (from.get(by) ?? 0));
    expect([...strangers, ...early].map(({ by }) => by)).toEqual([]);
  });

  test("nobody reviews or merges their own pull request", () => {
    const authors = new Map(happenings.filter(isOpening).map((opening) => [ids(opening), opening.by]));
    const own = happenings.filter(
      (happening) =>
        (happening.do === "review" || happening.do === "merge") &&
        authors.get(ids(happening)) === happening.by,
    );
    expect(own.map(ids)).toEqual([]);
  });

  test("nothing is merged while somebody still asks for changes", () => {
    const verdicts = new Map<string, Map<string, string>>();
    const early: string[] = [];
    for (const happening of happenings) {
      const given = verdicts.get(ids(happening)) ?? new Map<string, string>();
      if (happening.do === "review" && happening.state !== "COMMENTED")
        verdicts.set(ids(happening), given.set(happening.by, happening.state));
      if (happening.do === "merge" && [...given.values()].includes("CHANGES_REQUESTED"))
        early.push(ids(happening));
    }
    expect(early).toEqual([]);
  });

  test("two calls give the same", () => {
    expect(sampleCommunity()).toEqual(community);
  });
});

describe("words", () => {
  test("titles are distinct", () => {
    const titles = happenings.filter(isOpening).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test("no reference is left open", () => {
    expect(happenings.filter((happening) => JSON.stringify(happening).includes("{#"))).toEqual([]);
  });

  test("labels are the repository's own", () => {
    const known = new Set(REPOSITORIES[0]?.labels?.map(({ name }) => name));
    const used = happenings.flatMap((happening) => {
      if ("label" in happening) return [happening.label];
      return "labels" in happening ? (happening.labels ?? []) : [];
    });
    expect(used.filter((label) => !known.has(label))).toEqual([]);
  });

  test("the private repository has threads, each with the word that stands nowhere else", () => {
    const [inside, outside] = [true, false].map((isInside) =>
      happenings.filter(({ repository }) => repository.endsWith(PRIVATE_REPOSITORY) === isInside),
    );
    const openings = (inside ?? []).filter(isOpening);
    expect(openings).toHaveLength(4);
    expect(openings.every(({ title }) => title.includes(PRIVATE_WORD))).toBe(true);
    expect(JSON.stringify(outside)).not.toContain(PRIVATE_WORD);
  });

  test("every command is typed at least once", () => {
    const text = happenings
      .map((happening) => ("body" in happening ? (happening.body ?? "") : ""))
      .join("\n");
    for (const command of ["/stoa help", "/stoa badges", "/mentor me", "/mentor decline", "/mentor accpt"])
      expect(text.split("\n")).toContain(command);
  });

  test("commands stand in remarks, one of them in a fence and one in an edit", () => {
    const command = /^\/(?:mentor|stoa) /m;
    const withCommand = happenings.filter(
      (happening) => "body" in happening && command.test(happening.body ?? ""),
    );
    expect(withCommand.filter(isOpening)).toEqual([]);
    expect(withCommand.filter((happening) => JSON.stringify(happening).includes("```"))).toHaveLength(1);
    expect(withCommand.filter((happening) => happening.do === "edit")).toHaveLength(1);
  });
});

describe("story", () => {
  test("at least 12 people who turn up later open a first pull request that is merged, in five months and more", () => {
    const late = new Set(PEOPLE.filter(({ from }) => from > "01-15").map(({ login }) => login));
    const authors = new Map(happenings.filter(isOpening).map((opening) => [ids(opening), opening.by]));
    const first = new Map<string, number>();
    for (const happening of happenings) {
      const author = authors.get(ids(happening)) ?? "";
      if (happening.do === "merge" && late.has(author) && !first.has(author))
        first.set(author, new Date(happening.at).getUTCMonth());
    }
    expect(first.size).toBeGreaterThanOrEqual(12);
    expect(new Set(first.values()).size).toBeGreaterThanOrEqual(5);
  });

  test("the most wanted request has 25 votes and more", () => {
    const votes = new Map<string, Set<string>>();
    for (const happening of happenings) {
      if (happening.do !== "react" || happening.remark !== undefined) continue;
      votes.set(ids(happening), (votes.get(ids(happening)) ?? new Set()).add(happening.by));
    }
    expect(Math.max(...[...votes.values()].map(({ size }) => size))).toBeGreaterThanOrEqual(25);
  });

  test("votes for Windows arrive in each of the nine months", () => {
    const wish = happenings.filter(isOpening).find(({ title }) => title.startsWith("Native Windows"));
    const months = happenings
      .filter((happening) => happening.do === "react" && happening.remark === undefined)
      .filter((happening) => wish !== undefined && ids(happening) === ids(wish))
      .map(({ at }) => new Date(at).getUTCMonth());
    expect(months).toHaveLength(30);
    expect(new Set(months).size).toBe(9);
  });

  test("lantern's stoa.yml is wrong for a day, and right before and after", () => {
    const schema = configSchema([
      { name: "digest", config: digestConfig },
      { name: "requests", config: requestsConfig },
      { name: "mentoring", config: mentoringConfig },
    ]);
    expect(parseConfig(ORGANISATION_CONFIG, schema).ok).toBe(true);
    expect(parseConfig(MISTYPED_CONFIG, schema).ok).toBe(false);
    expect(parseConfig(MENDED_CONFIG, schema).ok).toBe(true);
    const mentors = mentoringConfig.parse({
      mentors: [...ORGANISATION_CONFIG.matchAll(/login: (\S+)/g)].map(([, login]) => ({ login })),
    });
    expect(mentors.mentors.filter(({ login }) => !byLogin.has(login))).toEqual([]);
    expect(mentors.mentors).toHaveLength(5);
  });
});
