/** Charts as SVG. Positions across are percentages, so that a chart fills any width without being distorted. */
import { scaleLinear, scaleSqrt, scaleUtc } from "d3-scale";
import { line } from "d3-shape";
import { type Html, html } from "./html.js";
import type { RowsAt, RunReport } from "./report-data.js";
import { counted, duration, number } from "./words.js";

/** In pixels: runs that were complete rise above the base line, all others hang below it, so that color is not the only sign. */
const LANE = { height: 44, base: 30, least: 4, bar: 4 } as const;
const SPARK = { width: 120, height: 28, margin: 3 } as const;
/** How many labels fit on the time axis of a phone. */
const TICKS = 4;

/** Where moments are, in percent of the width. */
export type TimeScale = (date: Date) => number;

/** One scale for all connections, so that lanes can be compared. */
export function timeScale(runs: readonly RunReport[]): { readonly at: TimeScale; readonly axis: Html } {
  const times = runs.map(({ startedAt }) => startedAt.getTime());
  const [first, last] = [
    times.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY),
    Math.max(0, times[0] ?? 0),
  ];
  const padMs = Math.max((last - first) * 0.02, 60_000);
  const scale = scaleUtc([new Date(first - padMs), new Date(last + padMs)], [0, 100]);
  const label = scale.tickFormat(TICKS);
  const ticks = scale.ticks(TICKS).map((tick) => {
    const x = percent(scale(tick));
    return html`<line x1="${x}" x2="${x}" y1="0" y2="5"/><text x="${x}" y="17">${label(tick)}</text>`;
  });
  return { at: scale, axis: html`<svg class="axis" width="100%" height="20" aria-hidden="true">${ticks}</svg>` };
}

/** The runs of one connection over time. A bar is as high as the run loaded records. */
export function runsChart(connection: string, runs: readonly RunReport[], at: TimeScale): Html {
  const most = runs.reduce((max, { loaded }) => Math.max(max, loaded), 1);
  const heightOf = scaleSqrt([0, most], [LANE.least, LANE.base - 2]);
  const bars = runs.map((run) => {
    const isComplete = run.status === "complete";
    const height = isComplete ? heightOf(run.loaded) : LANE.height - LANE.base - 2;
    const y = isComplete ? LANE.base - height : LANE.base + 2;
    return html`<rect class="${run.status}" x="${percent(at(run.startedAt))}" y="${y.toFixed(1)}" width="${LANE.bar}" height="${height.toFixed(1)}" rx="1"><title>${runTitle(run)}</title></rect>`;
  });
  const failed = runs.filter(({ status }) => status !== "complete").length;
  const label = `${connection}: ${counted(runs.length, "run")}, ${number(failed)} of them not complete`;
  return html`<svg class="lane" role="img" aria-label="${label}" width="100%" height="${LANE.height}"><line x1="0" x2="100%" y1="${LANE.base + 0.5}" y2="${LANE.base + 0.5}"/>${bars}</svg>`;
}

function runTitle({ startedAt, endedAt, status, loaded, error }: RunReport): string {
  const took = endedAt === undefined ? "" : ` in ${duration(endedAt.getTime() - startedAt.getTime())}`;
  const what = `${startedAt.toISOString().slice(0, 16).replace("T", " ")}: ${status}, ${counted(loaded, "record")}${took}`;
  return error === undefined ? what : `${what}\n${error}`;
}

/** How many rows a table had over time; nothing where there are fewer than two points. */
export function sparkline(name: string, history: readonly RowsAt[]): Html | undefined {
  const [first, last] = [history[0], history.at(-1)];
  if (first === undefined || last === undefined || history.length < 2) return undefined;
  const rows = history.map((point) => point.rows);
  const [least, most] = [Math.min(...rows), Math.max(...rows)];
  const { width, height, margin } = SPARK;
  const x = scaleUtc([first.at, last.at], [margin, width - margin]);
  const y = scaleLinear(
    [least === most ? least - 1 : least, most === least ? most + 1 : most],
    [height - margin, margin],
  );
  const path = line<RowsAt>(
    (point) => x(point.at),
    (point) => y(point.rows),
  ).digits(1)(history);
  const label = `Rows of ${name}: from ${number(first.rows)} to ${number(last.rows)}, between ${number(least)} and ${number(most)}`;
  return html`<svg class="spark" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><title>${label}</title><path d="${path}"/><circle cx="${x(last.at).toFixed(1)}" cy="${y(last.rows).toFixed(1)}" r="2.5"/></svg>`;
}

function percent(value: number): string {
  return `${value.toFixed(2)}%`;
}
