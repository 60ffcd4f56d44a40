// What all pages share: one frame, one look, light and dark, no script. Everything somebody wrote goes through hono's
// escaping template.

import { html } from "hono/html";

/** HTML that leaves through hono's escaping template. */
export type Html = ReturnType<typeof html>;

/** A whole page; `style` is what this one needs besides. */
export function page(title: string, content: Html, style: Html | "" = ""): Html {
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
            max-width: 44rem;
            margin: 3rem auto;
            padding: 0 1rem;
            overflow-wrap: anywhere;
          }
          h1,
          h2 {
            line-height: 1.25;
          }
          a {
            color: var(--accent);
          }
          table {
            border-collapse: collapse;
            width: 100%;
          }
          th,
          td {
            text-align: left;
            padding: 0.3rem 0.8rem 0.3rem 0;
            border-bottom: 1px solid var(--line);
          }
          .number {
            text-align: right;
            font-variant-numeric: tabular-nums;
          }
          .dim {
            color: var(--dim);
          }
          pre {
            padding: 1rem;
            border: 1px solid var(--line);
            border-radius: 6px;
            overflow-x: auto;
          }
          ${style}
        </style>
      </head>
      <body>
        ${content}
      </body>
    </html>`;
}
