// Markdown as GitHub renders it, as far as the pages need it: tables, alerts, task lists, references,
// <details> and <picture>, charts, hidden comments. Any other HTML is shown as text.

import MarkdownIt from "markdown-it";
import { chartOf } from "./page-chart.ts";
import { escape, type Markup } from "./page-html.ts";

const TAGS = new Set(
  "details summary picture source img sub sup br kbd b i strong em p div a h1 h2 h3 h4 table thead tbody tr th td".split(
    " ",
  ),
);
const ATTRIBUTES = new Set([
  "open",
  "align",
  "media",
  "srcset",
  "src",
  "alt",
  "width",
  "height",
  "href",
  "title",
]);

/** Keeps the HTML GitHub keeps, drops comments, and shows everything else as text. */
export function sanitise(source: string): string {
  const visible = source.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, "");
  let result = "";
  let end = 0;
  for (const found of visible.matchAll(
    /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*\/?>/gi,
  )) {
    const [whole, slash = "", name = "", attributes = ""] = found;
    result += visible.slice(end, found.index).replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    end = found.index + whole.length;
    const tag = name.toLowerCase();
    result += TAGS.has(tag) ? `<${slash}${tag}${slash ? "" : keptAttributes(attributes)}>` : escape(whole);
  }
  return result + visible.slice(end).replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function keptAttributes(source: string): string {
  let kept = "";
  for (const [, name = "", a, b, c] of source.matchAll(
    /([a-z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/gi,
  )) {
    const value = a ?? b ?? c ?? "";
    const isLink = name === "href" || name === "src" || name === "srcset";
    if (!ATTRIBUTES.has(name.toLowerCase()) || (isLink && !/^(?:https?:|\/|#)/i.test(value))) continue;
    kept += ` ${name.toLowerCase()}="${value.replaceAll("&quot;", '"').replaceAll('"', "&quot;")}"`;
  }
  return kept;
}

interface Env {
  /** The repository's path, for references like #12. */
  readonly base: string;
}

const markdown = new MarkdownIt({ html: true, linkify: true, breaks: true });
const { rules } = markdown.renderer;

rules["html_block"] = (tokens, index) => sanitise(tokens[index]?.content ?? "");
rules["html_inline"] = (tokens, index) => sanitise(tokens[index]?.content ?? "");
rules["table_open"] = () => '<div class="scroll"><table>';
rules["table_close"] = () => "</table></div>";

const fence = rules["fence"];
rules["fence"] = (tokens, index, options, env, self) => {
  const token = tokens[index];
  const chart = token?.info.trim() === "mermaid" ? chartOf(token.content) : undefined;
  return chart ?? fence?.(tokens, index, options, env, self) ?? "";
};

rules["text"] = (tokens, index, _options, env) => {
  const text = escape(tokens[index]?.content ?? "");
  const before = tokens.slice(0, index);
  const depth = before.reduce(
    (sum, { type }) => sum + Number(type === "link_open") - Number(type === "link_close"),
    0,
  );
  if (depth > 0) return text;
  return text
    .replaceAll(/(^|[\s(])#(\d+)\b/g, `$1<a href="${escape((env as unknown as Env).base)}/issues/$2">#$2</a>`)
    .replaceAll(/(^|[\s(])@([a-z\d](?:[a-z\d-]*[a-z\d])?)/gi, '$1<a class="mention" href="/$2">@$2</a>');
};

markdown.core.ruler.push("github", ({ tokens }) => {
  for (const [index, token] of tokens.entries()) {
    const [opening, before] = [tokens[index - 1]?.type, tokens[index - 2]];
    const first = token.type === "inline" && opening === "paragraph_open" ? token.children?.[0] : undefined;
    if (!first || !before) continue;
    const alert = /^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]$/i.exec(first.content.trim());
    if (before.type === "blockquote_open" && alert) {
      before.attrJoin("class", `alert ${alert[1]?.toLowerCase()}`);
      first.content = (alert[1] ?? "").toUpperCase();
    }
    const task = /^\[([ x])\] /i.exec(first.content);
    if (before.type === "list_item_open" && task) {
      before.attrJoin("class", "task");
      first.content = `${task[1] === " " ? "☐" : "☑"} ${first.content.slice(4)}`;
    }
  }
});

/** Markdown as HTML; `base` is the path of the repository it stands in. */
export function rendered(body: string, base: string): Markup {
  return { markup: markdown.render(body, { base } satisfies Env) };
}
