// What the pages of set-up have in common: the look of all pages, and that of forms.

import { html } from "hono/html";
import { page as plainPage, type Html } from "../web/layout.ts";

export type { Html } from "../web/layout.ts";

/** A whole page. */
export function page(title: string, content: Html): Html {
  return plainPage(title, content, FORM_STYLE);
}

const FORM_STYLE = html`
  label, legend { font-weight: 600; } label.choice { display: block; font-weight: 400; } fieldset { border: 0;
  margin: 0 0 1.5rem; padding: 0; } input:not([type]), input[type="url"] { display: block; box-sizing:
  border-box; width: 100%; padding: 0.5rem; border: 1px solid var(--line); border-radius: 6px; font: inherit;
  } button, a.button { display: inline-block; padding: 0.6rem 1.2rem; border: 0; border-radius: 6px;
  background: var(--accent); color: light-dark(#fff, #06231c); font: inherit; font-weight: 600;
  text-decoration: none; cursor: pointer; } dt { font-weight: 600; } dd { margin: 0 0 0.5rem; overflow-wrap:
  anywhere; } .hint { color: var(--dim); font-size: 0.9rem; } .problem { padding: 0.75rem 1rem; border-left:
  4px solid light-dark(#cf222e, #f85149); background: light-dark(#ffebe9, #2c1517); }
`;

/** What went wrong and what to do, in a box; nothing when nothing did. */
export function problemBox(problem: string | undefined): Html | "" {
  return problem === undefined ? "" : html`<p class="problem" role="alert">${problem}</p>`;
}
