import { type CliCommand, InvalidArgumentError } from "@sluice/core/internal";
import type { SourceEntry } from "../project/project.js";
import { withSettings } from "../sync/stream-request.js";
import type { StreamSettings } from "../sync/stream-settings.js";
import type { Deletes } from "../tables/deletes.js";

/** Values of `--option STREAM=VALUE`, by stream. */
type Assigned<T> = readonly (readonly [stream: string, value: T])[];

/** The options of private columns. */
export interface ColumnOptions {
  readonly excludeColumns?: Assigned<readonly string[]>;
  readonly hashColumns?: Assigned<readonly string[]>;
}

/** The options of single streams. */
export interface StreamOptions extends ColumnOptions {
  readonly mode?: Assigned<(typeof MODES)[number]>;
  readonly cursor?: Assigned<string>;
  readonly key?: Assigned<readonly string[]>;
  readonly deletes?: Assigned<Deletes>;
}

/** The options of `StreamOptions`, as in messages of the project. */
export const STREAM_OPTIONS = ["mode", "cursor", "key", "deletes", "excludeColumns", "hashColumns"] as const;

const MODES = ["full_refresh", "incremental"] as const;
const DELETES: readonly Deletes[] = ["mark", "remove", "keep"];
const FIELDS = "FIELD,FIELD";

export function withStreamOptions(command: CliCommand): CliCommand {
  command
    .option(
      "--mode <S=MODE>",
      "read the stream S in full_refresh or incremental; --mode, --cursor, --key and --deletes may be repeated",
      assigned(MODES.join("|"), oneOf(MODES)),
    )
    .option(
      "--cursor <S=FIELD>",
      "the field of S to read incrementally by; a.b is the field b of the object a",
      assigned("FIELD", (field) => field),
    )
    .option("--key <S=A,B>", "the fields that identify a record of S", assigned(FIELDS, fieldsIn))
    .option(
      "--deletes <S=HOW>",
      "mark, remove or keep the rows of S that were deleted at the source",
      assigned(DELETES.join("|"), oneOf(DELETES)),
    );
  return withColumnOptions(command);
}

export function withColumnOptions(command: CliCommand): CliCommand {
  return command
    .option(
      "--exclude-columns <S=A,B>",
      "leave the fields A and B out of every record of S",
      assigned(FIELDS, fieldsIn),
    )
    .option(
      "--hash-columns <S=A,B>",
      "replace their values by hashes, with the salt in SLUICE_HASH_SALT",
      assigned(FIELDS, fieldsIn),
    );
}

/**
 * The settings of single streams, by the name that the user wrote. The command line takes precedence over the project.
 */
export function streamSettings(entry: SourceEntry, options: StreamOptions): ReadonlyMap<string, StreamSettings> {
  const settings = new Map<string, StreamSettings>();
  const add = (stream: string, more: StreamSettings) =>
    settings.set(stream, withSettings(settings.get(stream) ?? {}, more));
  for (const [stream, { mode, cursor, key, deletes, columns }] of Object.entries(byStream(entry))) {
    add(stream, {
      ...(mode !== undefined && { mode }),
      ...(cursor !== undefined && { cursor: pathOf(cursor) }),
      ...(key !== undefined && { key: key.map(pathOf) }),
      ...(deletes !== undefined && { deletes }),
      ...(columns !== undefined && { columns }),
    });
  }
  for (const [stream, mode] of options.mode ?? []) add(stream, { mode });
  for (const [stream, field] of options.cursor ?? []) add(stream, { cursor: [field] });
  for (const [stream, fields] of options.key ?? []) add(stream, { key: fields.map(pathOf) });
  for (const [stream, exclude] of options.excludeColumns ?? []) add(stream, { columns: { exclude } });
  for (const [stream, hash] of options.hashColumns ?? []) add(stream, { columns: { hash } });
  for (const [stream, deletes] of options.deletes ?? []) add(stream, { deletes });
  return settings;
}

function byStream({ streams }: SourceEntry): Exclude<SourceEntry["streams"], undefined | string[]> {
  return streams === undefined || Array.isArray(streams) ? {} : streams;
}

function pathOf(field: string | readonly string[]): readonly string[] {
  return typeof field === "string" ? [field] : field;
}

/** The parser of an option that may be repeated. @param form how a value is written. */
function assigned<T>(form: string, valueIn: (text: string) => T) {
  return (text: string, before: Assigned<T> = []): Assigned<T> => {
    const [, stream, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (stream === undefined || value === undefined) throw new InvalidArgumentError(`Write STREAM=${form}.`);
    return [...before, [stream, valueIn(value)]];
  };
}

function oneOf<T extends string>(values: readonly T[]) {
  return (text: string): T => {
    const found = values.find((value) => value === text);
    if (found === undefined)
      throw new InvalidArgumentError(`Write ${values.join(", ").replace(/, (\w+)$/, " or $1")}.`);
    return found;
  };
}

function fieldsIn(text: string): readonly string[] {
  const fields = text.split(",").map((field) => field.trim());
  if (fields.includes("")) throw new InvalidArgumentError(`A field has no name. Write STREAM=${FIELDS}.`);
  return fields;
}
