// The part of an issue's body that Stoa keeps current: between two markers, whatever a person wrote around it stays.

import { marker } from "../text/markers.ts";

/** The body with the board's part replaced, or appended where there is none yet. */
export function replaceBoard(
  body: string,
  part: { readonly board: string; readonly markdown: string },
): string {
  const start = marker("board", part.board);
  const end = marker("board-end", part.board);
  const block = `${start}\n${part.markdown}\n${end}`;
  const from = body.indexOf(start);
  const to = body.indexOf(end, from);
  if (from < 0 || to < 0) return body.trim() === "" ? block : `${body.trimEnd()}\n\n${block}`;
  return `${body.slice(0, from)}${block}${body.slice(to + end.length)}`;
}
