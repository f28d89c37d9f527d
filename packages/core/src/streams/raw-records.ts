import { QUOTE } from "../http/json-bytes.js";
import type { JsonObject } from "../protocol/json.js";
import { parseVerbatim, stringifyLossless } from "../schema/lossless.js";

/** Records as the bytes that go to stdout, parsed only where a value is needed. */
export class RawRecords {
  /** JSON on one line, UTF-8. */
  readonly bytes: readonly Uint8Array[];
  #values: readonly JsonObject[] | undefined;

  /** @param values the parsed records, where they are known already. */
  constructor(bytes: readonly Uint8Array[], values?: readonly JsonObject[]) {
    this.bytes = bytes;
    this.#values = values;
  }

  /** The number of records. */
  get count(): number {
    return this.bytes.length;
  }

  /** All of them, parsed on first use. */
  get parsed(): readonly JsonObject[] {
    this.#values ??= this.bytes.map(parsed);
    return this.#values;
  }

  /** One of them; the others are not parsed. */
  parsedAt(index: number): JsonObject {
    return this.#values?.[index] ?? parsed(this.bytes[index] ?? EMPTY);
  }

  /** Whether a record is `{}`; only one whose first byte inside is not a key's quote is parsed. */
  isEmpty(index: number): boolean {
    return this.bytes[index]?.[1] !== QUOTE && Object.keys(this.parsedAt(index)).length === 0;
  }

  /** The records at the indexes for which `isKept` is true. */
  filter(isKept: (index: number) => boolean): RawRecords {
    const kept = this.bytes.map((_bytes, index) => isKept(index));
    if (!kept.includes(false)) return this;
    return new RawRecords(
      this.bytes.filter((_bytes, index) => kept[index]),
      this.#values?.filter((_value, index) => kept[index]),
    );
  }
}

export const NO_RECORDS = new RawRecords([], []);

const EMPTY = Buffer.from("{}");

function parsed({ buffer, byteOffset, byteLength }: Uint8Array): JsonObject {
  return JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString("utf8")) as JsonObject;
}

/** Records with constant fields put in front of each; a field of the same name in a record is replaced. */
export function withFields(records: RawRecords, fields: JsonObject): RawRecords {
  const names = Object.keys(fields);
  if (names.length === 0) return records;
  const prefix = prefixOf(fields); // built once for all records, because few have one of the fields themselves
  return new RawRecords(records.bytes.map((text, index) => withFieldsOf(text, index)));

  function withFieldsOf(text: Uint8Array, index: number): Uint8Array {
    if (text[1] === QUOTE && !names.some((name) => mayHave(text, name))) return spliced(prefix, text);
    const value = records.parsedAt(index);
    const own = names.filter((name) => Object.hasOwn(value, name));
    if (Object.keys(value).length === 0 || own.some((name) => value[name] !== fields[name])) {
      return rewritten(text, fields);
    }
    const missing = Object.entries(fields).filter(([name]) => !own.includes(name));
    return missing.length === 0 ? text : spliced(prefixOf(Object.fromEntries(missing)), text);
  }
}

/** Looks at the bytes to avoid parsing: without the name, or an escape that could spell it, there is no such field. */
function mayHave(text: Uint8Array, name: string): boolean {
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  return bytes.includes(name) || bytes.includes("\\u");
}

/** What precedes an object's first field: `{"a":1,`. */
function prefixOf(fields: JsonObject): Buffer {
  return Buffer.from(`${JSON.stringify(fields).slice(0, -1)},`);
}

function spliced(prefix: Buffer, text: Uint8Array): Buffer {
  return Buffer.concat([prefix, text.subarray(1)]);
}

/** For a record that is empty or has another value in one of the fields; costs ten times as much as splicing. */
function rewritten(text: Uint8Array, fields: JsonObject): Buffer {
  const value = parseVerbatim(Buffer.from(text).toString("utf8")) as JsonObject;
  return Buffer.from(stringifyLossless({ ...value, ...fields }));
}
