// A stored payload as a value. What text may hold in JSON and no database takes is mended here, before anybody sees it; what
// can never be read is told apart from what may work the next time.

import { ZodError } from "zod";

/** A NUL, or half of a surrogate pair: Postgres refuses the first, and UTF-8 has no place for the second. */
const SUSPECT = /\\u(?:0000|d[89a-f])/i;
/** One escape of JSON after the other, so that `\\u0000` (a backslash and five characters) stays what it is. */
const ESCAPES = /\\(?:u(?:d[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}|[\da-f]{4})|[^u])/gi;
const UNSTORABLE = /^\\u(?:0000|d[89a-f][\da-f]{2})$/i;
const REPLACEMENT = String.raw`\ufffd`;

/**
 * Reads a delivery's payload.
 * @throws SyntaxError when it is no JSON object.
 */
export function readPayload(text: string): object {
  const payload: unknown = JSON.parse(storable(text));
  if (typeof payload !== "object" || payload === null || Array.isArray(payload)) {
    throw new SyntaxError("The payload is no JSON object.");
  }
  return payload;
}

/**
 * What an event's payload never holds, and a more particular event's does. The signature covers the body and not the name of
 * the event: without this, whoever got hold of one delivery could send it again as another event, a comment's deletion as an
 * issue's.
 */
const FOREIGN_PARTS: Readonly<Record<string, readonly string[]>> = {
  issues: ["comment", "pull_request", "discussion"],
  pull_request: ["comment", "review", "issue"],
  pull_request_review: ["comment"],
  discussion: ["comment"],
  release: ["issue", "pull_request", "discussion"],
  repository: ["issue", "pull_request", "discussion", "comment", "release", "ref"],
  installation: ["repository", "repositories_added", "repositories_removed"],
};

/** @throws ImplausiblePayload when the payload is that of another event. */
export function checkFits(event: string, payload: object): void {
  const foreign = (Object.hasOwn(FOREIGN_PARTS, event) ? FOREIGN_PARTS[event] : undefined) ?? [];
  const found = foreign.find((part) => Object.hasOwn(payload, part));
  if (found !== undefined) {
    throw new ImplausiblePayload(
      `The event is named ${event}, and its payload holds a ${found}: it is another's.`,
    );
  }
}

/** The JSON with U+FFFD in place of what cannot be stored, as decoders of broken UTF-8 do it. */
function storable(json: string): string {
  if (!json.includes(String.raw`\u`) || !SUSPECT.test(json)) return json;
  return json.replace(ESCAPES, (escape) => (UNSTORABLE.test(escape) ? REPLACEMENT : escape));
}

/** Thrown for a payload that can be read and cannot be true. */
export class ImplausiblePayload extends Error {
  override readonly name = "ImplausiblePayload";
}

/** Classes of SQLSTATE that speak of the data alone: "data exception" and "program limit exceeded". */
const DATA_ERRORS = /^(?:22|54)[0-9A-Z]{3}$/;

/** Whether another try must fail as this one did, because of what is written in the payload. */
export function isUnreadable(error: unknown): boolean {
  if (error instanceof SyntaxError || error instanceof ZodError || error instanceof ImplausiblePayload)
    return true;
  // Nested so deeply that whatever walks through it runs out of stack.
  if (error instanceof RangeError && /call stack/.test(error.message)) return true;
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
  if (typeof code === "string" && DATA_ERRORS.test(code)) return true;
  return cause !== undefined && cause !== error && cause !== null && isUnreadable(cause);
}
