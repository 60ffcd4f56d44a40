import { describe, expect, test } from "vitest";
import { toProse } from "../../../src/text/prose.ts";

const cases: readonly [behaviour: string, markdown: string, text: string][] = [
  ["keeps plain words", "This is great, thanks!", "This is great, thanks!"],
  ["joins hard-wrapped lines", "This is\none sentence.", "This is one sentence."],
  ["gives each block a line", "One.\n\nTwo.\n\n- three\n- four", "One.\nTwo.\nthree\nfour"],
  ["drops fenced code", "Before\n\n```go\npanic(err)\n```\n\nafter", "Before\nafter"],
  ["drops a fence that is never closed", "Before\n\n```\nkill -9\nno way", "Before"],
  ["drops indented code", "Before\n\n    rm -rf /\n\nafter", "Before\nafter"],
  ["puts a space for a code span", "The `kill` flag", "The flag"],
  ["drops code in tags", "The <code>kill</code> flag", "The flag"],
  ["drops code in a block of HTML", "<p>The <code>kill</code> flag</p>", "The flag"],
  ["drops code in nested HTML", "<div>a<pre><b>x</b>\ny</pre>b</div>", "a b"],
  ["drops quotes in inline HTML", "No <blockquote>you are wrong</blockquote> way", "No way"],
  ["drops quotes in a block of HTML", "<div><blockquote>wrong</blockquote>I agree</div>", "I agree"],
  ["drops Markdown in an HTML quote", "<blockquote>\n\nwrong\n\n- so\n\n</blockquote>\n\nI agree", "I agree"],
  ["drops scripts and styles", "a <script>x</script> b\n\n<div><style>y</style>c</div>", "a b\nc"],
  ["drops quotes", "> you are wrong\n\nI agree", "I agree"],
  ["ends a quote at the line its author wrote", "> you are wrong\nI agree", "I agree"],
  ["drops HTML comments", "<!-- Please describe -->\nIt fails <!-- sadly --> here", "It fails here"],
  ["drops a comment that is never closed", "It fails\n\n<!-- and then\n\nmore", "It fails"],
  ["keeps text between inline tags", "This is <b>very</b> <kbd>x</kbd> slow", "This is very slow"],
  ["keeps text after a line of inline HTML", "<br>\nThis is slow", "This is slow"],
  ["drops HTML tables", "<table><tr><td>awful</td></tr></table>\n\nfine", "fine"],
  ["keeps what a fold holds as Markdown", "<details><summary>x</summary>\n\nwords\n\n</details>", "words"],
  ["drops images", "See ![crash](https://x.y/z.png) there", "See there"],
  ["keeps a link's text", "See [the docs](https://x.y/bad) now", "See the docs now"],
  ["drops bare URLs, keeping what ends the sentence", "See https://x.y/bad?q=1. Good", "See. Good"],
  ["drops bare URLs in brackets", "See (https://x.y/bad) here", "See here"],
  ["drops autolinks", "See <https://x.y/bad> here", "See here"],
  ["drops mentions", "@ada: thanks, and thanks @org/team!", "thanks, and thanks!"],
  ["drops references", "As in #12, o/r#3 and GH-4", "As in and"],
  [
    "drops commits, keeping words and numbers",
    "Broken by 1f2e3d4c, defaced 1234567",
    "Broken by defaced 1234567",
  ],
  ["drops e-mail addresses", "Mail ada@example.com please", "Mail please"],
  ["drops keys and blobs", `Token ${"aB3/".repeat(40)} leaked`, "Token leaked"],
  ["keeps table cells", "| a | b |\n|---|---|\n| good | bad |", "a\nb\ngood\nbad"],
  ["keeps an ordinary heading", "# My plan\n\ntext", "My plan\ntext"],
  ["drops a template's heading", "### Describe the bug\n\nIt fails", "It fails"],
  ["drops a template's bold heading", "**Describe the bug**\nIt fails", "It fails"],
  ["drops unfilled text", "A clear and concise description of what the bug is.", ""],
  ["drops the frustrated example", "Ex. I'm always frustrated when [...]", ""],
  ["drops a curly placeholder", "Ex. I’m always frustrated when […]", ""],
  ["drops a line that still shows its example", " - OS: [e.g. iOS]\n - Browser: Firefox", "Browser: Firefox"],
  ["drops italic hints", "_Please describe what you expected._", ""],
  ["keeps italic words of a person", "_I love this_", "I love this"],
  ["drops an empty answer of a form", "### Logs\n\n_No response_", ""],
  ["drops check lists", "- [ ] I read the docs\n- [x] I searched\n- it fails", "it fails"],
  ["drops sign-offs", "Done.\n\nSigned-off-by: Ada <ada@x.y>\nCo-authored-by: B <b@x.y>", "Done."],
  ["drops any bot's commands", "/lgtm\n/cc @ada\nLooks good", "Looks good"],
  ["drops orders to bots by name", "@dependabot rebase\nbors r+\nretest this please\n@ada thanks", "thanks"],
  [
    "drops what stands under a mail's signature",
    "It works.\n\n--\nAda Example\nChief of Example",
    "It works.",
  ],
  ["drops the set phrases that end a letter", "It works.\n\nBest regards,\nAda", "It works.\nAda"],
  ["keeps regards that are a sentence", "With regards to this, yes", "With regards to this, yes"],
  ["keeps a path at the start", "/etc/hosts is wrong", "/etc/hosts is wrong"],
  [
    "drops stack traces",
    "It fails:\njava.lang.IllegalStateException: bad\n\tat a.b.C.d(C.java:12)\nHelp",
    "It fails: Help",
  ],
  ["drops log lines", "Look\n2026-01-02T10:11:12Z ERROR fatal\n[ERROR] bad\nwhy?", "Look why?"],
  [
    "keeps prose that begins like a log",
    "at least it works\nError messages are good",
    "at least it works Error messages are good",
  ],
  ["drops a mail program's line", "Yes\n\nOn Mon, 5 Jan 2026 at 10:11, Ada wrote:\n> no", "Yes"],
  ["keeps emoji and shortcodes", "Great :+1: 🎉👩‍💻 ❤️", "Great :+1: 🎉👩‍💻 ❤️"],
  ["keeps a line of emoji", "🎉🎉", "🎉🎉"],
  ["keeps marks that stand alone", "???", "???"],
  ["keeps emoji glued to a mention", "@ada👍", "👍"],
  ["keeps emoticons", "works :) :-/", "works :) :-/"],
  ["keeps escaped characters", "2 \\* 3 &amp; 4", "2 * 3 & 4"],
  ["shows an unpaired backtick as an apostrophe", "I don`t know", "I don't know"],
  ["keeps other languages", "这是一个很好的想法", "这是一个很好的想法"],
  ["reads Windows line ends", "One\r\n\r\n> no\r\n\r\nTwo", "One\nTwo"],
  ["says nothing of nothing", " \n\t\n", ""],
];

