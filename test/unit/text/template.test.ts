import { describe, expect, test } from "vitest";
import { kindFromTemplate, templateSections } from "../../../src/text/template.ts";

const FEATURE = `**Is your feature request related to a problem? Please describe.**
A clear and concise description of what the problem is. Ex. I'm always frustrated when [...]

**Describe the solution you'd like**
Windows nodes, please.

**Describe alternatives you've considered**
A clear and concise description of any alternative solutions or features you've considered.

**Additional context**
Add any other context or screenshots about the feature request here.
`;

const BUG = `### Describe the bug

It loses spans.

### To Reproduce
Steps to reproduce the behavior:
1. Go to '...'
2. Click on '....'
3. See error

### Expected behavior

<!-- what you expected -->

### Environment

_No response_
`;

describe("templateSections", () => {
  test("gives what was filled in", () => {
    expect([...templateSections(FEATURE)]).toEqual([
      ["describe the solution you'd like", "Windows nodes, please."],
    ]);
    expect([...templateSections(BUG)]).toEqual([["describe the bug", "It loses spans."]]);
  });

  test("joins sections of one name and reads headings with marks", () => {
    const text = "## 🐛 Why?\none\n\n## Other\ntwo\n\nWhy\n---\nthree";
    expect([...templateSections(text)]).toEqual([
      ["why", "one\nthree"],
      ["other", "two"],
    ]);
  });

  test("takes bold words within a sentence for no heading", () => {
    expect(templateSections("**Note** this is\ntext").size).toBe(0);
  });
});

describe("kindFromTemplate", () => {
  test.each([
    ["a feature request", FEATURE, "feature"],
    ["a bug report", BUG, "bug"],
    ["a feature request with curly apostrophes", "### Describe the solution you’d like\n\nx", "feature"],
    ["an unfilled feature template", FEATURE.replace("Windows nodes, please.", ""), "feature"],
    ["no template", "# My thoughts\n\nExpected behavior is nice", undefined],
    ["headings in code", "```\n### To Reproduce\n```", undefined],
    ["headings in a quote", "> ### To Reproduce\n", undefined],
    ["as much of one as of the other", "### To Reproduce\n\n### Feature request", undefined],
    ["the one that was filled, of two", "### To Reproduce\n\n### Feature request\n\nplease", "feature"],
    ["nothing", "", undefined],
  ])("knows %s", (_, text, kind) => {
    expect(kindFromTemplate(text)).toBe(kind);
  });
});
