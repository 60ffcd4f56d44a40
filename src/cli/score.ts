// `stoa score`: the tone of texts on standard input, as JSON lines, for pipelines and scripts. A line is a text, or a JSON object
// with a `text`, whose other fields are kept.
//
//   echo "Thanks, works great!" | stoa score
//   jq -c '.[] | {id, text: .body}' comments.json | stoa score

import { createInterface } from "node:readline";
import { toneOf } from "../features/sentiment/index.ts";
import { isEnglish } from "../text/language.ts";
import { toProse } from "../text/prose.ts";

/** Reads lines until the input ends, and answers each at once with one line. */
export async function score(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Promise<void> {
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (line.trim() !== "" && !output.write(`${scoreLine(line)}\n`)) {
      await new Promise<void>((resolve) => output.once("drain", resolve));
    }
  }
}

/** The answer to one line. `polarity` is null, with a reason, for what is not read. */
export function scoreLine(line: string): string {
  const { text, others } = readLine(line);
  return JSON.stringify({ ...others, ...answerTo(text) });
}

function answerTo(text: string | undefined): Readonly<Record<string, unknown>> {
  if (text === undefined) return { polarity: null, reason: "no text" };
  const prose = toProse(text);
  if (prose.text === "") return { polarity: null, reason: "no prose" };
  if (isEnglish(prose.text) === false) return { polarity: null, reason: "not English" };
  const { polarity, score: value, confidence, heat } = toneOf(prose);
  return { polarity, score: round(value), confidence: round(confidence), heat: round(heat) };
}

interface Line {
  readonly text: string | undefined;
  readonly others: Readonly<Record<string, unknown>>;
}

/** A line that is no JSON object is a text itself. */
function readLine(line: string): Line {
  if (!line.startsWith("{")) return { text: line, others: {} };
  try {
    const { text, ...others } = JSON.parse(line) as Readonly<Record<string, unknown>>;
    return { text: typeof text === "string" ? text : undefined, others };
  } catch (error) {
    if (error instanceof SyntaxError) return { text: line, others: {} };
    throw error;
  }
}

function round(value: number): number {
  return Number(value.toFixed(4));
}
