import { buffer } from "node:stream/consumers";
import type { DuckDBResult } from "@duckdb/node-api";
import { CliCommand, Option, wholeNumber } from "@sluice/core/internal";
import { duckDbFile } from "../../destinations/open.js";
import { decoded } from "../../files/named-file.js";
import { type CommandContext, type CommandDefinition, UsageError } from "../command.js";
import { type DestinationOptions, destinationOf, withDestination } from "../destination.js";
import { asCsv, asJsonList, printResult } from "../query/print.js";
import { withDestination as openDestination } from "../query/session.js";

const JSON_TEXT =
  "all rows as a JSON array of objects: NULL is null, a JSON column is its value, timestamps are ISO 8601 in UTC, and a number with more digits than a double keeps (an integer beyond 2^53) is a string";

interface QueryOptions extends DestinationOptions {
  readonly waitLock?: number;
  readonly json?: boolean;
  readonly csv?: boolean;
}

export const query: CommandDefinition = (io) => {
  const command = new CliCommand("query")
    .description(
      "Runs SQL of DuckDB on the destination, which is opened to be read only. A table's name is enough where one schema alone has it. The table shows the first 1,000 rows and, on a terminal, as many columns as fit.",
    )
    .example('sluice query "select * from users limit 5" --to duckdb:sluice.duckdb')
    .argument("[SQL...]", "one query; without it, or with -, the SQL is read from standard input");
  return withDestination(command)
    .option("--wait-lock <S>", "wait up to S seconds for another process that has the file", wholeNumber)
    .addOption(new Option("--json", JSON_TEXT).conflicts("csv"))
    .option("--csv", "all rows as CSV with a header")
    .renamed("--db <FILE>", "--to", (file) => `duckdb:${duckDbFile(file, io.folder)}`)
    .action((words: readonly string[], options: QueryOptions) => run(words, options, io));
};

async function run(words: readonly string[], options: QueryOptions, io: CommandContext): Promise<void> {
  const { folder, environment, signal } = io;
  const sql = await sqlIn(words, io);
  const waitMs = (options.waitLock ?? 0) * 1000;
  const location = await destinationOf(options, io);
  await openDestination(location, { folder, waitMs, environment }, async ({ connection, masked }) => {
    const interrupt = () => connection.interrupt();
    signal.addEventListener("abort", interrupt);
    try {
      await print(await connection.stream(sql), options, io);
    } catch (error) {
      throw new Error(masked(oneLineOf(error)), { cause: error });
    } finally {
      signal.removeEventListener("abort", interrupt);
    }
  });
}

async function sqlIn([word, ...more]: readonly string[], io: CommandContext): Promise<string> {
  if (more.length > 0) throw new UsageError('Unexpected argument. Put the SQL in quotes: sluice query "select …".');
  const isPiped = word === "-" || (word === undefined && !io.stdin.isTTY);
  const sql = isPiped ? decoded(await buffer(io.stdin), "the SQL on standard input") : (word ?? "");
  if (sql.trim() === "") throw new UsageError("Missing SQL. Pass a query, or pipe one to standard input.");
  return sql;
}

async function print(result: DuckDBResult, { json, csv }: QueryOptions, { stdout }: CommandContext): Promise<void> {
  if (json === true) await stdout.data(asJsonList(result));
  else if (csv === true) await stdout.data(asCsv(result));
  else await printResult(result, stdout);
}

/** The first paragraph of DuckDB says what is wrong; the others draw where. */
function oneLineOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [first = message] = message.split("\n\n");
  return first.replace(/^Failed to extract statements: /, "").replaceAll("\n", " ");
}
