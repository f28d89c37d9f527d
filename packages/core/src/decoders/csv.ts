import type { Options } from "csv-parse";
import { SystemError, TransientError } from "../errors/connector-error.js";
import type { JsonObject } from "../protocol/json.js";
import { through } from "./bytes.js";
import type { Decoder, DecoderBounds, DecoderInput } from "./decoder.js";
import { RecordBatch } from "./record-batch.js";
import { textOf } from "./text.js";

/** How a CSV file is written. */
export interface CsvOptions {
  /** Between the values of a row; `,` if it is not set. */
  readonly delimiter?: string;
  /** Around values that have a delimiter or a line break; `"` if it is not set, `null` for none. */
  readonly quote?: string | null;
  /** Before a quote inside a quoted value; the quote itself if it is not set. */
  readonly escape?: string;
  /** Whether the first row has the names; true unless `columns` is set. */
  readonly header?: boolean;
  /** The names of the columns in order: for a file without a header, or in place of it. */
  readonly columns?: readonly string[];
  /** Lines in front of the header, or of the first row, which are not of the table. */
  readonly skipLines?: number;
  /** As the WHATWG names it, e.g. `windows-1252`; UTF-8 or what a byte order mark says if it is not set. */
  readonly encoding?: string;
}

type Row = readonly (string | null)[];

/**
 * Rows as records. Each value is a text, as it is written: a type that was guessed would lose leading zeros and long numbers.
 * An empty value is null, and a quoted empty one (`""`) the empty text, as in COPY of Postgres.
 */
export function csv(options: CsvOptions = {}): Decoder {
  return Object.freeze({
    format: "CSV",
    decode: (input: DecoderInput, bounds: DecoderBounds) => decode(input, bounds, options),
  });
}

async function* decode(
  input: DecoderInput,
  bounds: DecoderBounds,
  options: CsvOptions,
): AsyncGenerator<readonly Uint8Array[]> {
  const table = new Table(options, bounds.fields);
  const batch = new RecordBatch(bounds);
  try {
    for await (const row of rowsOf(input, bounds, options)) {
      const record = table.recordOf(row);
      if (record !== undefined) batch.add(Buffer.from(JSON.stringify(record)));
      if (batch.isFull) yield batch.take();
    }
  } catch (error) {
    throw translated(error);
  }
  table.end();
  yield batch.take();
}

/** csv-parse is loaded with the first file. */
async function* rowsOf(input: DecoderInput, bounds: DecoderBounds, options: CsvOptions): AsyncGenerator<Row> {
  const { parse } = await import("csv-parse");
  const { delimiter = ",", quote = '"', escape: escapeSign = quote ?? '"', skipLines = 0, encoding } = options;
  const settings: Options = {
    delimiter,
    quote,
    escape: escapeSign,
    from_line: skipLines + 1,
    relax_column_count: true, // the table checks it, with a message of its own
    record_delimiter: ["\r\n", "\n", "\r"],
    max_record_size: bounds.maxRecordBytes,
    cast: (value, { quoting }) => (value === "" && !quoting ? null : value),
  };
  yield* through<Row>(textOf(input, { ...bounds, format: "CSV", encoding }), parse(settings));
}

/** The columns of a file, and what its rows are by name. */
class Table {
  readonly #options: CsvOptions;
  readonly #fields: readonly string[];
  #names: readonly string[] | undefined;
  /** Rows so far, the header included. */
  #rows = 0;
  #isHeaderNext: boolean;

  constructor(options: CsvOptions, fields: readonly string[]) {
    this.#options = options;
    this.#fields = fields;
    this.#names = options.columns;
    this.#isHeaderNext = options.header ?? options.columns === undefined;
    if (options.columns !== undefined) checkNames(options.columns);
  }

  /** The row by name; undefined for the header and for an empty line. @throws SystemError for a row of another width. */
  recordOf(row: Row): JsonObject | undefined {
    this.#rows++;
    const width = this.#names?.length;
    if (row.length === 1 && row[0] === null && width !== 1) return undefined;
    if (width !== undefined && row.length !== width) {
      throw new SystemError(
        `Row ${this.#rows} of the CSV has ${row.length} ${row.length === 1 ? "value" : "values"} in place of ${width}. ` +
          "Check the delimiter and the quotes of the decoder; else the file may be damaged.",
      );
    }
    if (this.#isHeaderNext) return this.#readHeader(row);
    const names = this.#names ?? [];
    return Object.fromEntries(row.map((value, index) => [names[index] ?? "", value]));
  }

  /** @throws SystemError if a header is missing. */
  end(): void {
    if (!this.#isHeaderNext) return;
    throw new SystemError("The CSV is empty: it has no header. Check that the API answered with the file.");
  }

  #readHeader(row: Row): undefined {
    this.#isHeaderNext = false;
    if (this.#options.columns !== undefined) return;
    const names = row.map((name) => name ?? "");
    checkHeader(names, this.#fields);
    checkNames(names);
    this.#names = names;
  }
}

/** @throws SystemError for a header that is another document, such as an error in JSON or HTML. */
function checkHeader(names: readonly string[], fields: readonly string[]): void {
  const isOtherFormat = /^\s*[<{[]/.test(names[0] ?? "") || names.some((name) => name.includes("\0"));
  if (!isOtherFormat && (fields.length === 0 || names.some((name) => fields.includes(name)))) return;
  throw new SystemError(
    "The first row of the CSV has none of the fields of this record. Check the delimiter and the encoding of the decoder, " +
      "and that the API answered with the file.",
  );
}

/** @throws SystemError for names of which one is empty, or comes twice: a value would be lost. */
function checkNames(names: readonly string[]): void {
  const empty = names.indexOf("");
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (empty < 0 && twice === undefined) return;
  const problem = empty < 0 ? `has the column "${twice}" twice` : `has no name for column ${empty + 1}`;
  throw new SystemError(`The CSV ${problem}, so a value would be lost. Set the columns of the decoder.`);
}

function translated(error: unknown): unknown {
  const { code = "", lines } = error as { readonly code?: string; readonly lines?: number };
  if (!/^(CSV_|INVALID_OPENING_QUOTE)/.test(code)) return error;
  if (code === "CSV_QUOTE_NOT_CLOSED") {
    return new TransientError("The CSV ends within quotes, so it is not complete. Try again later.");
  }
  if (code === "CSV_MAX_RECORD_SIZE") {
    return new SystemError(
      `The CSV has a row that does not end before line ${lines}. Check the quotes of the decoder.`,
    );
  }
  return new SystemError(
    `The CSV cannot be read at line ${lines}. Check the quotes of the decoder; else report it with the log.`,
    { detail: code },
  );
}
