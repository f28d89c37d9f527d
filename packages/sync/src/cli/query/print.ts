import type { DuckDBResult, Json } from "@duckdb/node-api";
import type { Printer } from "../view/printer.js";
import { printTable } from "../view/table.js";
import { counted } from "../view/words.js";
import { asJson, isJsonType, isNumber } from "./values.js";

/** A table of more rows is not readable, and the column widths need all of them in memory. */
const SHOWN = 1000;

/** A list of objects, row by row: however many there are, few are at hand at once. */
export async function* asJsonList(result: DuckDBResult): AsyncGenerator<string> {
  const names = result.deduplicatedColumnNames().map((name) => JSON.stringify(name));
  const types = result.columnTypes();
  const member = (value: Json, column: number) => {
    const type = types[column];
    const isText = value !== null && type !== undefined && isJsonType(type);
    return `${names[column]}:${isText ? String(value) : JSON.stringify(value)}`;
  };
  let before = "[\n";
  for await (const rows of result.yieldConvertedRows(asJson)) {
    if (rows.length === 0) continue;
    yield before + rows.map((row) => `{${row.map(member).join(",")}}`).join(",\n");
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}

/** Comma-separated, with a heading, as RFC 4180 has it. NULL is nothing, an empty text is `""`. */
export async function* asCsv(result: DuckDBResult): AsyncGenerator<string> {
  yield `${result.deduplicatedColumnNames().map(csvCell).join(",")}\r\n`;
  for await (const rows of result.yieldConvertedRows(asJson)) {
    yield rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
  }
}

function csvCell(value: Json): string {
  if (value === null) return "";
  const text = cellText(value);
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Prints a table of the first rows, and a line that says how many there are. */
export async function printResult(result: DuckDBResult, printer: Printer): Promise<void> {
  const heading = result.deduplicatedColumnNames();
  const rows: string[][] = [];
  let isWhole = true;
  for await (const some of result.yieldConvertedRows(asJson)) {
    for (const row of some) {
      if (rows.length < SHOWN) rows.push(row.map((value) => (value === null ? "NULL" : cellText(value))));
      else isWhole = false;
    }
    if (!isWhole) break;
  }
  const numbers = new Set(result.columnTypes().flatMap((type, column) => (isNumber(type) ? [column] : [])));
  const count = counted(rows.length, "row");
  printTable(printer, [heading, ...rows], { numbers, elsewhere: "--json and --csv have all" });
  printer.print(isWhole ? `(${count})\n` : `(the first ${count}; there are more: --json and --csv give all)\n`);
}

function cellText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
