/** The first sections of a report: all connections, and their runs. */
import { runsChart, timeScale } from "./charts.js";
import { type Html, html, type Part } from "./html.js";
import { badge, type Heading, none, type Row, runId, type Section, scrollingTable, statusBadge } from "./parts.js";
import type { ConnectionReport, ReportData, RunReport } from "./report-data.js";
import { age, counted, duration, number, time } from "./words.js";

export function overview(data: ReportData): Section {
  const { connections, tables, runs } = data;
  const failing = connections.filter(({ last }) => last !== undefined && hasFailed(last)).length;
  const stale = tables.filter(({ isStale }) => isStale).length;
  const failed = runs.filter(hasFailed).length;
  const rows = connections.reduce((sum, connection) => sum + (connection.rows ?? 0), 0);
  const tiles = [
    tile(
      connections.length,
      "connection",
      warning(failing, failing === 0 ? "none is failing" : `${number(failing)} failing`),
    ),
    tile(tables.length, "table", warning(stale, staleText(data, stale))),
    tile(rows, "row", "as of the last runs"),
    tile(runs.length, "run", failed === 0 ? "none failed" : `${number(failed)} failed`),
  ];
  const list = connections.map((connection) => connectionRow(connection, data));
  const body = html`<div class="tiles">${tiles}</div>${scrollingTable("Connections", CONNECTION_HEAD, list)}`;
  return { id: "overview", title: "Overview", body };
}

function hasFailed({ status }: Pick<RunReport, "status">): boolean {
  return status === "failed" || status === "killed";
}

function staleText({ staleAfterMs }: ReportData, stale: number): string {
  if (staleAfterMs === undefined) return "freshness is not checked";
  const limit = duration(staleAfterMs);
  return stale === 0 ? `all read within ${limit}` : `${number(stale)} not read for ${limit}`;
}

function warning(count: number, text: string): Part {
  return count === 0 ? text : html`<span class="bad">⚠ ${text}</span>`;
}

function tile(value: number, thing: string, detail: Part): Html {
  return html`<div class="tile"><b>${number(value)}</b> ${thing}${value !== 1 && "s"}<small>${detail}</small></div>`;
}

const CONNECTION_HEAD: readonly Heading[] = [
  ["Connection", "row"],
  ["Last run"],
  ["Started"],
  ["Took", "number"],
  ["Loaded", "number"],
  ["Tables", "number"],
  ["Rows", "number"],
  ["Last complete run"],
];

function connectionRow({ name, last, ...rest }: ConnectionReport, { madeAt }: ReportData): Row {
  const { tables, staleTables, rows, completeAt } = rest;
  const ofRun =
    last === undefined
      ? ["–", "–", "–", "–"]
      : [statusBadge(last.status), time(last.startedAt), took(last), number(last.loaded)];
  const fresh = completeAt === undefined ? "never" : age(completeAt, madeAt);
  const stale = staleTables > 0 && html` ${badge("bad", `${counted(staleTables, "table")} stale`)}`;
  const cells = [name, ...ofRun, number(tables), rows === undefined ? "–" : number(rows), [fresh, stale]];
  return { connection: name, cells };
}

function took({ startedAt, endedAt }: RunReport): string {
  return endedAt === undefined ? "–" : duration(endedAt.getTime() - startedAt.getTime());
}

const RUN_HEAD: readonly Heading[] = [
  ["Run"],
  ["Connection"],
  ["Started"],
  ["Took", "number"],
  ["Status"],
  ["Read", "number"],
  ["Loaded", "number"],
  ["Streams", "number"],
  ["Error", "text"],
];

export function runsSection({ connections, runs }: ReportData): Section {
  const section = { id: "runs", title: "Runs" };
  if (runs.length === 0) return { ...section, body: none("No run is kept.") };
  const { at, axis } = timeScale(runs);
  const lanes = connections.map(({ name }) => {
    const own = runs.filter(({ connection }) => connection === name);
    return html`<div class="lane-row" data-connection="${name}"><span>${name}</span>${runsChart(name, own, at)}</div>\n`;
  });
  const body = html`<figure class="lanes">${lanes}<div class="lane-row"><span></span>${axis}</div>
<figcaption>Each bar is a run: up if it was complete, the higher the more records it loaded; down if it was not.</figcaption></figure>
<details><summary>${counted(runs.length, "run")} as a table</summary>
<label class="check"><input type="checkbox" data-filter="failed"> Only those that are not complete</label>
${scrollingTable("Runs", RUN_HEAD, runs.map(runRow))}</details>`;
  return { ...section, body };
}

function runRow(run: RunReport): Row {
  const { id, connection, startedAt, status, read, loaded, streams, failedStreams, error } = run;
  const ofStreams = failedStreams === 0 ? number(streams) : `${number(failedStreams)} of ${number(streams)} failed`;
  const facts = [runId(id), connection, time(startedAt), took(run), statusBadge(status)];
  return { connection, status, cells: [...facts, number(read), number(loaded), ofStreams, error] };
}
