// Badges and profile cards as SVG images. Each stands alone: no script, no font, picture or address from elsewhere. Light and
// dark are chosen by name, or follow the reader's own setting. What is written is escaped, and short. Pure.

import { xmlText } from "../../text/xml.ts";
import { plainLine } from "../../text/escape.ts";
import { titleOf, type Tier } from "./catalogue.ts";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

interface Palette {
  readonly card: string;
  readonly line: string;
  readonly text: string;
  readonly dim: string;
  readonly bronze: string;
  readonly silver: string;
  readonly gold: string;
  readonly plain: string;
  /** Of a glyph, on a medal. */
  readonly ink: string;
}

/** Text on card, and ink on each medal, have a contrast of 4.5 : 1 or more (WCAG 2.2, AA). */
const PALETTES: Readonly<Record<"light" | "dark", Palette>> = {
  light: {
    card: "#ffffff",
    line: "#d0d7de",
    text: "#1f2328",
    dim: "#59636e",
    bronze: "#8c5a2b",
    silver: "#65707c",
    gold: "#8a6a00",
    plain: "#0f5f4c",
    ink: "#ffffff",
  },
  dark: {
    card: "#0d1117",
    line: "#3d444d",
    text: "#f0f6fc",
    dim: "#9198a1",
    bronze: "#d8a06a",
    silver: "#b9c3ce",
    gold: "#e3bb3f",
    plain: "#4cc2a5",
    ink: "#0d1117",
  },
};

/** What stands on each medal, drawn in a square of 24 by 24 as strokes; other badges have a star. */
const GLYPHS: Readonly<Record<string, string>> = {
  "first-contribution": "M12 20V8 M12 12C12 8 8 6 5 6c0 4 3 6 7 6 M12 10c0-3 3-5 7-5 0 4-3 5-7 5",
  "bug-fixer":
    "M8 11a4 4 0 0 1 8 0v3a4 4 0 0 1-8 0z M12 7V5 M8 12H4 M16 12h4 M8.5 9 5 6.5 M15.5 9 19 6.5 M8.5 16 5 19 M15.5 16 19 19",
  "feature-builder": "M4 20 13 11 M11 9l4-4 4 4-4 4z M5 5l3 3",
  "docs-writer": "M6 4h9l3 3v13H6z M9 10h6 M9 13h6 M9 16h4",
  reviewer: "M3 12c3-5 6-7 9-7s6 2 9 7c-3 5-6 7-9 7s-6-2-9-7z M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  helper: "M4 5h16v11h-8l-5 4v-4H4z M9 10h6",
  reporter: "M6 21V4 M6 5h11l-2 4 2 4H6",
  "idea-maker": "M9 17h6 M10 20h4 M8 14a6 6 0 1 1 8 0c-1 1-1 2-1 3H9c0-1 0-2-1-3z",
  tester: "M9 4h6 M10 4v6l-5 9h14l-5-9V4 M8 15h8",
  mentor:
    "M8 9a3 3 0 1 0 0-.1 M16 12a2.5 2.5 0 1 0 0-.1 M3 20c0-4 2-6 5-6s5 2 5 6 M13 20c0-3 1-4 3-4s4 1 4 4",
  graduate: "M2 9l10-5 10 5-10 5z M6 11v5c3 3 9 3 12 0v-5 M22 9v6",
  steady: "M4 18l5-6 4 3 7-9 M15 6h5v5",
  anniversary: "M5 20h14v-7H5z M5 16c2-2 3 2 5 0s3 2 5 0 2 1 4 0 M9 13V9 M15 13V9 M12 13V8 M12 5v.1",
};
const STAR = "M12 4l2.5 5.3 5.8.7-4.3 4 1.1 5.8L12 17l-5.1 2.8L8 14 3.7 10l5.8-.7z";

/** A badge in a tier, as a picture. */
export interface BadgeImage {
  readonly id: string;
  readonly name: string;
  readonly tier: Tier | null;
}

const NAME_CHARACTERS = 40;
/** Under a medal more than this cannot be read. */
const MEDAL_CHARACTERS = 22;
const FONT = "font-family:system-ui,-apple-system,'Segoe UI',sans-serif";

/** A badge as a round medal with its name under it, 160 by 180. */
export function badgeSvg(badge: BadgeImage, theme: Theme): string {
  const title = plainLine(titleOf(badge.name, badge.tier), NAME_CHARACTERS + 10);
  const name = fitted(plainLine(badge.name, MEDAL_CHARACTERS), { x: 80, y: 152, size: 15, width: 150 });
  const tier =
    badge.tier === null ? "" : `<text x="80" y="171" class="dim" font-size="12">${badge.tier}</text>`;
  return document({
    width: 160,
    height: 180,
    title,
    theme,
    body: `<g transform="translate(80 72)">${medal(badge, 58)}</g><g text-anchor="middle">${name}${tier}</g>`,
  });
}

