// Lines of machine output that people paste without a fence. Each pattern is anchored and meets its first differing
// character soon, so a line of prose costs next to nothing; a line of prose taken for a log costs more than one missed.

const LOG_LINES: readonly RegExp[] = [
  // 2026-01-02T10:11:12 …, [2026/01/02 10:11:12] …, 10:11:12.345 …
  /^[[(]?\d{4}[-/]\d\d[-/]\d\d[T ,]{1,2}\d\d:\d\d/,
  /^[[(]?\d\d:\d\d:\d\d[\s.,\])]/,
  // Jan  2 10:11:12 host …
  /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d /,
  // klog: E0102 10:11:12.345678 1 file.go:12]
  /^[IWEF]\d{4} \d\d:\d\d:\d\d/,
  // [ERROR] …, ERROR: …, level=error …, npm ERR! …
  /^\[(?:ERROR|WARN|WARNING|INFO|DEBUG|TRACE|FATAL)\s{0,4}\]/i,
  /^(?:ERROR|FATAL|DEBUG|TRACE|SEVERE)(?::|\s{2}|\s[[\d])/,
  /^(?:ts|time|level|msg)=\S/,
  /^npm ERR!/,
  // Java, JavaScript, .NET: at a.b.C.d(File.java:12), at f (/x/y.js:1:2), at /x/y.js:1:2
  /^at .{1,300}(?::\d{1,7}\)?|\((?:Native Method|Unknown Source|native|.{1,80}\.dll)\))$/,
  /^\.\.\. \d{1,5} (?:more|common frames)/,
  /^(?:Caused by: |Exception in thread )/,
  // java.lang.IllegalStateException: …, requests.exceptions.ConnectionError: …
  /^(?:[A-Za-z_$][\w$]{0,60}\.){1,12}[A-Z]\w{0,60}(?:Exception|Error)\b/,
  // Uncaught TypeError: …, ValueError: …
  /^(?:Uncaught )?[A-Z]\w{1,60}(?:Exception|Error): /,
  // Python
  /^Traceback \(most recent call last\)/,
  /^File ".{1,300}", line \d+/,
  // Go
  /^goroutine \d+ \[/,
  /^panic: /,
  /^\S{1,300}\.(?:go|rs|c|cc|cpp|py|rb|ts|js|java):\d+(?::\d+)?:? ?(?:\+0x[0-9a-f]+|error|warning|note|$)/i,
  // A shell's prompt, JSON on a line of its own
  /^\$ \w/,
  /^[\w.-]{1,40}@[\w.-]{1,60}:\S{0,100}[$#] /,
  /^\{\s?".{1,2000}\}[,;]?$/,
];

/** True for a line of a log, a stack trace or a shell session; `line` without white space around it. */
export function isLogLine(line: string): boolean {
  return LOG_LINES.some((pattern) => pattern.test(line));
}
