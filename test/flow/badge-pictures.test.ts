// The pictures in a real browser, light and dark: they are drawn, they load nothing, and no name breaks out of them.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { badgeSvg, cardSvg, THEMES } from "../../src/features/badges/index.ts";
import { CHROMIUM, openChromium, type Browser } from "../support/chromium.ts";

const HOSTILE = [
  `</text><script>document.title="broken"</script>`,
  `"><image href="https://evil.example/x.png"/>`,
  `]]>&lt;b&gt;&#0;\u0000\u0008\uD800`,
  `' onload='document.title="broken"`,
  "\u202Egnp.exe",
];

const OUR_TAGS = new Set(["svg", "title", "style", "g", "circle", "rect", "path", "text"]);

function pictures(name: string): readonly string[] {
  return THEMES.flatMap((theme) => [
    badgeSvg({ id: "bug-fixer", name, tier: "gold" }, theme),
    cardSvg(
      {
        login: name,
        community: name,
        level: 2,
        points: 99,
        progress: 0.5,
        badges: [{ id: "own:x", name, tier: null }],
      },
      theme,
    ),
  ]);
}

test.each(HOSTILE)("%j stays text, and nothing is fetched or run", (name) => {
  for (const svg of pictures(name)) {
    const tags = new Set([...svg.matchAll(/<\/?([a-zA-Z]+)/g)].map(([, tag]) => tag));
    expect([...tags].filter((tag) => !OUR_TAGS.has(tag ?? ""))).toEqual([]);
    const opening = [...svg.matchAll(/<[a-z]+((?:\s[^\s=>]+="[^"]*")*)\s*\/?>/g)];
    expect(opening).toHaveLength(svg.match(/<[a-z]/g)?.length ?? 0);
    const attributes = opening.flatMap(([, inside = ""]) => inside.replaceAll(/="[^"]*"/g, "").split(/\s+/));
    expect(attributes.filter((name) => /^(?:on|href|src|xlink|style)/.test(name))).toEqual([]);
    expect(svg).not.toMatch(/url\(|@import/);
    expect(svg).not.toMatch(/[\p{Cc}\u202e]/u);
  }
});

test("a picture tells its badge and tier to screen readers, and without colour", () => {
  const svg = badgeSvg({ id: "reviewer", name: "Reviewer", tier: "silver" }, "light");
  expect(svg).toContain('role="img" aria-label="Reviewer · silver"><title>Reviewer · silver</title>');
  expect(svg.match(/class="pip"/g)).toHaveLength(2);
});

describe.skipIf(CHROMIUM === undefined)("in Chromium (skipped where there is none)", () => {
  const folder = mkdtempSync(join(tmpdir(), "stoa-pictures-"));
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  test.each(["Bug Fixer", ...HOSTILE])("%j is well-formed, is drawn, and breaks nothing", async (name) => {
    for (const [index, svg] of pictures(name).entries()) {
      const path = join(folder, `${index}.svg`);
      writeFileSync(path, svg);
      await browser.open(`file://${path}`);
      const seen = await browser.evaluate<{ root: string; drawn: boolean; resources: number; title: string }>(
        `({ root: document.documentElement.localName, drawn: document.documentElement.getBBox().width > 100,
            resources: performance.getEntriesByType("resource").length, title: document.title })`,
      );
      expect(seen).toMatchObject({ root: "svg", drawn: true, resources: 0 });
      expect(seen.title).not.toBe("broken");
    }
    expect(browser.errors).toEqual([]);
  });

  test("has the colours of its theme", async () => {
    const colour = async (theme: (typeof THEMES)[number]) => {
      const path = join(folder, `${theme}.svg`);
      writeFileSync(path, badgeSvg({ id: "bug-fixer", name: "Bug Fixer", tier: "gold" }, theme));
      await browser.open(`file://${path}`);
      return browser.evaluate<string>(`getComputedStyle(document.querySelector("circle")).fill`);
    };
    expect(await colour("light")).toBe("rgb(138, 106, 0)");
    expect(await colour("dark")).toBe("rgb(227, 187, 63)");
    expect(await colour("auto")).toBe("rgb(138, 106, 0)");
  });
});
