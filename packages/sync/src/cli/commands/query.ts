import { buffer } from "node:stream/consumers";
import type { DuckDBResult } from "@duckdb/node-api";
import { DESTINATIONS } from "../../destinations/open.js";
import { decoded } from "../../files/named-file.js";
import { type Command, type CommandContext, type CommandLine, UsageError } from "../command.js";
import { DEFAULT_DESTINATION, queriedDestination } from "../destination.js";
import { asCsv, asJsonList, asTable } from "../query/print.js";
import { withDestination } from "../query/session.js";
import { assertNoMore } from "../source.js";
import { widthOf } from "../view/fit.js";

const HELP = `sluice query "select …" [options]

Runs SQL of DuckDB on the destination, which is opened to be read only. Without a query, or with -, reads the SQL from standard
input. A table's name is enough where one schema alone has it. The table shows the first 1,000 rows and, on a terminal, as many
columns as fit.

  --to DESTINATION  ${DESTINATIONS}
                    (default: that of the project, or ${DEFAULT_DESTINATION})
  --db FILE         a DuckDB file
  --project FILE    the project (default: sluice.config.ts or .json)
  --wait-lock S     wait up to S seconds for another process that has the file
  --json            all rows as a JSON array of objects: NULL is null, a JSON column is its value, timestamps are ISO 8601 in
                    UTC, and a number with more digits than a double keeps (an integer beyond 2^53) is a string
  --csv             all rows as CSV with a header
`;

export const query: Command = {
  summary: "run SQL on the loaded tables",
  help: HELP,
  options: {
    db: { type: "string" },
    to: { type: "string" },
    project: { type: "string" },
    "wait-lock": { type: "string" },
    json: { type: "boolean" },
    csv: { type: "boolean" },
  },
  run: async (line, io) => {
    if (line.flag("json") && line.flag("csv")) throw new UsageError("--json and --csv exclude each other. Pass one.");
    const sql = await sqlIn(line, io);
    const waitMs = (line.count("wait-lock") ?? 0) * 1000;
    const location = await queriedDestination(line, io);
    return withDestination(
      location,
      { folder: io.folder, waitMs, environment: io.environment },
      async ({ connection, masked }) => {
        const interrupt = () => connection.interrupt();
        io.signal.addEventListener("abort", interrupt);
        try {
          await print(await connection.stream(sql), line, io);
          return 0;
        } catch (error) {
          throw new Error(masked(oneLineOf(error)), { cause: error });
        } finally {
          io.signal.removeEventListener("abort", interrupt);
        }
      },
    );
  },
};

async function sqlIn({ words }: CommandLine, io: CommandContext): Promise<string> {
  const [word, ...more] = words;
  assertNoMore(more, 'Put the SQL in quotes: sluice query "select …".');
  const isPiped = word === "-" || (word === undefined && !io.stdin.isTTY);
  const sql = isPiped ? decoded(await buffer(io.stdin), "the SQL on standard input") : (word ?? "");
  if (sql.trim() === "") throw new UsageError("Missing SQL. Pass a query, or pipe one to standard input.");
  return sql;
}

async function print(result: DuckDBResult, line: CommandLine, { stdout }: CommandContext): Promise<void> {
  if (line.flag("json")) await stdout.data(asJsonList(result));
  else if (line.flag("csv")) await stdout.data(asCsv(result));
  else stdout.print(...(await asTable(result, stdout.stream.isTTY === true ? widthOf(stdout.stream) : undefined)));
}

/** The first paragraph of DuckDB says what is wrong; the others draw where. */
function oneLineOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [first = message] = message.split("\n\n");
  return first.replace(/^Failed to extract statements: /, "").replaceAll("\n", " ");
}
