// Draws the two kinds of mermaid chart that the app writes, `xychart-beta` and `pie`, as plain SVG, so that
// the pages need no script. Anything else stays a block of code.

import { escape } from "./page-html.ts";

const WIDTH = 640;
const HEIGHT = 260;
const LEFT = 44;
const BOTTOM = 34;
const TOP = 34;
const COLOURS = ["#0969da", "#1a7f37", "#bf8700", "#cf222e", "#8250df", "#bf3989", "#57606a"];

/** The chart as SVG, or undefined when it is of another kind or nothing can be read from it. */
export function chartOf(source: string): string | undefined {
  const lines = source
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("%%"));
  if (lines[0]?.startsWith("xychart-beta")) return xyChart(lines.slice(1));
  return lines[0]?.startsWith("pie") ? pieChart(lines) : undefined;
}

function unquoted(text: string): string {
  return text.trim().replaceAll(/^["']|["']$/g, "");
}

/** The items between square brackets. */
function listIn(line: string): string[] {
  const inside = /\[(.*)\]/.exec(line)?.[1] ?? "";
  return [...inside.matchAll(/\s*(?:"([^"]*)"|([^,]+))/g)]
    .map(([, quoted, bare]) => quoted ?? bare?.trim() ?? "")
    .filter(Boolean);
}

function titleIn(line: string): string {
  return unquoted(/title\s+(.*)$/.exec(line)?.[1] ?? "");
}

interface Series {
  readonly kind: "bar" | "line";
  readonly values: readonly number[];
}

function xyChart(lines: readonly string[]): string | undefined {
  const lineOf = (word: string) => lines.find((line) => line.startsWith(word)) ?? "";
  const series: Series[] = lines.flatMap((line) => {
    const kind = /^(bar|line)\b/.exec(line)?.[1] as Series["kind"] | undefined;
    return kind ? [{ kind, values: listIn(line).map(Number) }] : [];
  });
  const count = Math.max(0, ...series.map(({ values }) => values.length));
  if (count === 0) return undefined;
  const [, low, high] = /(-?[\d.]+)\s*-->\s*(-?[\d.]+)/.exec(lineOf("y-axis")) ?? [];
  const all = series.flatMap(({ values }) => values);
  const least = low === undefined ? Math.min(0, ...all) : Number(low);
  const most = high === undefined ? Math.max(...all, least + 1) : Number(high);
  const yOf = (value: number) =>
    TOP + (HEIGHT - TOP - BOTTOM) * (1 - (Math.min(Math.max(value, least), most) - least) / (most - least));
  const step = (WIDTH - LEFT - 12) / count;
  const xOf = (index: number) => LEFT + step * (index + 0.5);
  const parts = [axis(least, most, yOf), ...labels(listIn(lineOf("x-axis")), xOf, step)];
  for (const [index, { kind, values }] of series.entries()) {
    const colour = COLOURS[index % COLOURS.length] ?? "";
    parts.push(kind === "bar" ? bars(values, xOf, yOf, step, colour) : curve(values, xOf, yOf, colour));
  }
  return svg(titleIn(lineOf("title")), parts.join(""));
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function axis(least: number, most: number, yOf: (value: number) => number): string {
  const marks = [0, 1, 2, 3, 4].map((part) => least + ((most - least) * part) / 4);
  return marks
    .map((value) => {
      const y = round(yOf(value));
      const line = `<line x1="${LEFT}" x2="${WIDTH - 12}" y1="${y}" y2="${y}" stroke="currentColor" stroke-opacity=".15"/>`;
      return `${line}<text x="${LEFT - 6}" y="${y}" dy=".35em" text-anchor="end">${round(value)}</text>`;
    })
    .join("");
}

function labels(names: readonly string[], xOf: (index: number) => number, step: number): string[] {
  const every = Math.max(1, Math.ceil(52 / step));
  return names.flatMap((name, index) =>
    index % every === 0
      ? [
          `<text x="${round(xOf(index))}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${escape(name)}</text>`,
        ]
      : [],
  );
}

function bars(
  values: readonly number[],
  xOf: (index: number) => number,
  yOf: (value: number) => number,
  step: number,
  colour: string,
): string {
  const width = Math.min(step * 0.7, 48);
  const floor = HEIGHT - BOTTOM;
  return values
    .map((value, index) => {
      const top = yOf(value);
      const x = round(xOf(index) - width / 2);
      return `<rect x="${x}" y="${round(top)}" width="${round(width)}" height="${round(Math.max(floor - top, 0))}" fill="${colour}" fill-opacity=".75" rx="2"/>`;
    })
    .join("");
}

function curve(
  values: readonly number[],
  xOf: (index: number) => number,
  yOf: (value: number) => number,
  colour: string,
): string {
  const points = values.map((value, index) => `${round(xOf(index))},${round(yOf(value))}`);
  return `<polyline points="${points.join(" ")}" fill="none" stroke="${colour}" stroke-width="2.5"/>`;
}

function pieChart(lines: readonly string[]): string | undefined {
  const title = titleIn(lines.find((line) => /\btitle\b/.test(line)) ?? "");
  const slices = lines.flatMap((line) => {
    const [, name, value] = /^"([^"]*)"\s*:\s*([\d.]+)/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, value: Number(value) }];
  });
  const total = slices.reduce((sum, { value }) => sum + value, 0);
  if (total === 0) return undefined;
  const [cx, cy, radius] = [140, (HEIGHT + TOP) / 2 - 8, 96];
  const pointAt = (turn: number) =>
    `${round(cx + radius * Math.sin(turn * 2 * Math.PI))} ${round(cy - radius * Math.cos(turn * 2 * Math.PI))}`;
  let turn = 0;
  const parts = slices.map(({ name, value }, index) => {
    const colour = COLOURS[index % COLOURS.length] ?? "";
    // A circle closed in one arc would vanish: a whole one stops just short.
    const end = turn + Math.min(value / total, 0.99999);
    const large = end - turn > 0.5 ? 1 : 0;
    const path = `<path d="M${cx} ${cy}L${pointAt(turn)}A${radius} ${radius} 0 ${large} 1 ${pointAt(end)}Z" fill="${colour}"/>`;
    turn = end;
    const y = TOP + 16 + index * 22;
    const text = `${escape(name)} (${value}, ${Math.round((value / total) * 100)}%)`;
    return `${path}<rect x="280" y="${y - 10}" width="12" height="12" rx="2" fill="${colour}"/><text x="300" y="${y}">${text}</text>`;
  });
  return svg(title, parts.join(""));
}

function svg(title: string, inside: string): string {
  const heading = `<text x="${WIDTH / 2}" y="18" text-anchor="middle" font-weight="600">${escape(title)}</text>`;
  const label = escape(title || "chart");
  return `<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">${heading}${inside}</svg>`;
}
