import { basename, join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { DestinationError } from "../../destinations/destination.js";
import type { Content, TableEntry } from "../../destinations/files/manifest-content.js";
import { selectRows } from "../../destinations/files/reading.js";
import type { Format } from "../../destinations/files/staging.js";
import { locationParts } from "../../destinations/open.js";
import { quoted, text } from "../../destinations/sql/text.js";
import { absolutePath } from "../../files/named-file.js";
import { WorkFolder } from "../../source/folder.js";
import type { KnownColumn } from "../../tables/table.js";
import { type Attach, freeCatalogName, namesIn } from "./attached.js";
import { FolderSnapshot } from "./snapshot.js";

const FORMATS: readonly Format[] = ["parquet", "csv", "jsonl"];

/**
 * Attaches the tables of a folder as views. They are in a temporary database, because one in memory could not be opened to be read only.
 *
 * @throws DestinationError if nothing has been loaded, or the folder has files of another kind.
 */
export const attachFolder: Attach = async (connection, location, options) => {
  const { kind, rest } = locationParts(location);
  const folder = absolutePath(rest, options.folder);
  const snapshot = await FolderSnapshot.of(folder);
  const work = await WorkFolder.open();
  const close = async () => {
    await snapshot?.close();
    await work.remove();
  };
  try {
    const format = FORMATS.find((name) => name === snapshot?.content.format);
    if (snapshot === undefined || format === undefined) {
      throw new DestinationError(
        `Nothing has been loaded into ${folder}. Run \`sluice sync SOURCE\`, or name another destination with --to.`,
      );
    }
    if (format !== kind) {
      throw new DestinationError(`${folder} has ${format} files. Query it with --to ${format}:${rest}`);
    }
    const schemas = new Set(snapshot.tables.map(({ entry }) => entry.schema));
    const wish = basename(folder) || "files";
    const catalog = freeCatalogName(wish, [...schemas, ...(await namesIn(connection)), "main"]);
    await createViews(connection, { catalog, file: join(work.path, "views.duckdb"), snapshot, format });
    return { catalog, defaultSchema: "main", close };
  } catch (error) {
    await close();
    throw error;
  }
};

interface Views {
  readonly catalog: string;
  readonly file: string;
  readonly snapshot: FolderSnapshot;
  readonly format: Format;
}

async function createViews(connection: DuckDBConnection, { catalog, file, snapshot, format }: Views): Promise<void> {
  const attach = `ATTACH ${text(file)} AS ${quoted(catalog)}`;
  await connection.run(attach);
  for (const { entry, paths } of snapshot.tables) {
    const schema = `${quoted(catalog)}.${quoted(entry.schema)}`;
    const { columns, longestLine } = entry;
    const table = { columns, longestLine, known: knownColumns(entry, snapshot.content) };
    const rows = selectRows(format, `[${paths.map(text).join(", ")}]`, table);
    await connection.run(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    await connection.run(`CREATE VIEW ${schema}.${quoted(entry.table)} AS ${rows}`).catch((error: unknown) => {
      throw new DestinationError(
        `The files of ${entry.schema}.${entry.table} cannot be read: they are not as Sluice wrote them. ` +
          "Read the stream in full: `sluice sync SOURCE --full-refresh --streams NAME`.",
        { cause: error },
      );
    });
  }
  await connection.run(`DETACH ${quoted(catalog)}; ${attach} (READ_ONLY)`);
}

/** The fields of a table's columns are in the state of its connection. */
function knownColumns({ connection, schema, table }: TableEntry, { connections }: Content): readonly KnownColumn[] {
  const streams = new Map(Object.entries(connections)).get(connection)?.streams ?? [];
  return streams.find((stream) => stream.schema === schema && stream.table === table)?.columns ?? [];
}
