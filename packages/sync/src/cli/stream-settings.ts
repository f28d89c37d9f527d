import type { SourceEntry } from "../project/project.js";
import { withSettings } from "../sync/stream-request.js";
import type { StreamSettings } from "../sync/stream-settings.js";
import type { Deletes } from "../tables/deletes.js";
import { type CommandLine, type Options, UsageError } from "./command.js";

/** The options of private columns. */
export const COLUMN_OPTIONS = {
  "exclude-columns": { type: "string", multiple: true },
  "hash-columns": { type: "string", multiple: true },
} satisfies Options;

export const COLUMN_HELP = `  --exclude-columns S=A,B  leave the fields A and B out of every record of S
  --hash-columns S=A,B     replace their values by hashes, with the salt in SLUICE_HASH_SALT`;

export const STREAM_OPTIONS = {
  mode: { type: "string", multiple: true },
  cursor: { type: "string", multiple: true },
  key: { type: "string", multiple: true },
  deletes: { type: "string", multiple: true },
  ...COLUMN_OPTIONS,
} satisfies Options;

export const STREAM_HELP = `  --mode S=MODE     read the stream S in full_refresh or incremental; --mode, --cursor, --key and --deletes may be repeated
  --cursor S=FIELD  the field of S to read incrementally by; a.b is the field b of the object a
  --key S=A,B       the fields that identify a record of S
  --deletes S=HOW   mark, remove or keep the rows of S that were deleted at the source
${COLUMN_HELP}`;

const MODES = ["full_refresh", "incremental"] as const;
const DELETES: readonly Deletes[] = ["mark", "remove", "keep"];

/**
 * The settings of single streams, by the name that the user wrote. The command line takes precedence over the project.
 *
 * @throws UsageError
 */
export function streamSettings(entry: SourceEntry, line: CommandLine): ReadonlyMap<string, StreamSettings> {
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
  for (const [stream, text] of assignments(line, "mode")) add(stream, { mode: modeIn(text) });
  for (const [stream, field] of assignments(line, "cursor")) add(stream, { cursor: [field] });
  for (const [stream, text] of assignments(line, "key")) add(stream, { key: fieldsIn(text, "key").map(pathOf) });
  for (const [option, treatment] of [
    ["exclude-columns", "exclude"],
    ["hash-columns", "hash"],
  ] as const) {
    for (const [stream, text] of assignments(line, option)) {
      add(stream, { columns: { [treatment]: fieldsIn(text, option) } });
    }
  }
  for (const [stream, text] of assignments(line, "deletes")) add(stream, { deletes: deletesIn(text) });
  return settings;
}

function byStream({ streams }: SourceEntry): Exclude<SourceEntry["streams"], undefined | string[]> {
  return streams === undefined || Array.isArray(streams) ? {} : streams;
}

function pathOf(field: string | readonly string[]): readonly string[] {
  return typeof field === "string" ? [field] : field;
}

function assignments(line: CommandLine, option: keyof typeof STREAM_OPTIONS): readonly (readonly [string, string])[] {
  return line.all(option).map((text) => {
    const [, stream, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (stream !== undefined && value !== undefined) return [stream, value];
    throw new UsageError(`Invalid --${option} "${text}". Write --${option} STREAM=${EXAMPLES[option]}.`);
  });
}

const FIELDS = "FIELD,FIELD";

const EXAMPLES = {
  mode: MODES.join("|"),
  cursor: "FIELD",
  key: FIELDS,
  deletes: DELETES.join("|"),
  "exclude-columns": FIELDS,
  "hash-columns": FIELDS,
};

function modeIn(text: string): (typeof MODES)[number] {
  const mode = MODES.find((one) => one === text);
  if (mode === undefined) throw new UsageError(`Invalid --mode "${text}". Write ${MODES.join(" or ")}.`);
  return mode;
}

function deletesIn(text: string): Deletes {
  const deletes = DELETES.find((one) => one === text);
  if (deletes === undefined) throw new UsageError(`Invalid --deletes "${text}". Write mark, remove or keep.`);
  return deletes;
}

function fieldsIn(text: string, option: keyof typeof STREAM_OPTIONS): readonly string[] {
  const fields = text.split(",").map((field) => field.trim());
  if (fields.includes(""))
    throw new UsageError(`Invalid --${option} "${text}": a field has no name. Write --${option} STREAM=${FIELDS}.`);
  return fields;
}
