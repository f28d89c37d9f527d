import { CliCommand, wholeNumber } from "@sluice/core/internal";
import { type JsonObject, JsonScanner } from "@sluice/core/json";
import { PrivateColumns } from "../../private-columns/private-columns.js";
import { assertSalt, saltIn } from "../../private-columns/salt.js";
import { withLastWords } from "../../source/failure.js";
import { type DiscoveredStream, SourceError, type SourceProgram } from "../../source/program.js";
import { streamKey, streamLabel } from "../../streams/stream.js";
import { configured, requestsFor, settingsFor } from "../../sync/stream-request.js";
import type { CommandContext, CommandDefinition } from "../command.js";
import { RecordSample } from "../sample.js";
import { entryFor, openSource } from "../source.js";
import { type SourceOptions, withSourceArgument, withSourceOptions } from "../source-options.js";
import { type ColumnOptions, streamSettings, withColumnOptions } from "../stream-settings.js";
import type { Printer } from "../view/printer.js";
import { printTable } from "../view/table.js";

const ROWS = 10;

interface PreviewOptions extends SourceOptions, ColumnOptions {
  readonly limit: number;
  readonly json?: boolean;
}

export const preview: CommandDefinition = (io) => {
  const command = new CliCommand("preview")
    .description(
      "Reads the first records of a stream and shows them. Nothing is loaded, and no state is saved. The table has as many columns as fit the terminal, and long values are cut; --json shows all of it. Private columns of the project are left out or hashed.",
    )
    .example("sluice preview hellobaton projects --limit 3")
    .statuses({ 0: "it worked", 1: "the source failed" });
  withSourceArgument(command, "<SOURCE>", io).argument("<STREAM>", "a name that `sluice discover SOURCE` lists");
  return withColumnOptions(withSourceOptions(command))
    .option("--limit <N>", "the number of records", wholeNumber, ROWS)
    .option("--json", "a JSON array of the records, byte for byte but for private columns")
    .renamed("--rows <N>", "--limit")
    .action((source: string, stream: string, options: PreviewOptions) => run({ source, name: stream }, options, io));
};

interface Named {
  readonly source: string;
  readonly name: string;
}

async function run({ source, name }: Named, options: PreviewOptions, io: CommandContext): Promise<void> {
  const entry = await entryFor(source, options, io);
  const settings = streamSettings(entry, options);
  assertSalt(settings, saltIn(io.environment));
  const { program } = await openSource(entry, options, io);
  try {
    const listed = await program.discover();
    const stream = streamOf(listed, name);
    const { columns } = settingsFor([stream], listed, settings)[0] ?? {};
    const sampled = { size: options.limit, stream, privacy: PrivateColumns.of(columns, saltIn(io.environment)) };
    const { records, error } = await first(sampled, program, io);
    if (options.json === true) io.stdout.json(listOf(records));
    else print(records, name, io.stdout);
    if (error === undefined) return;
    io.stderr.print(`${program.secrets.masked(error)}\n`);
    process.exitCode = 1;
  } finally {
    await program.close();
  }
}

/** @throws SourceError that lists the streams there are. */
function streamOf(streams: readonly DiscoveredStream[], name: string): DiscoveredStream {
  const names = streams.map(({ facts }) => streamLabel(facts));
  const stream = streams[names.indexOf(name)];
  if (stream === undefined) throw new SourceError(`The source has no stream "${name}". It has: ${names.join(", ")}.`);
  return stream;
}

interface Sampled {
  readonly size: number;
  readonly stream: DiscoveredStream;
  readonly privacy: PrivateColumns | undefined;
}

/** Reads until there are enough, then stops the source: what it says of being stopped is not an error. */
async function first({ size, stream, privacy }: Sampled, program: SourceProgram, io: CommandContext) {
  const requests = requestsFor([stream], [stream], { isFullRefresh: true });
  const catalog: JsonObject = { streams: requests.map((request) => configured(request, "append")) };
  const enough = new AbortController();
  const filter = privacy?.filter;
  const sample = new RecordSample(streamKey(stream.facts), size, {
    onFull: () => enough.abort(),
    filter: filter && ((record) => filter.applied(record)),
    onControl: (control) => {
      const warning = program.renew(control);
      if (warning !== undefined) io.stderr.print(`${warning}\n`);
    },
  });
  const signal = AbortSignal.any([io.signal, enough.signal]);
  const { failure, lastWords } = await program.read({ catalog, state: undefined }, sample, signal);
  const said = sample.error === undefined ? failure : withLastWords(sample.error, lastWords);
  return { records: sample.records, error: sample.isFull ? undefined : said };
}

function listOf(records: readonly string[]): string {
  return records.length === 0 ? "[]" : `[\n${records.join(",\n")}\n]`;
}

/** A column for each field of any record, in their order. A missing field is blank. */
function print(records: readonly string[], stream: string, stdout: Printer): void {
  if (records.length === 0) {
    stdout.print(`${stream}: no records\n`);
    return;
  }
  const cells = records.map(cellsIn);
  const fields = [...new Set(cells.flatMap((record) => [...record.keys()]))];
  const all = [fields, ...cells.map((record) => fields.map((field) => record.get(field) ?? ""))];
  printTable(stdout, all, { width: stdout.width ?? 80, elsewhere: "--json has all" });
}

function cellsIn(record: string): ReadonlyMap<string, string> {
  const bytes = Buffer.from(record);
  const scanner = new JsonScanner(bytes);
  const cells = new Map<string, string>();
  scanner.members(0, (name, from) => {
    const to = scanner.value(from);
    const json = bytes.toString("utf8", from, to);
    cells.set(name, json.startsWith('"') ? String(JSON.parse(json)) : json); // all else as it was written, every digit of it
    return to;
  });
  return cells;
}
