/** The sections about tables: their rows, how they are read, and how their schemas changed. */
import type { SchemaChange } from "../tables/table.js";
import { sparkline } from "./charts.js";
import { html, type Part } from "./html.js";
import { badge, type Heading, none, quiet, type Row, runId, type Section, scrollingTable } from "./parts.js";
import type { ChangeReport, ReportData, TableReport } from "./report-data.js";
import { age, number, time } from "./words.js";

const TABLE_HEAD: readonly Heading[] = [
  ["Table", "row"],
  ["Rows", "number"],
  ["Over time"],
  ["Loaded last", "number"],
  ["Last complete read"],
];

export function tablesSection({ tables, madeAt }: ReportData): Section {
  const rows = tables.map((table): Row => {
    const { connection, name, history, lastLoaded } = table;
    const loaded = lastLoaded === undefined ? "–" : number(lastLoaded);
    return { connection, cells: [name, rowsText(table), sparkline(name, history), loaded, freshness(table, madeAt)] };
  });
  const isUnknown = tables.some((table) => table.rows === undefined);
  const why = isUnknown && none("–: no run has counted the rows yet. Each complete one does.");
  return { id: "tables", title: "Tables", body: [scrollingTable("Tables", TABLE_HEAD, rows), why] };
}

function rowsText({ rows, isEstimate }: TableReport): string {
  if (rows === undefined) return "–";
  return isEstimate ? `≈ ${number(rows)}` : number(rows);
}

function freshness({ completeAt, isStale }: TableReport, madeAt: Date): Part {
  if (completeAt === undefined) return badge("bad", "never");
  return [time(completeAt), " ", quiet(age(completeAt, madeAt)), isStale && html` ${badge("bad", "stale")}`];
}

const STREAM_HEAD: readonly Heading[] = [
  ["Stream", "row"],
  ["Sync mode"],
  ["Key"],
  ["Cursor"],
  ["State"],
  ["Private columns", "text"],
];

export function streamsSection({ tables }: ReportData): Section {
  const rows = tables.map((table): Row => {
    const { connection, stream, mode, columns, cursor, state } = table;
    const key = columns.filter(({ isKey }) => isKey).map(({ name }) => name);
    const how = [mode ?? "–", codes(key), codes(cursor === undefined ? [] : [cursor]), state ?? "none"];
    return { connection, cells: [`${connection} · ${stream}`, ...how, privateText(table)] };
  });
  const body = [
    scrollingTable("Streams", STREAM_HEAD, rows),
    none("A stream without a state is read from its beginning."),
  ];
  return { id: "streams", title: "Streams and state", body };
}

function codes(names: readonly string[]): Part {
  return names.length === 0 ? "–" : names.map((name) => html`<code>${name}</code> `);
}

function privateText({ excluded, hashed }: TableReport): Part {
  if (excluded.length + hashed.length === 0) return "–";
  return [
    excluded.length > 0 && html`left out: ${codes(excluded)}`,
    hashed.length > 0 && html`hashed: ${codes(hashed)}`,
  ];
}

const CHANGED: Readonly<Record<SchemaChange["kind"], string>> = {
  added: "added",
  widened: "widened",
  vanished: "gone from the source; it stays, with NULL in new rows",
  retyped: "got another type",
};

const CHANGE_HEAD: readonly Heading[] = [["When"], ["Run"], ["Stream"], ["Column"], ["Change", "text"]];

export function changesSection({ changes }: ReportData): Section {
  const empty = none("No schema has changed in these runs.");
  const body = changes.length === 0 ? empty : scrollingTable("Schema changes", CHANGE_HEAD, changes.map(changeRow));
  return { id: "changes", title: "Schema changes", count: changes.length, body };
}

function changeRow({ at, connection, run, stream, column, kind, from, to }: ChangeReport): Row {
  const types = from !== undefined && to !== undefined && html` <code>${from}</code> → <code>${to}</code>`;
  const what = [html`<code>${column}</code>`, [CHANGED[kind], types]];
  return { connection, cells: [time(at), runId(run), `${connection} · ${stream}`, ...what] };
}
