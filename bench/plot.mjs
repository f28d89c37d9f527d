/** bench/results.svg: how many times as long as Sluice each reader takes, as bars, readable on light and dark ground. */
import { writeFileSync } from "node:fs";
import { ratioOf } from "./compare.mjs";

const file = new URL("results.svg", import.meta.url);

const WIDTH = 760;
const LABELS = 150;
const VALUES = 60;
const BAR = 16;
const GAP = 6;
const HEAD = 34;
const TOP = 30;
const PLOTTED = ["spec", "check", "small records", "large records", "hellobaton", "configcat", "second run"];

const STYLE = `
    text { font: 12px system-ui, sans-serif; fill: #1f2328 }
    .title { font-weight: 600 }
    .peer { fill: #8c959f }
    .own { fill: #0969da }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 }
      .peer { fill: #6e7681 }
      .own { fill: #4493f8 }
    }`;

export function plot({ cases }) {
  const groups = PLOTTED.filter((name) => name in cases)
    .map((name) => ({ title: `${name}: ${cases[name].title}`, bars: barsOf(cases[name].rows) }))
    .filter(({ bars }) => bars.length > 1);
  const parts = [];
  let y = TOP;
  for (const { title, bars } of groups) {
    parts.push(text(0, y + 14, title.replaceAll("`", ""), "title"));
    y += HEAD - 10;
    const longest = Math.max(...bars.map(({ ratio }) => ratio));
    for (const bar of bars) {
      parts.push(drawn(bar, y, longest));
      y += BAR + GAP;
    }
    y += HEAD - 20;
  }
  const caption = text(0, 14, "Time taken, Sluice = 1 (shorter is better; each group has its own scale)", "caption");
  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" role="img" aria-label="Time taken by each reader, as a multiple of Sluice's">`;
  writeFileSync(
    file,
    [open, `  <style>${STYLE}\n  </style>`, `  ${caption}`, ...parts.map((part) => `  ${part}`), "</svg>", ""].join(
      "\n",
    ),
  );
}

function barsOf(rows) {
  return rows
    .map(({ name }) => ({ name, ratio: ratioOf(rows, name) }))
    .filter(({ ratio }) => ratio !== undefined)
    .sort((a, b) => a.ratio - b.ratio);
}

function drawn({ name, ratio }, y, longest) {
  const length = Math.max(1, (ratio / longest) * (WIDTH - LABELS - VALUES)).toFixed(1);
  const style = name === "Sluice" ? "own" : "peer";
  const bar = `<rect class="${style}" x="${LABELS}" y="${y}" width="${length}" height="${BAR}" rx="2"/>`;
  const value = text(LABELS + Number(length) + 6, y + 12, `${ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(1)}×`);
  return `${text(0, y + 12, name)}${bar}${value}`;
}

function text(x, y, words, style) {
  const safe = words.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text${style === undefined ? "" : ` class="${style}"`} x="${x}" y="${y}">${safe}</text>`;
}
