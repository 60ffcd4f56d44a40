// Small words: numbers, plurals and lists as an editor would write them.

const WORDS = [
  "no",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
];

/** A whole number in words up to twelve, in digits beyond. */
export function inWords(count: number): string {
  return WORDS[count] ?? String(count);
}

/** "one release", "two releases", "41 remarks". `plural` is for words that do not just take an s. */
export function counted(count: number, one: string, plural = `${one}s`): string {
  return `${inWords(count)} ${count === 1 ? one : plural}`;
}

/** "a", "a and b", "a, b, and c". */
export function listOf(parts: readonly string[]): string {
  if (parts.length <= 2) return parts.join(" and ");
  return `${parts.slice(0, -1).join(", ")}, and ${parts.at(-1) ?? ""}`;
}

/** Makes a sentence of clauses: a capital at its start (inside a link or emphasis too) and a full stop. */
export function sentence(text: string): string {
  return `${text.replace(/^[[*_]*\p{Ll}/u, (start) => start.toUpperCase())}.`;
}

/**
 * A line as it stands in a list: its first word with a capital, where it is an ordinary word (not gRPC, eBPF or
 * a name with a dot), and without a full stop.
 */
export function listItem(text: string): string {
  const line = text.trim().replace(/\.$/, "");
  return line.replace(/^[a-z]+(?=[\s,:;!?]|$)/, (word) => word.charAt(0).toUpperCase() + word.slice(1));
}
