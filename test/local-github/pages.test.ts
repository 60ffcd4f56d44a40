// The pages: everything escaped, nothing that runs, charts and references drawn.

import { afterEach, beforeEach, expect, test } from "vitest";
import { EVERYTHING, at, startFixture, type Fixture } from "./fixture.ts";
import { chartOf } from "./page-chart.ts";
import { rendered, sanitise } from "./page-markdown.ts";

let fixture: Fixture;
beforeEach(async () => {
  fixture = await startFixture();
  for (const happening of EVERYTHING) await fixture.github.perform(happening, { deliver: false });
});
afterEach(() => fixture.close());

const open = (path: string) => fetch(`${fixture.github.url}${path}`, { headers: { accept: "text/html" } });

test.each([
  ["/", "acme/rocket"],
  ["/acme/rocket/issues?state=closed", "It still falls down"],
  ["/acme/rocket/issues/1", "closed this"],
  ["/acme/rocket/pull/2", "requested changes"],
  ["/acme/rocket/issues/2", "merged this"],
  ["/acme/rocket/discussions/3", "answer"],
  ["/acme/rocket/releases", "v1.0.0"],
  ["/ada", "A person"],
])("shows %s", async (path, text) => {
  const page = await open(path);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain(text);
});

test("every html_url leads to a page", async () => {
  const { issues, pulls } = fixture.octokit.rest;
  const where = { owner: "acme", repo: "rocket" };
  const { data: list } = await issues.listForRepo({ ...where, state: "all" });
  const { data: reviews } = await pulls.listReviews({ ...where, pull_number: 2 });
  for (const { html_url } of [...list, ...reviews]) {
    const page = await fetch(html_url, { headers: { accept: "text/html" } });
    expect(page.status).toBe(200);
    const anchor = new URL(html_url).hash.slice(1);
    expect(await page.text()).toContain(anchor ? `id="${anchor}"` : "<h1>");
  }
});

test("escapes what people wrote, and lets nothing run", async () => {
  const nasty = `<script>alert(1)</script><img src="javascript:x" onerror=alert(1)>"><b onclick="x">b</b>`;
  await fixture.github.perform(
    at(10, "eve", { do: "open-issue", number: 9, title: nasty, body: nasty, labels: [nasty] }),
    {
      deliver: false,
    },
  );
  const page = await open("/acme/rocket/issues/9");
  const text = await page.text();
  expect(text).not.toMatch(/<script|onerror=(?!alert\(1\)&gt;)|<b onclick|src="javascript/);
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
});

test("answers a browser 404 for what is not there", async () => {
  expect((await open("/acme/nothing")).status).toBe(404);
  expect((await open("/acme/rocket/issues/99")).status).toBe(404);
});

test("renders what GitHub renders", () => {
  const { markup } = rendered(
    "<!-- hidden -->\n> [!TIP]\n> Look\n\n- [x] done\n\n| a |\n|---|\n| b |\n\n@ada see #4 and `#5`\n\n<details><summary>More</summary>\n\n**bold**\n\n</details>",
    "/acme/rocket",
  );
  expect(markup).not.toContain("hidden");
  expect(markup).toContain('class="alert tip"');
  expect(markup).toContain("☑ done");
  expect(markup).toContain("<td>b</td>");
  expect(markup).toContain('<a href="/acme/rocket/issues/4">#4</a>');
  expect(markup).toContain("<code>#5</code>");
  expect(markup).toContain("<details><summary>More</summary>");
  expect(markup).toContain("<strong>bold</strong>");
});

test("keeps only harmless HTML", () => {
  expect(sanitise('<picture><source media="(x)" srcset="https://a/b"><img src="/c" alt="d"></picture>')).toBe(
    '<picture><source media="(x)" srcset="https://a/b"><img src="/c" alt="d"></picture>',
  );
  expect(sanitise('<iframe src="https://x"></iframe><a href="javascript:y">z</a><!-- no')).toBe(
    "&lt;iframe src=&quot;https://x&quot;&gt;&lt;/iframe&gt;<a>z</a>",
  );
  expect(sanitise("a < b <img src=x onerror=y")).toBe("a &lt; b &lt;img src=x onerror=y");
});

test("draws the charts the app writes, and leaves others alone", () => {
  const bars = chartOf(
    'xychart-beta\n  title "T"\n  x-axis ["a", "b & c"]\n  y-axis "y" 0 --> 4\n  bar [1, 3]\n  line [2, 2]',
  );
  expect(bars?.match(/<rect/g)).toHaveLength(2);
  expect(bars).toContain(">b &amp; c<");
  expect(bars).toContain("<polyline");
  expect(chartOf('pie showData title K\n  "x" : 1\n  "y" : 3')?.match(/<path/g)).toHaveLength(2);
  expect(chartOf("graph TD\n  a --> b")).toBeUndefined();
  expect(chartOf("xychart-beta\n bar []")).toBeUndefined();
});
