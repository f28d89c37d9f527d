import type { Frame, Run } from "./screen.js";

const CELL = { width: 8.4, height: 18 };
const FONT = 14;
const MARGIN = 16;
const BAR = 28;
const COLORS = ["#484f58", "#ff7b72", "#7ee787", "#f2cc60", "#79c0ff", "#d2a8ff", "#76e3ea", "#e6edf3"];
const LONGEST_MS = 2_500;
const LAST_MS = 6_000;

/**
 * Frames as an animated SVG: each is a group that is seen in its share of the time. Where nothing moves, because nothing may, the
 * last one is seen.
 */
export function drawn(frames: readonly Frame[], size: { readonly columns: number; readonly rows: number }): string {
  const shown = frames.map(({ lines, ms }, at) => ({
    lines,
    ms: at === frames.length - 1 ? LAST_MS : Math.min(ms, LONGEST_MS),
  }));
  const total = shown.reduce((sum, { ms }) => sum + ms, 0);
  let from = 0;
  const rules: string[] = [];
  const groups = shown.map(({ lines, ms }, at) => {
    const until = from + ms;
    const [start, end] = [from, until].map((time) => ((time / total) * 100).toFixed(2));
    const isLast = at === shown.length - 1;
    rules.push(
      `@keyframes f${at}{0%{opacity:${at === 0 ? 1 : 0}}${start}%{opacity:1}${isLast ? "100%{opacity:1}" : `${end}%{opacity:0}`}}`,
    );
    rules.push(`#f${at}{opacity:${isLast ? 1 : 0}}`);
    rules.push(`@media (prefers-reduced-motion:no-preference){#f${at}{animation:f${at} ${total}ms step-end infinite}}`);
    from = until;
    return `<g id="f${at}">${lines.map(lineOf).join("")}</g>`;
  });
  const width = Math.ceil(size.columns * CELL.width + 2 * MARGIN);
  const height = BAR + size.rows * CELL.height + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    "<title>sluice sync loads a Vitally account into DuckDB, and sluice query reads it</title>",
    `<style>text{font:${FONT}px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#e6edf3;white-space:pre}.b{font-weight:700}.d{opacity:.65}`,
    ...COLORS.map((color, at) => `.c${at}{fill:${color}}`),
    ...rules,
    "</style>",
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    ...["#ff5f57", "#febc2e", "#28c840"].map(
      (color, at) => `<circle cx="${20 + at * 20}" cy="16" r="6" fill="${color}"/>`,
    ),
    ...groups,
    "</svg>",
    "",
  ].join("\n");
}

function lineOf(runs: readonly Run[], row: number): string {
  if (runs.length === 0) return "";
  const spans = runs.map((run) => {
    const classes = [run.isBold ? "b" : "", run.isDim ? "d" : "", run.color === undefined ? "" : `c${run.color % 8}`];
    const named = classes.filter((name) => name !== "").join(" ");
    const x = (MARGIN + run.at * CELL.width).toFixed(1).replace(/\.0$/, "");
    return `<tspan x="${x}"${named === "" ? "" : ` class="${named}"`}>${escaped(run.text)}</tspan>`;
  });
  return `<text y="${BAR + (row + 1) * CELL.height}">${spans.join("")}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
