// What the pages of set-up have in common: one column, no script, light and dark.

import { html } from "hono/html";

/** HTML that leaves through hono's escaping template. */
export type Html = ReturnType<typeof html>;

/** A whole page. */
export function page(title: string, content: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          :root {
            color-scheme: light dark;
            --line: light-dark(#d0d7de, #3d444d);
            --dim: light-dark(#59636e, #9198a1);
            --accent: light-dark(#0f5f4c, #4cc2a5);
          }
          body {
            font:
              1rem/1.6 system-ui,
              sans-serif;
            max-width: 42rem;
            margin: 3rem auto;
            padding: 0 1rem;
          }
          h1 {
            line-height: 1.25;
          }
          label,
          legend {
            font-weight: 600;
          }
          label.choice {
            display: block;
            font-weight: 400;
          }
          fieldset {
            border: 0;
            margin: 0 0 1.5rem;
            padding: 0;
          }
          input:not([type]),
          input[type="url"] {
            display: block;
            box-sizing: border-box;
            width: 100%;
            padding: 0.5rem;
            border: 1px solid var(--line);
            border-radius: 6px;
            font: inherit;
          }
          button,
          a.button {
            display: inline-block;
            padding: 0.6rem 1.2rem;
            border: 0;
            border-radius: 6px;
            background: var(--accent);
            color: light-dark(#fff, #06231c);
            font: inherit;
            font-weight: 600;
            text-decoration: none;
            cursor: pointer;
          }
          pre {
            padding: 1rem;
            border: 1px solid var(--line);
            border-radius: 6px;
            overflow-x: auto;
          }
          dt {
            font-weight: 600;
          }
          dd {
            margin: 0 0 0.5rem;
            overflow-wrap: anywhere;
          }
          .hint {
            color: var(--dim);
            font-size: 0.9rem;
          }
          .problem {
            padding: 0.75rem 1rem;
            border-left: 4px solid light-dark(#cf222e, #f85149);
            background: light-dark(#ffebe9, #2c1517);
          }
        </style>
      </head>
      <body>
        ${content}
      </body>
    </html>`;
}

/** What went wrong and what to do, in a box; nothing when nothing did. */
export function problemBox(problem: string | undefined): Html | "" {
  return problem === undefined ? "" : html`<p class="problem" role="alert">${problem}</p>`;
}
