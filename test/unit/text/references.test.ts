import { describe, expect, test } from "vitest";
import {
  closingReferences,
  duplicateReference,
  mentionedNumbers,
  threadReference,
} from "../../../src/text/references.ts";

describe("closingReferences", () => {
  test.each([
    [
      "all of GitHub's words",
      "close #1 closes #2 closed #3 fix #4 fixes #5 fixed #6 resolve #7 resolves #8 resolved #9",
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
    ],
    ["any case, a colon, bold", "FIXES: #12\n**Closes #3**", [3, 12]],
    ["a linked number", "Fixes [#12](https://x.y)", [12]],
    ["each once", "fixes #1, fixes #1", [1]],
    ["only numbers with a word of their own", "fixes #1, #2", [1]],
    ["GH-12", "resolves GH-12", [12]],
    ["none in code", "`fixes #1`\n\n```\nfixes #2\n```", []],
    ["none in a quote or a comment", "> fixes #1\n\n<!-- fixes #2 -->", []],
    ["none in a word", "prefixes #1 hotfix #2 fix#3", []],
    ["none of another repository", "fixes a/b#1, fixes https://github.com/a/b/issues/2", []],
    ["none of a template", "Fixes # (issue)", []],
    ["no zero", "fixes #0", []],
  ])("finds %s", (_, text, numbers) => {
    expect(closingReferences(text)).toEqual(numbers);
  });

  test("finds those that name this repository", () => {
    const text = "fixes A/b#1, fixes https://github.com/a/b/issues/2, fixes c/d#3";
    expect(closingReferences(text, "a/b")).toEqual([1, 2]);
  });
});

describe("duplicateReference", () => {
  test.each([
    ["GitHub's sentence", "Duplicate of #12", 12],
    ["a sentence", "Closing this as a duplicate of #12, thanks.", 12],
    ["short words", "dupe of #3", 3],
    ["the first", "duplicate of #1 and duplicate of #2", 1],
    ["no denial", "This is not a duplicate of #12", undefined],
    ["no doubt", "Possible duplicate of #12. It might be a duplicate of #13.", undefined],
    ["no question", "Duplicate of #12?", undefined],
    ["no doubt of an earlier sentence", "It might be. Duplicate of #12", 12],
    ["nothing in code or quotes", "> duplicate of #1\n\n`duplicate of #2`", undefined],
    ["nothing", "We duplicate effort", undefined],
  ])("reads %s", (_, text, number) => {
    expect(duplicateReference(text)).toEqual(number === undefined ? undefined : { repository: null, number });
  });

  test.each(["Duplicate of a/b#7", "dupe to https://github.test/a/b/discussions/7"])(
    "reads one of another repository: %s",
    (text) => {
      expect(duplicateReference(text)).toEqual({ repository: "a/b", number: 7 });
    },
  );
});

describe("threadReference", () => {
  test.each([
    ["#7", { repository: null, number: 7 }],
    [" 7 ", { repository: null, number: 7 }],
    ["a/b#7", { repository: "a/b", number: 7 }],
    ["https://github.test/a/b/issues/7", { repository: "a/b", number: 7 }],
    ["", undefined],
    ["#7 and #8", undefined],
    ["seven", undefined],
  ])("reads %j", (text, found) => {
    expect(threadReference(text)).toEqual(found);
  });
});

describe("mentionedNumbers", () => {
  test("finds pull requests in a release's notes, and nothing in code", () => {
    const notes = "* fix: a by b in https://github.test/a/b/pull/45\n* c (#6)\n\n`#7`";
    expect([...mentionedNumbers(notes)]).toEqual([45, 6]);
  });
});
