import { resolve } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { DuckDBResult } from "@duckdb/node-api";
import { loadProject } from "../../project/load.js";
import { type Command, type Io, type Line, UsageError } from "../command.js";
import { DEFAULT_DESTINATION } from "../destination.js";
import { asking } from "../query/file.js";
import { asCsv, asJsonList, asTable } from "../query/print.js";
import { widthOf } from "../view/fit.js";

const HELP = `sluice query "select …" [options]

Asks the DuckDB file. It is only read; - takes the SQL from standard input. Of a table the first 1,000 rows are shown, and on
a terminal as many columns as it is wide for.

  --db FILE         the file; the project's, or sluice.duckdb, unless told
  --project FILE    in place of sluice.config.ts or .json
  --wait-lock S     wait up to S seconds for another process that has the file
  --json            all rows as a JSON array of objects: NULL is null, a column of the type JSON is what it says, moments are
                    ISO 8601 in UTC, and a number of more digits than a double keeps (an integer beyond 2^53) is text
  --csv             all rows as CSV, with a heading
`;

export const query: Command = {
  summary: "ask the DuckDB file in SQL",
  help: HELP,
  options: {
    db: { type: "string" },
    project: { type: "string" },
    "wait-lock": { type: "string" },
    json: { type: "boolean" },
    csv: { type: "boolean" },
  },
  run: async (line, io) => {
    if (line.flag("json") && line.flag("csv")) throw new UsageError("Either --json or --csv, please.");
    const sql = await sqlIn(line, io);
    const waitMs = (line.count("wait-lock") ?? 0) * 1000;
    return asking(await fileOf(line, io), waitMs, async (connection) => {
      const interrupt = () => connection.interrupt();
      io.signal.addEventListener("abort", interrupt);
      try {
        await written(printed(await connection.stream(sql), line, io), io);
        return 0;
      } catch (error) {
        throw new Error(oneLineOf(error), { cause: error });
      } finally {
        io.signal.removeEventListener("abort", interrupt);
      }
    });
  },
};

async function sqlIn({ words }: Line, io: Io): Promise<string> {
  const [word = "", ...more] = words;
  if (more.length > 0) throw new UsageError('The SQL is one word: put it in quotes, "select …".');
  const sql = word === "-" ? await text(io.stdin) : word;
  if (sql.trim() === "") throw new UsageError('What is to be asked? For example: sluice query "show all tables"');
  return sql;
}

async function fileOf(line: Line, io: Io): Promise<string> {
  const given = line.text("db") ?? (await loadProject(io.folder, line.text("project")))?.project.to;
  const [, file] = /^duckdb:(.+)$/.exec(given ?? DEFAULT_DESTINATION) ?? [];
  if (file !== undefined) return resolve(io.folder, file);
  if (line.text("db") !== undefined) return resolve(io.folder, String(given));
  throw new UsageError("The project's rows are in no DuckDB file. Ask them where they are, or name a file: --db FILE.");
}

function printed(result: DuckDBResult, line: Line, { stdout }: Io): AsyncGenerator<string> {
  if (line.flag("json")) return asJsonList(result);
  if (line.flag("csv")) return asCsv(result);
  return asTable(result, stdout.isTTY ? widthOf(stdout) : undefined);
}

/** One who reads no further, such as `head`, has got what he wanted. */
async function written(parts: AsyncGenerator<string>, { stdout }: Io): Promise<void> {
  await pipeline(Readable.from(parts), stdout, { end: false }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

/** DuckDB tells what is wrong in its first paragraph, and draws a picture of where in the others. */
function oneLineOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [first = message] = message.split("\n\n");
  return first.replace(/^Failed to extract statements: /, "").replaceAll("\n", " ");
}
