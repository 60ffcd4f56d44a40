// The part of a thread's text that Stoa keeps current, between two hidden markers; what people wrote around it is theirs.

import { marker } from "./markers.ts";

/** The part's text as it stands in a body, lines ended with LF, without the space around it; undefined where there is none. */
export function boardText(body: string, board: string): string | undefined {
  const start = marker("board", board);
  const from = body.indexOf(start);
  const to = body.indexOf(marker("board-end", board), from);
  if (from < 0 || to < 0) return undefined;
  return plainLines(body.slice(from + start.length, to));
}

/** GitHub's editor ends lines with CR LF. */
export function plainLines(text: string): string {
  return text.replaceAll("\r\n", "\n").trim();
}
