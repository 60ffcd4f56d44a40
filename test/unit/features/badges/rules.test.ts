import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { badgesConfig } from "../../../../src/features/badges/config.ts";
import {
  isOnlyDocs,
  judgeKinds,
  kindsOfLabels,
  reviewReason,
} from "../../../../src/features/badges/rules.ts";

const config = badgesConfig.parse({});
const plain = { title: "Tidy the agent", labels: [], paths: null };

describe("the kind of a merged pull request", () => {
  test.each([
    ["its label", { ...plain, labels: ["bug"] }, [], ["fix"]],
    ["a label before the issue's", { ...plain, labels: ["bug"] }, ["enhancement"], ["fix"]],
    ["a label before the title", { ...plain, title: "feat: x", labels: ["documentation"] }, [], ["docs"]],
    ["both labels", { ...plain, labels: ["documentation", "kind/bug"] }, [], ["fix", "docs"]],
    ["the issue it closes", plain, ["type: enhancement"], ["feature"]],
    ["the issue before the title", { ...plain, title: "fix: x" }, ["feature request"], ["feature"]],
    ["the title", { ...plain, title: "fix(collector): keep spans" }, [], ["fix"]],
    ["the title of a feature", { ...plain, title: "feat: keep spans" }, [], ["feature"]],
    ["the title behind a ticket", { ...plain, title: "CORE-1521 | fix: resolve pods (#5642)" }, [], ["fix"]],
    ["the title before the paths", { ...plain, title: "fix: x", paths: ["docs/a.md"] }, [], ["fix"]],
    ["the paths", { ...plain, paths: ["docs/install.yaml", "README.md"] }, [], ["docs"]],
    ["nothing, when a title says chore", { ...plain, title: "chore: tidy", paths: ["a.md"] }, [], []],
    ["nothing", { ...plain, labels: ["good first issue"], paths: ["src/a.go"] }, ["help wanted"], []],
  ])("follows %s", (_, pull, issueLabels, kinds) => {
    const judged = judgeKinds(pull, [{ number: 7, labels: issueLabels }], config);
    expect(judged.map(({ kind }) => kind)).toEqual(kinds);
  });

  test.each([
    [{ ...plain, labels: ["Kind/Bug"] }, [], "label Kind/Bug"],
    [plain, [{ number: 7, labels: ["bug"] }], "closes #7, labelled bug"],
    [{ ...plain, title: "fix: x" }, [], "its title says fix"],
    [{ ...plain, paths: ["a.md"] }, [], "changes only documentation"],
  ])("says why", (pull, issues, reason) => {
    expect(judgeKinds(pull, issues, config).map((one) => one.reason)).toEqual([reason]);
  });

  test("does not depend on the order of labels", () => {
    const labels = fc.shuffledSubarray(["bug", "kind/bug", "docs", "enhancement", "type: bug", "x"]);
    fc.assert(
      fc.property(labels, (some) => {
        expect(kindsOfLabels(some, config.labels)).toEqual(kindsOfLabels(some.toSorted(), config.labels));
      }),
    );
  });
});

describe("a change of documentation", () => {
  test.each([
    [["docs/a.png"], true],
    [["helm/README.MD", "docs/b.yaml"], true],
    [["docs/a.md", "src/a.go"], false],
    [["documents/a.go"], false],
    [[], false],
    [null, false],
  ])("%j is one: %j", (paths, expected) => {
    expect(isOnlyDocs(paths, ["docs"])).toBe(expected);
  });
});

describe("a review", () => {
  const review = {
    kind: "review",
    state: "commented",
    body: "",
    personId: 1,
    pullAuthorId: 2 as number | null,
    deletedAt: null as number | null,
  };
  test.each([
    ["an approval", { ...review, state: "approved" }, "approved"],
    ["a request for changes", { ...review, state: "changes_requested" }, "asked for changes"],
    ["a verdict dismissed later", { ...review, state: "dismissed" }, "reviewed"],
    ["a review in words", { ...review, body: "Nice." }, "commented"],
    ["an empty envelope", { ...review, body: " \n" }, null],
    ["a comment on a line", { ...review, kind: "review_comment", state: null }, "commented on a line"],
    ["a plain comment", { ...review, kind: "comment", body: "Nice." }, null],
    ["a review of one's own work", { ...review, state: "approved", pullAuthorId: 1 }, null],
    [
      "a review of a deleted account's work",
      { ...review, state: "approved", pullAuthorId: null },
      "approved",
    ],
    ["a deleted review", { ...review, state: "approved", deletedAt: 5 }, null],
  ])("%s counts as %j", (_, of, reason) => {
    expect(reviewReason(of)).toBe(reason);
  });
});
