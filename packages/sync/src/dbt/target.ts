import { resolve } from "node:path";
import { catalogNameOf } from "../destinations/duckdb/catalog-name.js";
import { TYPES as DUCKDB_TYPES } from "../destinations/duckdb/sql.js";
import { LAKE_TYPES } from "../destinations/ducklake/types.js";
import { readManifest } from "../destinations/files/manifest.js";
import { entryOf, type TableEntry } from "../destinations/files/manifest-content.js";
import { LINE_COLUMN, selectRows } from "../destinations/files/reading.js";
import type { Format } from "../destinations/files/staging.js";
import { typeName } from "../destinations/files/typed-formats.js";
import { locationParts } from "../destinations/open.js";
import { TYPES as POSTGRES_TYPES } from "../destinations/postgres/casts.js";
import { addressOf } from "../destinations/postgres/connection.js";
import { text } from "../destinations/sql/text.js";
import type { StreamEntry } from "../state/connection-state.js";
import { OWN_COLUMNS } from "../tables/table.js";
import { literal, variable } from "./jinja.js";
import type { DbtTarget } from "./sources.js";

/** The environment variable by which dbt finds a folder that has been moved, or is elsewhere on another machine. */
export const FOLDER_VARIABLE = "SLUICE_FOLDER";

const EXTRA = {
  name: OWN_COLUMNS.extra,
  description: "Undeclared fields, and values that do not fit their column, unchanged.",
};
const LINE = { name: LINE_COLUMN, description: "The whole line of the file, as the source wrote the record." };

/** What a profile calls a lake that it attaches. */
const LAKE_NAME = "lake";

const DUCKDB = { ...DUCKDB_TYPES, uuid: "UUID" };
const POSTGRES = { ...POSTGRES_TYPES, uuid: "UUID" };

/** How dbt reaches a destination. @throws DestinationError if the manifest of a folder cannot be read. */
export async function targetOf(location: string, folder: string): Promise<DbtTarget> {
  const { kind, rest } = locationParts(location);
  switch (kind) {
    case "duckdb":
      return { database: fileDatabase(rest), types: DUCKDB, rest: EXTRA };
    case "ducklake":
      return { database: LAKE_NAME, types: { ...DUCKDB, ...LAKE_TYPES }, rest: EXTRA };
    case "postgres":
    case "postgresql":
      return { database: addressOf(location).database, types: POSTGRES, rest: EXTRA };
    case "parquet":
    case "csv":
    case "jsonl":
      return filesTarget(resolve(folder, rest), kind);
    default:
      return { database: kind, types: DUCKDB, rest: EXTRA };
  }
}

/** DuckDB's own databases have some names already. */
function fileDatabase(path: string): string {
  const name = catalogNameOf(path);
  return /^(main|temp|system)$/i.test(name) ? `${name}_db` : name;
}

async function filesTarget(folder: string, format: Format): Promise<DbtTarget> {
  const content = await readManifest(folder);
  const big = format === "parquet" ? { "big integer": typeName("big integer") } : {};
  return {
    database: undefined,
    types: { ...DUCKDB, ...big },
    rest: format === "jsonl" ? LINE : EXTRA,
    external(entry) {
      const table = content && entryOf(content, { schema: entry.schema, name: entry.table });
      return table === undefined || table.files.length === 0 ? undefined : readerOf(table, { entry, folder, format });
    },
  };
}

/** Where the folder's path will be. No path has this character. */
const HERE = "\0";

interface Reader {
  readonly entry: StreamEntry;
  readonly folder: string;
  readonly format: Format;
}

/** A query that reads a table's files, parts that come later too, as dbt-duckdb takes one: with `formatter: template`. */
function readerOf({ files, columns, longestLine }: TableEntry, { entry, folder, format }: Reader): string {
  const paths = patternsOf(files).map((path) => `'${HERE}/${text(path).slice(1)}`);
  const sql = selectRows(format, `[${paths.join(", ")}]`, { columns, known: entry.columns, longestLine });
  const here = variable(FOLDER_VARIABLE, escaped(text(inPattern(folder)).slice(1, -1)));
  return `(${sql
    .split(HERE)
    .map((part) => escaped(literal(part)))
    .join(here)})`;
}

/** A file, or a pattern for the parts that are in a folder. */
function patternsOf(files: readonly string[]): readonly string[] {
  const patterns = files.map((file) => {
    const [, parts, extension] = /^(.*\/.*)\/part-\d+(\.\w+)$/.exec(file) ?? [];
    return parts === undefined ? inPattern(file) : `${inPattern(parts)}/part-*${extension ?? ""}`;
  });
  return [...new Set(patterns)];
}

/** A path in which DuckDB's patterns mean nothing. */
function inPattern(path: string): string {
  return path.replaceAll(/[[*?]/g, "[$&]");
}

/** A text as Python's templates take it. */
function escaped(template: string): string {
  return template.replaceAll("$", "$$$$");
}