describe("toProse", () => {
  test.each(cases)("%s", (_, markdown, text) => {
    expect(toProse(markdown).text).toBe(text);
  });

  test.each([
    ["code in a fence", "```\nx\n```", { hasCode: true, hasLink: false, hasQuote: false }],
    ["a code span", "a `b`", { hasCode: true, hasLink: false, hasQuote: false }],
    ["a pasted log", "2026-01-02 10:11:12 up", { hasCode: true, hasLink: false, hasQuote: false }],
    ["a link", "[a](b)", { hasCode: false, hasLink: true, hasQuote: false }],
    ["a bare URL", "http://a.b", { hasCode: false, hasLink: true, hasQuote: false }],
    ["a quote", "> a", { hasCode: false, hasLink: false, hasQuote: true }],
    ["an HTML quote", "<blockquote>\n\na", { hasCode: false, hasLink: false, hasQuote: true }],
    ["code in HTML", "<p><code>a</code></p>", { hasCode: true, hasLink: false, hasQuote: false }],
    ["an image, which is none of them", "![a](b)", { hasCode: false, hasLink: false, hasQuote: false }],
  ])("notices %s", (_, markdown, expected) => {
    expect(toProse(markdown)).toMatchObject(expected);
  });

  test.each([
    ["", 0],
    ["one two, three!", 3],
    ["a :+1: b 🎉 – 3.5", 4],
    ["don't e-mail", 2],
    ["été\nça", 2],
  ])("counts the words of %j", (markdown, count) => {
    expect(toProse(markdown).wordCount).toBe(count);
  });
});
