import { type JsonObject, JsonScanner } from "@sluice/core/json";
import { configured, type DiscoveredStream, SourceError, type SourceProgram } from "../../source/program.js";
import { streamKey } from "../../tables/table.js";
import { type Command, type Io, UsageError } from "../command.js";
import { Sample } from "../sample.js";
import { entryFor, openSource, SOURCE_HELP, SOURCE_OPTIONS } from "../source.js";
import { cellOf, oneLine } from "../view/cell.js";
import { fitted, leftOutLine, widthOf } from "../view/fit.js";
import { table } from "../view/table.js";

const ROWS = 10;

const HELP = `sluice preview SOURCE STREAM [options]

Reads the first records of a stream and shows them. Nothing is landed, and no state is saved. A table has as many columns as
the terminal is wide for, and values are cut; --json has all of it.

${SOURCE_HELP}
  --rows N          how many records; ${ROWS} unless told
  --json            the records as the source wrote them: a JSON array
`;

export const preview: Command = {
  summary: "show the first records of a stream",
  help: HELP,
  options: { ...SOURCE_OPTIONS, rows: { type: "string" }, json: { type: "boolean" } },
  run: async (line, io) => {
    const [source = "", name, ...more] = line.words;
    if (name === undefined) {
      throw new UsageError(
        "Which stream of which source? For example: hellobaton projects (sluice discover lists them)",
      );
    }
    if (more.length > 0) throw new UsageError(`One stream at a time, please: ${more.join(" ")} is too much.`);
    const size = line.count("rows") ?? ROWS;
    const { program } = await openSource(await entryFor({ ...line, words: [source] }, io), io);
    try {
      const { records, error } = await first(size, streamOf(await program.discover(), name), program, io);
      io.stdout.write(line.flag("json") ? listOf(records) : tableOf(records, name, widthOf(io.stdout)));
      if (error !== undefined) io.stderr.write(`${error}\n`);
      return error === undefined ? 0 : 1;
    } finally {
      await program.close();
    }
  },
};

/** @throws SourceError that lists the streams there are. */
function streamOf(streams: readonly DiscoveredStream[], name: string): DiscoveredStream {
  const names = streams.map(({ facts }) => streamKey(facts.name, facts.namespace));
  const stream = streams[names.indexOf(name)];
  if (stream === undefined) throw new SourceError(`The source has no stream "${name}". It has: ${names.join(", ")}.`);
  return stream;
}

/** Reads until there are enough, and stops the source then: what it says of that is no error. */
async function first(size: number, stream: DiscoveredStream, program: SourceProgram, io: Io) {
  const catalog: JsonObject = { streams: [configured(stream, "append")] };
  const enough = new AbortController();
  const sample = new Sample(streamKey(stream.facts.name, stream.facts.namespace), size, () => enough.abort());
  const signal = AbortSignal.any([io.signal, enough.signal]);
  const failure = await program.read({ catalog, state: undefined }, sample, signal);
  return { records: sample.records, error: sample.isFull ? undefined : (sample.error ?? failure) };
}

function listOf(records: readonly string[]): string {
  return records.length === 0 ? "[]\n" : `[\n${records.join(",\n")}\n]\n`;
}

/** A column for each field of any record, in the order in which they come. A field that is not there is blank. */
function tableOf(records: readonly string[], stream: string, width: number): string {
  if (records.length === 0) return `${stream}: no records\n`;
  const cells = records.map(cellsIn);
  const fields = [...new Set(cells.flatMap((record) => [...record.keys()]))];
  const all = [fields.map(oneLine), ...cells.map((record) => fields.map((field) => record.get(field) ?? ""))];
  const { rows, leftOut } = fitted(all, width);
  return `${table(rows)}\n${leftOutLine(leftOut, width, "--json has all")}`;
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
