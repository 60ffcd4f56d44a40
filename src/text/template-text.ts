// The texts of the issue and pull-request templates that GitHub and its larger communities ship. Nobody wrote them about
// this thread, and some are full of feeling ("I'm always frustrated when …"), so readers of prose leave them out.

/** Headings of templates, as `plainHeading` leaves them. */
const TEMPLATE_HEADINGS = listed(`
  describe the bug | bug description | bug report | description | what happened | summary | motivation
  to reproduce | steps to reproduce | reproduction | reproduction steps | how to reproduce
  how to reproduce it (as minimally and precisely as possible) | minimal reproduction | expected behavior
  expected behaviour | actual behavior | actual behaviour | current behavior | expected result
  actual result | expected results | actual results | what did you expect to happen
  what you expected to happen | what did you expect | anything else we need to know | anything else
  screenshots | logs | log output | relevant log output | additional context | additional information
  environment | your environment | versions | version
  desktop (please complete the following information)
  smartphone (please complete the following information)
  environment (please complete the following information) | is your feature request related to a problem
  is your feature request related to a problem? please describe | describe the solution you'd like
  describe alternatives you've considered | proposed solution | describe the feature | feature request
  feature description | alternatives | alternatives considered | use case | problem statement | checklist
  type of change | how has this been tested | testing | related issue | related issues
  what does this pr do | what this pr does / why we need it | what type of pr is this
  which issue(s) this pr fixes | special notes for your reviewer | code of conduct
  does this pr introduce a user-facing change | test plan | changes | release note | contact details
`);

/** Openings of template sentences, lower case, straight apostrophes. A line that starts with one is left out. */
const PLACEHOLDER_OPENINGS: readonly string[] = [
  "a clear and concise description of",
  "add any other context",
  "ex. i'm always frustrated when",
  "if applicable, add screenshots",
  "steps to reproduce the behavior",
  "steps to reproduce the behaviour",
  "go to '...'",
  "click on '...",
  "scroll down to '...",
  "please include a summary of the change",
  "please delete options that are not relevant",
  "please describe the tests that you ran",
  "please select one of the following",
  "please provide a clear and concise",
  "list any dependencies that are required",
  "fixes # (issue)",
  "thank you for contributing to",
  "thanks for taking the time to fill out this bug report",
  "i agree to follow this project's code of conduct",
  "i have searched the existing issues",
  "no response",
];

/** Whole lines of templates, lower case. */
const PLACEHOLDER_LINES = listed(`
  see error | n/a | none | _no response_ | what actually happened | fixes # | closes # | resolves #
`);

/** Texts between bars. */
function listed(text: string): ReadonlySet<string> {
  const texts = text.split(/[|\n]/).map((one) => one.trim());
  return new Set(texts.filter((one) => one !== ""));
}

/** How the italic hints of templates begin. */
const HINT_OPENING =
  /^(?:please|describe|add|a clear|e\.g\.|ex\.|for example|if|list|include|provide|explain|what|which|why|how|when|tell|use this|replace|delete|remove|insert|your|no response|optional)\b/;

/** A heading as it is compared: lower case, one space between words, straight apostrophes, no emoji or mark at its ends. */
export function plainHeading(text: string): string {
  return text
    .slice(0, 200)
    .toLowerCase()
    .replaceAll("’", "'")
    .replace(/\s+/g, " ")
    .replace(/^[^\p{L}\p{N}]{1,20}/u, "")
    .replace(/[\s:?!.*_]+$/u, "");
}

/** True for a heading that a template brought. */
export function isTemplateHeading(text: string): boolean {
  return text.length <= 100 && TEMPLATE_HEADINGS.has(plainHeading(text));
}

/** Twice the longest text of a template: white space and marks stand before it. */
const READ_OF_LINE = 2 * Math.max(...PLACEHOLDER_OPENINGS.map(({ length }) => length));
const LONGEST_PLACEHOLDER = Math.max(...[...PLACEHOLDER_LINES].map(({ length }) => length));

/** True for a line of a template that was left as it came. `line` without white space around it. */
export function isPlaceholder(line: string): boolean {
  if (line.length <= LONGEST_PLACEHOLDER && PLACEHOLDER_LINES.has(plainLine(line))) return true;
  // "OS: [e.g. iOS]": whoever fills it in replaces the example.
  if (line.includes("[") && plainLine(line.slice(0, 200)).includes("[e.g. ")) return true;
  const start = plainLine(line.slice(0, READ_OF_LINE)).replace(/^[-*\s]{1,4}/, "");
  return PLACEHOLDER_OPENINGS.some((opening) => start.startsWith(opening));
}

function plainLine(line: string): string {
  return line.toLowerCase().replaceAll("’", "'").replaceAll("…", "...");
}

/** True for the text of an italic block that instructs rather than tells. */
export function isHint(text: string): boolean {
  return HINT_OPENING.test(text.trimStart().slice(0, 40).toLowerCase());
}
