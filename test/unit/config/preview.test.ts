import { describe, expect, test } from "vitest";
import { settingChanges } from "../../../src/config/preview.ts";
import { configSchema, parseConfig } from "../../../src/config/repository.ts";
import { features } from "../../../src/features/index.ts";

const schema = configSchema(features);
function config(text: string) {
  const parsed = parseConfig(text, schema);
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  return parsed.config;
}
const changes = (now: string, then: string) => settingChanges(features, config(now), config(then));

describe("a preview", () => {
  test.each([
    [
      "digest:\n  every: week\n",
      "digest:\n  hour: 17\n",
      "digest",
      "every Monday 09:00 UTC",
      "every second Monday 17:00 UTC",
    ],
    ["", "digest:\n  enabled: false\n", "digest", "every second Monday 09:00 UTC", "switched off"],
    ["badges:\n  enabled: false\n", "", "badges", "switched off", "on"],
    ["", "digest:\n  repository: rocket\n", "digest.repository", "none", "rocket"],
    ["", "badges:\n  labels:\n    docs: [docs]\n", "badges.labels.docs", "documentation, docs", "docs"],
    [
      "",
      "requests:\n  boards:\n    - repository: rocket\n      issue: 3\n",
      "requests.boards",
      "none",
      "rocket (issue: 3, lists: organisation, order: votes, length: 50)",
    ],
    [
      "",
      "mentoring:\n  mentors:\n    - login: ada\n      areas: [a/]\n",
      "mentoring.mentors",
      "none",
      "ada (areas: a/, capacity: 2, available: yes)",
    ],
    [
      "themes:\n  ignore: [a, b, c, d]\n",
      "themes:\n  ignore: [a, b, c, e]\n",
      "themes.ignore",
      "4 entries",
      "4 entries: with e; without d",
    ],
    [
      "themes:\n  ignore: [a, b, c, d]\n",
      "themes:\n  ignore: [b, a, c, d]\n",
      "themes.ignore",
      "4 entries",
      "4 entries: in another order",
    ],
  ])("of %j and %j tells %s", (now, then, setting, before, after) => {
    const row = changes(now, then).find((change) => change.setting === setting);
    expect(row).toEqual({ setting, now: before, afterwards: after });
  });

  test("of an object where none was tells its keys, and no row besides", () => {
    const then = { wishes: { board: { repository: "rocket", issue: 3 } } };
    const rows = settingChanges([{ name: "wishes" }], { wishes: { board: null } }, then);
    expect(rows.map(({ setting }) => setting)).toEqual(["wishes.board.repository", "wishes.board.issue"]);
  });

  test("of what means the same is empty", () => {
    expect(changes("", "digest:\n  hour: 9\nbadges: {}\n")).toEqual([]);
  });
});
