import { parseArgs } from "node:util";

/** `sluice sync`, understood. */
export interface SyncArgs {
  readonly source: string;
  readonly file: string;
  readonly schema: string | undefined;
  readonly config: string | undefined;
  readonly streams: readonly string[] | undefined;
  readonly fullRefresh: boolean;
  readonly json: boolean;
  readonly batchRecords: number | undefined;
}

/** The command line is not one; the message says how it should be. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const HELP = `sluice sync SOURCE [--to duckdb:FILE] [options]

Reads a source and lands its records in tables, exactly once.

  SOURCE            an installed connector (hellobaton or source-hellobaton), or the path of a program
                    that speaks the Airbyte protocol
  --to              duckdb:FILE; sluice.duckdb unless told
  --schema NAME     where the tables go; the source's name unless told
  --config FILE     the source's config, - for standard input; its environment variables unless told
  --streams A,B     these streams only
  --full-refresh    everything anew, in the place of what is there
  --batch N         land after so many records, with the next state; 50000 unless told
  --json            the outcome as one line of JSON
`;

const DEFAULT_FILE = "sluice.duckdb";

/** @returns undefined where help is asked for. @throws UsageError */
export function parse(argv: readonly string[]): SyncArgs | undefined {
  const { values, positionals } = options(argv);
  if (values.help === true || argv.length === 0) return undefined;
  const [verb, source, ...more] = positionals;
  if (verb !== "sync") throw new UsageError(`There is no command "${verb ?? ""}". There is: sync.`);
  if (source === undefined) throw new UsageError("Which source? For example: sluice sync hellobaton");
  if (more.length > 0) throw new UsageError(`One source at a time, please: ${more.join(" ")} is too much.`);
  const to = values.to ?? `duckdb:${DEFAULT_FILE}`;
  const file = /^duckdb:(.+)$/.exec(to)?.[1];
  if (file === undefined) throw new UsageError(`"${to}" is no destination. There is: duckdb:FILE.`);
  return {
    source,
    file,
    schema: values.schema,
    config: values.config,
    streams: values.streams?.split(",").filter((name) => name !== ""),
    fullRefresh: values["full-refresh"] === true,
    json: values.json === true,
    batchRecords: batchIn(values.batch),
  };
}

function batchIn(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new UsageError(`--batch must be a whole number from 1 on, not "${value}".`);
}

function options(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        to: { type: "string" },
        schema: { type: "string" },
        config: { type: "string" },
        streams: { type: "string" },
        "full-refresh": { type: "boolean" },
        batch: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
