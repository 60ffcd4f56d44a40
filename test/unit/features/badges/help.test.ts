import { expect, test } from "vitest";
import {
  ACCEPTED,
  helpIn,
  saysThanks,
  THANKED,
  type HelpRemark,
} from "../../../../src/features/badges/help.ts";

const ASKER = 1;
const ADVICE = "Set the limit to 400 and restart.";

/** "bo: some text", in order; `asker` asks, `ci` is a bot. */
function remarks(...lines: readonly string[]): readonly HelpRemark[] {
  const ids: Record<string, number> = { asker: ASKER, bo: 2, cy: 3, ci: 4 };
  return lines.map((line, index) => {
    const [login = "", body = ""] = line.split(": ", 2);
    const authorId = ids[login] ?? null;
    const url = `u${index}`;
    return { id: url, authorId, login, isBot: login === "ci", body, url, createdAt: index, deletedAt: null };
  });
}

function helped(answerUrl: string | null, ...lines: readonly string[]) {
  const found = helpIn({ authorId: ASKER, answerUrl }, remarks(...lines));
  return found.map(({ remark, reason }) => `${remark.login} ${remark.url} ${reason}`);
}

test("an accepted answer helps, whoever thanked for what", () => {
  expect(helped("u1", `bo: ${ADVICE}`, "bo: Yes.", "asker: Thanks!")).toEqual([`bo u1 ${ACCEPTED}`]);
});

test("thanks go to whoever spoke last before, or to those who are named", () => {
  expect(helped(null, `bo: ${ADVICE}`, `cy: ${ADVICE}`, "asker: That worked.")).toEqual([`cy u1 ${THANKED}`]);
  expect(helped(null, `bo: ${ADVICE}`, `cy: ${ADVICE}`, "asker: Thank you @bo")).toEqual([
    `bo u0 ${THANKED}`,
  ]);
});

test.each([
  ["the asker's own words", ["asker: Set the limit to 400 then.", "asker: Thanks!"]],
  ["a few words", ["bo: Same here.", "asker: Thanks!"]],
  ["a bot", [`ci: ${ADVICE}`, "asker: Thanks!"]],
  ["others' thanks", [`bo: ${ADVICE}`, "cy: Thanks!"]],
  ["thanks before the answer", ["asker: Thanks!", `bo: ${ADVICE}`]],
  ["a deleted account", [`ghost: ${ADVICE}`, "asker: Thanks!"]],
])("%s help nobody", (_, lines) => {
  expect(helped(null, ...lines)).toEqual([]);
});

test("a bot that asks thanks nobody", () => {
  const asker = 4;
  expect(helpIn({ authorId: asker, answerUrl: null }, remarks(`bo: ${ADVICE}`, "ci: Thanks!"))).toEqual([]);
});

test("a remark that is gone helped nobody", () => {
  const [advice, thanks] = remarks(`bo: ${ADVICE}`, "asker: Thanks!");
  if (!advice || !thanks) throw new Error("two remarks");
  const thread = { authorId: ASKER, answerUrl: "u0" };
  expect(helpIn(thread, [{ ...advice, deletedAt: 5 }, thanks])).toEqual([]);
  expect(helpIn({ ...thread, answerUrl: null }, [advice, { ...thanks, deletedAt: 5 }])).toEqual([]);
});

test.each([
  ["Thanks, that did it", true],
  ["danke!", true],
  ["It works now.", true],
  ["Thanks in advance", false],
  ["No thanks.", false],
  ["> Thanks!\n\nNot yet.", false],
  ["`thanks`", false],
  ["Thanksgiving is near", false],
])("%j says thanks: %j", (text, says) => {
  expect(saysThanks(text)).toBe(says);
});
