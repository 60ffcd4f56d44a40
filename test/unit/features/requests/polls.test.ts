import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countPoll, parsePoll, POLL_REACTIONS } from "../../../../src/features/requests/poll-rules.ts";
import {
  presentOpenPoll,
  presentPollResult,
  presentPolls,
} from "../../../../src/features/requests/present-poll.ts";

const NOW = Date.UTC(2026, 10, 2, 9);

describe("a poll's command", () => {
  test.each([
    ['"Which next?" "Windows" "ARM"', null],
    ["“Which next?” “Windows” “ARM”", null],
    ['"Which next?" "Windows" "ARM" until 2026-11-09', Date.UTC(2026, 10, 10)],
    ['"Which next?" "Windows" "ARM" Until 2026-11-02', Date.UTC(2026, 10, 3)],
  ])("%s is one", (argument, closesAt) => {
    expect(parsePoll(argument, NOW)).toEqual({
      question: "Which next?",
      options: ["Windows", "ARM"],
      closesAt,
    });
  });

  test.each([
    ["", "in quotes"],
    ['"Which next?"', "in quotes"],
    ['"Which next?" "Windows"', "in quotes"],
    ['"Which?" "1" "2" "3" "4" "5" "6" "7"', "in quotes"],
    ['"Which?" "Same" "same"', "the same"],
    ['"Which?" "A" "B" please', "only be a date"],
    ['"Which?" "A" "B" until 2026-13-40', "only be a date"],
    ['"Which?" "A" "B" until 2026-11-01', "closes in the next"],
    ['"Which?" "A" "B" until 2027-11-01', "closes in the next"],
  ])("%s is none: %s", (argument, why) => {
    expect(parsePoll(argument, NOW)).toContain(why);
  });
});

describe("a poll's count", () => {
  const options = ["Windows", "ARM", "Neither"];
  const closesAt = 100;
  const vote = fc.record({
    personId: fc.integer({ min: 1, max: 6 }),
    content: fc.constantFrom(...POLL_REACTIONS, "confused", "-1"),
    at: fc.integer({ min: 0, max: 130 }),
  });

  test("has one vote for each person, the last before its end", () => {
    const votes = [
      { personId: 1, content: "+1", at: 1 },
      { personId: 1, content: "heart", at: 2 },
      { personId: 2, content: "+1", at: 3 },
      { personId: 2, content: "hooray", at: 100 },
      { personId: 3, content: "rocket", at: 4 },
      { personId: 4, content: "heart", at: 5 },
      { personId: 4, content: "+1", at: 5 },
    ];
    expect(countPoll(votes, { options, closesAt })).toEqual([
      { option: "Windows", votes: 2 },
      { option: "ARM", votes: 1 },
      { option: "Neither", votes: 0 },
    ]);
  });

  test("does not depend on order or repetition, and counts no more votes than people", () => {
    fc.assert(
      fc.property(fc.array(vote), (votes) => {
        const counts = countPoll(votes, { options, closesAt });
        expect(countPoll([...votes, ...votes].reverse(), { options, closesAt })).toEqual(counts);
        const valid = votes.filter(
          ({ content, at }) =>
            at < closesAt &&
            POLL_REACTIONS.indexOf(content as "+1") < options.length &&
            content !== "confused" &&
            content !== "-1",
        );
        expect(counts.reduce((sum, { votes: one }) => sum + one, 0)).toBe(
          new Set(valid.map(({ personId }) => personId)).size,
        );
      }),
    );
  });
});

describe("a poll's text", () => {
  const closesAt = Date.UTC(2026, 10, 17);

  test("asks, with a reaction for each option, and defuses what people typed", () => {
    const text = presentOpenPoll({
      question: "Which next, @ada?",
      options: ["Windows | ARM", "#12"],
      closesAt,
    });
    expect(text).toContain("- 👍 Windows &#124; ARM");
    expect(text).not.toContain("@ada");
    expect(text).not.toContain("#77");
    expect(text).toContain("Open to the end of 16 November 2026 (UTC).");
  });

  test("tells the result", () => {
    const counts = [
      { option: "Windows", votes: 1 },
      { option: "ARM", votes: 4 },
    ];
    const text = presentPollResult({ question: "Which next?", counts, closesAt });
    expect(text).toContain("| ❤️ ARM | 4 |");
    expect(text).toContain("Closed on 16 November 2026; 5 people voted.");
    const shown = { question: "Which next?", url: "https://github.test/a/b/issues/1", counts };
    expect(
      presentPolls([
        { ...shown, closesAt, isOpen: false },
        { ...shown, closesAt: null, isOpen: true },
        { ...shown, counts: [{ option: "A", votes: 0 }], closesAt, isOpen: true },
      ]),
    ).toBe(
      "**Polls**\n\n- [Which next?](https://github.test/a/b/issues/1): ARM 4, Windows 1 (closed on 16 November 2026)\n- [Which next?](https://github.test/a/b/issues/1): ARM 4, Windows 1",
    );
    expect(presentPolls([])).toBe("");
  });
});
