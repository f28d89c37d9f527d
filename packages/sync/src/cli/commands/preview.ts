import { type JsonObject, JsonScanner } from "@sluice/core/json";
import { PrivateColumns } from "../../private-columns/private-columns.js";
import { assertSalt, saltIn } from "../../private-columns/salt.js";
import { withLastWords } from "../../source/failure.js";
import { type DiscoveredStream, SourceError, type SourceProgram } from "../../source/program.js";
import { streamKey, streamLabel } from "../../streams/stream.js";
import { configured, requestsFor, settingsFor } from "../../sync/stream-request.js";
import { type Command, type CommandContext, UsageError } from "../command.js";
import { RecordSample } from "../sample.js";
import { assertNoMore, entryFor, openSource, SOURCE_HELP, SOURCE_OPTIONS } from "../source.js";
import { COLUMN_HELP, COLUMN_OPTIONS, streamSettings } from "../stream-settings.js";
import { cellOf } from "../view/cell.js";
import { fitted, leftOutLine, widthOf } from "../view/fit.js";
import type { Printed } from "../view/printer.js";
import { table } from "../view/table.js";

const ROWS = 10;

const HELP = `sluice preview SOURCE STREAM [options]

Reads the first records of a stream and shows them. Nothing is loaded, and no state is saved. The table has as many columns as
fit the terminal, and long values are cut; --json shows all of it. Private columns of the project are left out or hashed.

${SOURCE_HELP}
${COLUMN_HELP}
  --rows N          the number of records (default: ${ROWS})
  --json            a JSON array of the records, byte for byte but for private columns
`;

export const preview: Command = {
  summary: "show the first records of a stream",
  help: HELP,
  options: { ...SOURCE_OPTIONS, ...COLUMN_OPTIONS, rows: { type: "string" }, json: { type: "boolean" } },
  run: async (line, io) => {
    const [source = "", name, ...more] = line.words;
    if (name === undefined) {
      throw new UsageError(
        "Missing stream. Pass a source and a stream, for example `sluice preview hellobaton projects`; `sluice discover` lists them.",
      );
    }
    assertNoMore(more, "Pass one stream.");
    const size = line.count("rows") ?? ROWS;
    const entry = await entryFor({ ...line, words: [source] }, io);
    const settings = streamSettings(entry, line);
    assertSalt(settings, saltIn(io.environment));
    const { program } = await openSource(entry, line, io);
    try {
      const listed = await program.discover();
      const stream = streamOf(listed, name);
      const { columns } = settingsFor([stream], listed, settings)[0] ?? {};
      const sampled = { size, stream, privacy: PrivateColumns.of(columns, saltIn(io.environment)) };
      const { records, error } = await first(sampled, program, io);
      if (line.flag("json")) io.stdout.json(listOf(records));
      else io.stdout.print(...tableOf(records, name, widthOf(io.stdout.stream)));
      if (error !== undefined) io.stderr.print(`${program.secrets.masked(error)}\n`);
      return error === undefined ? 0 : 1;
    } finally {
      await program.close();
    }
  },
};

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
function tableOf(records: readonly string[], stream: string, width: number): readonly Printed[] {
  if (records.length === 0) return [`${stream}: no records\n`];
  const cells = records.map(cellsIn);
  const fields = [...new Set(cells.flatMap((record) => [...record.keys()]))];
  const all = [fields, ...cells.map((record) => fields.map((field) => record.get(field) ?? ""))];
  const { rows, leftOut } = fitted(all, width);
  return [...table(rows), leftOutLine(leftOut, width, "--json has all")];
}

function cellsIn(record: string): ReadonlyMap<string, string> {
  const bytes = Buffer.from(record);
  const scanner = new JsonScanner(bytes);
  const cells = new Map<string, string>();
  scanner.members(0, (name, from) => {
    const to = scanner.value(from);
    cells.set(name, cellOf(bytes.toString("utf8", from, to)));
    return to;
  });
  return cells;
}
