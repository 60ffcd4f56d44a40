// The escaping template that every page is written with: HTML leaves through it and through Markdown,
// nothing else.

/** HTML that needs no escaping any more. */
export interface Markup {
  readonly markup: string;
}

/** Escapes text for HTML, in elements and in quoted attributes. */
export function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

type Piece = string | number | Markup | readonly Piece[] | null | undefined | false;

function flat(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return "";
  if (typeof piece === "string" || typeof piece === "number") return escape(String(piece));
  if ("markup" in piece) return piece.markup;
  return piece.map(flat).join("");
}

/** html`<p>${text}</p>` escapes whatever is put in, unless it is markup already. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return { markup: strings.map((string, index) => string + flat(pieces[index])).join("") };
}