/** A circle with a ring, its glyph in the middle; around 0,0. */
function medal({ id, tier }: BadgeImage, radius: number): string {
  const scale = (radius / 20).toFixed(3);
  const glyph = GLYPHS[id] ?? STAR;
  const pips = tierPips(tier, radius);
  return (
    `<circle r="${radius}" class="${tier ?? "plain"}"/>` +
    `<circle r="${radius - 5}" class="ring"/>` +
    `<path transform="scale(${scale}) translate(-12 -12)" d="${glyph}" class="glyph"/>${pips}`
  );
}

/** One, two or three dots, so that a tier shows without colour. */
function tierPips(tier: Tier | null, radius: number): string {
  const count = { bronze: 1, silver: 2, gold: 3 }[tier ?? "bronze"];
  if (tier === null) return "";
  const gap = radius / 5;
  const first = (-(count - 1) * gap) / 2;
  const y = radius - 11;
  return Array.from(
    { length: count },
    (_, index) =>
      `<circle cx="${first + index * gap}" cy="${y}" r="${(radius / 18).toFixed(1)}" class="pip"/>`,
  ).join("");
}

/** What a person's card shows. */
export interface Card {
  readonly login: string;
  readonly level: number;
  readonly points: number;
  /** Of the way to the next level, 0…1. */
  readonly progress: number;
  /** The highest first; five are shown. */
  readonly badges: readonly BadgeImage[];
  readonly community: string;
}

const MAX_ON_CARD = 5;

/** A person's card for a README, 480 by 170. */
export function cardSvg(card: Card, theme: Theme): string {
  const shown = card.badges.slice(0, MAX_ON_CARD);
  const more = card.badges.length - shown.length;
  const login = plainLine(card.login, NAME_CHARACTERS);
  const community = plainLine(card.community, NAME_CHARACTERS);
  const names = card.badges.map(({ name, tier }) => titleOf(name, tier)).join(", ");
  const medals = shown.map(
    (badge, index) => `<g transform="translate(${52 + index * 76} 112)">${medal(badge, 30)}</g>`,
  );
  const rest =
    more > 0 ? `<text x="450" y="118" text-anchor="end" class="dim" font-size="15">+${more}</text>` : "";
  const width = Math.round(432 * Math.min(1, Math.max(0, card.progress)));
  return document({
    width: 480,
    height: 170,
    title: `${login}, level ${card.level} in ${community}: ${names === "" ? "no badges yet" : names}`,
    theme,
    body:
      `<rect x="0.5" y="0.5" width="479" height="169" rx="10" class="card"/>` +
      fitted(login, { x: 24, y: 38, size: 19, width: 280 }) +
      `<text x="456" y="38" text-anchor="end" class="text" font-size="15">Level ${card.level} · ${card.points} XP</text>` +
      `<text x="24" y="58" class="dim" font-size="12">${xmlText(community)}</text>` +
      `<rect x="24" y="66" width="432" height="5" rx="2.5" class="track"/>` +
      `<rect x="24" y="66" width="${width}" height="5" rx="2.5" class="plain"/>` +
      medals.join("") +
      (shown.length === 0 ? `<text x="24" y="116" class="dim" font-size="14">No badges yet</text>` : rest),
  });
}

/** A line that is pressed together where it would be too wide. Letters are taken as 0.56 em wide. */
function fitted(
  text: string,
  at: { readonly x: number; readonly y: number; readonly size: number; readonly width: number },
): string {
  const isWide = text.length * at.size * 0.56 > at.width;
  const press = isWide ? ` textLength="${at.width}" lengthAdjust="spacingAndGlyphs"` : "";
  return `<text x="${at.x}" y="${at.y}" class="text" font-size="${at.size}" font-weight="600"${press}>${xmlText(text)}</text>`;
}

function document(of: {
  readonly width: number;
  readonly height: number;
  /** For screen readers. */
  readonly title: string;
  readonly theme: Theme;
  readonly body: string;
}): string {
  const { width, height, title, theme, body } = of;
  const label = xmlText(plainLine(title, 300));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">` +
    `<title>${label}</title><style>${styleOf(theme)}</style>${body}</svg>`
  );
}

function styleOf(theme: Theme): string {
  const fixed = `text{${FONT}}.ring,.glyph{fill:none;stroke-linecap:round;stroke-linejoin:round}.ring{stroke-width:1.5;opacity:.55}.glyph{stroke-width:1.4}`;
  if (theme !== "auto") return fixed + colours(PALETTES[theme]);
  return `${fixed}${colours(PALETTES.light)}@media (prefers-color-scheme:dark){${colours(PALETTES.dark)}}`;
}

function colours(palette: Palette): string {
  const { card, line, text, dim, bronze, silver, gold, plain, ink } = palette;
  return `.card{fill:${card};stroke:${line}}.track{fill:${line}}.text{fill:${text}}.dim{fill:${dim}}.bronze{fill:${bronze}}.silver{fill:${silver}}.gold{fill:${gold}}.plain{fill:${plain}}.ring,.glyph{stroke:${ink}}.pip{fill:${ink}}`;
}
