// A private repository's words, names and numbers stay in it.

import { afterEach, describe, expect, test } from "vitest";
import { HOUR, MINUTE } from "../../src/core/clock.ts";
import type { Happening } from "../local-github/community.ts";
import { ACME, at } from "../local-github/fixture.ts";
import { hour, startStoa, type TestStoa } from "../support/stoa.ts";

let world: TestStoa;
afterEach(() => world.stop());

const WORD = "zanzibar";
const DIGEST = hour(7 * 24);
const inSecret = (happening: Happening): Happening => ({ ...happening, repository: "acme/secret" });

/** The same talk in both repositories, with a word that belongs to the private one only. */
const talk: readonly Happening[] = [
  at(1, "bob", { do: "open-issue", number: 1, title: "Support more fuels", body: "It would be great." }),
  ...[1, 2, 3, 4, 5].flatMap((index) => [
    inSecret(
      at(1 + index / 10, "bob", {
        do: "open-issue",
        number: index,
        title: `Please support ${WORD} fuel ${index}`,
        body: `Is your feature request related to a problem? ${WORD} is horrible without it.`,
        labels: ["enhancement"],
      }),
    ),
    inSecret(
      at(1.05 + index / 10, "ada", { do: "comment", number: index, body: `I hate ${WORD}. /stoa help` }),
    ),
    inSecret(at(1.07 + index / 10, "ada", { do: "react", number: index, content: "+1" })),
  ]),
  inSecret(
    at(3, "bob", {
      do: "open-pull",
      number: 6,
      title: `feat: ${WORD}`,
      body: "closes #1",
      files: [],
      closes: [1],
    }),
  ),
  inSecret(at(3.1, "ada", { do: "review", number: 6, state: "APPROVED", body: `${WORD}!` })),
  inSecret(at(3.2, "ada", { do: "merge", number: 6 })),
  inSecret(at(3.3, "ada", { do: "release", tag: "v9", name: WORD, body: WORD })),
  at(4, "bob", { do: "open-pull", number: 2, title: "fix: fuel", body: "closes #1", files: [], closes: [1] }),
  at(4.1, "ada", { do: "merge", number: 2 }),
  at(5, "bob", { do: "comment", number: 1, body: "/stoa badges" }),
  at(5.1, "ada", { do: "comment", number: 1, body: "/mentor me" }),
];

/** All that stands in public under Stoa's name. */
function publicWords(): string {
  const repository = world.github.state.repositories.get("acme/rocket");
  const threads = [...(repository?.threads.values() ?? [])];
  const own = threads.flatMap((thread) =>
    [thread, ...thread.remarks].filter(({ author }) => author?.login === "stoa[bot]"),
  );
  return own.map((item) => `${"title" in item ? item.title : ""}\n${item.body}`).join("\n");
}

describe("a private repository", () => {
  test("leaves no trace in public threads, comments and the digest", async () => {
    world = await startStoa();
    await world.perform(...talk);
    await world.runUntil(DIGEST + HOUR);
    const words = publicWords();
    expect(words).toMatch(/badge/i);
    expect(words).toMatch(/community digest|digest/i);
    expect(words.toLowerCase()).not.toContain(WORD);
    expect(words).not.toContain("acme/secret");
  });

  test("counts for no digest: nothing is posted for what happened there only", async () => {
    world = await startStoa();
    await world.perform(...talk.filter(({ repository }) => repository === "acme/secret"));
    await world.runUntil(DIGEST + HOUR);
    expect(publicWords()).toBe("");
  });

  test("that was public until now is left out from then on", async () => {
    const repositories = ACME.repositories.map((repository) => ({ ...repository, isPrivate: false }));
    world = await startStoa({ repositories });
    await world.perform(...talk);
    await world.github.change({ do: "privatize", at: hour(6), by: "ada", repository: "acme/secret" });
    await world.settle();
    await world.pass(MINUTE);
    const before = publicWords();
    await world.runUntil(DIGEST + HOUR);
    const after = publicWords().slice(0, publicWords().length);
    expect(before).not.toBe(after);
    const digest = [...(world.github.state.repositories.get("acme/rocket")?.threads.values() ?? [])].find(
      ({ kind }) => kind === "discussion",
    );
    expect(digest?.body.toLowerCase()).not.toContain(WORD);
    expect(digest?.body).not.toContain("acme/secret");
  });
});
