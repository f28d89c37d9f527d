import { JsonScanner, NOT_JSON } from "@sluice/core/json";
import { canonicalJson, isExactDouble, valueAt } from "./canonical.js";
import { CDC_DELETED_AT, deletedAtMicros } from "./deletes.js";
import { namesFor } from "./names.js";
import { fieldLabel, OWN_COLUMNS, type Table } from "./table.js";

/** What follows the record in its line. */
export const ENVELOPE_END = Buffer.from("}\n");

/** Any number of so many characters is exact as a double. */
const EXACT_LENGTH = 15;

/** Our own members of a line of JSON. */
const LINE_NAMES: readonly string[] = [OWN_COLUMNS.id, OWN_COLUMNS.syncedAt, OWN_COLUMNS.deletedAt];

const NO_FIELDS = Buffer.from("{}");

/** Why a record cannot be written. */
export type RecordProblem = "not an object" | "no key" | "too deep";

/** How deep a value may be nested: DuckDB and Postgres end at some depth beyond it, and one of them with a crash. */
export const MAX_DEPTH = 1_000;

/** Takes out of a record what is private: the same buffer where nothing is. */
export type RecordFilterFunction = (record: Buffer) => Buffer | RecordProblem;

export interface EncoderOptions {
  /** As `Destination.isUntyped`. */
  readonly isUntyped?: boolean | undefined;
  /** Undefined where no column is private. */
  readonly filter?: RecordFilterFunction | undefined;
}

/** What is written of one record. */
export interface EncodedRecord {
  /** What precedes the record in its line. */
  readonly head: string;
  /** The fields with numbers of more digits than a double holds; undefined if there are none. */
  readonly rounded: readonly string[] | undefined;
  /** The record, where it cannot stay as it is; undefined where it can. */
  readonly record: Buffer | undefined;
  /** Whether the record says that it was deleted at the source. */
  readonly isDeleted: boolean;
}

/** How a member of a record is encoded. */
interface EncodedField {
  /** Undefined where only a part of the key is inside. */
  readonly column: string | undefined;
  /** Its name inside `extra`. */
  readonly label: string;
  readonly isNumber: boolean;
  /** Whether a value says that the record was deleted. */
  readonly isMark: boolean;
  /** Whether the column has the member's name, and nothing of a value is needed but its place: of a number, if it is short. */
  readonly isPlain: boolean;
  /** The parts of the key at or inside this member: their positions, and the way to them. */
  readonly keys: readonly { readonly index: number; readonly path: readonly string[] }[] | undefined;
}

/** What a record's encoding depends on. */
type EncodedTable = Pick<Table, "columns" | "known" | "key" | "deletes"> & Partial<Pick<Table, "mode">>;

/**
 * Writes what precedes a record in a line of a batch file:
 * `{"ordinal":…,"emitted_at":…,"deleted_at":…,"key":"…","extra":{…},"renamed":{…},"record":`, then come the record and `ENVELOPE_END`. The record's
 * bytes are those of the source. The ordinal keeps the order. `key` is the canonical JSON of the key, a row's identity: made from what the
 * source wrote and never from a typed column, which may round it, widen or be null. `extra` has the fields that the schema does not
 * declare, and exact digits of numbers that a double rounds. `renamed` has the fields whose column has another name. `deleted_at` is in
 * microseconds. Members without content are left out, and where values are kept as they are written there is neither `extra` nor
 * `renamed`. Of a table that is reconciled only the key matters: a record without columns is `{}`.
 */
export class RecordEncoder {
  readonly #fields: ReadonlyMap<string, EncodedField>;
  readonly #known: ReadonlyMap<string, string>;
  readonly #keyLength: number;
  readonly #isUntyped: boolean;
  readonly #filter: RecordFilterFunction | undefined;
  readonly #isKeyOnly: boolean;

  constructor(
    { columns, known, key, mode, deletes }: EncodedTable,
    { isUntyped = false, filter }: EncoderOptions = {},
  ) {
    this.#known = new Map(known.map(({ field, name }) => [field, name]));
    const keysOf = (field: string) => {
      const keys = key.flatMap(([first, ...path], index) => (first === field ? [{ index, path }] : []));
      return keys.length === 0 ? undefined : keys;
    };
    const partsOf = (field: string, column?: string) => {
      const keys = keysOf(field);
      const isMark = field === CDC_DELETED_AT && deletes !== "keep";
      return { keys, isMark, isPlain: keys === undefined && !isMark && column === field };
    };
    const fields = columns.map(({ field, name, type }): [string, EncodedField] => [
      field,
      { column: name, label: fieldLabel({ field, name }), isNumber: type === "number", ...partsOf(field, name) },
    ]);
    const undeclared = [...key.map(([first = ""]) => first), CDC_DELETED_AT].map((field): [string, EncodedField] => [
      field,
      { column: undefined, label: this.#undeclaredLabel(field), isNumber: false, ...partsOf(field) },
    ]);
    this.#fields = new Map([...undeclared, ...fields]);
    this.#keyLength = key.length;
    this.#isUntyped = isUntyped;
    this.#filter = filter;
    this.#isKeyOnly = mode === "reconcile" && columns.length === 0;
  }

  /** @param data the record, as the source wrote it. @param emittedAt in milliseconds since the epoch. */
  encode(data: Buffer, ordinal: number, emittedAt: number | undefined): EncodedRecord | RecordProblem {
    if (this.#filter === undefined) return this.#encode(data, ordinal, emittedAt);
    const filtered = this.#filter(data);
    if (typeof filtered === "string") return filtered;
    const encoded = this.#encode(filtered, ordinal, emittedAt);
    if (typeof encoded === "string" || encoded.record !== undefined || filtered === data) return encoded;
    return { ...encoded, record: filtered };
  }

  #encode(data: Buffer, ordinal: number, emittedAt: number | undefined): EncodedRecord | RecordProblem {
    const scanner = new JsonScanner(data);
    const keys: string[] = [];
    let extra = "";
    let renamed = "";
    let rounded: string[] | undefined;
    let hasOwnName = false;
    let deletedAt: number | undefined;
    const end = scanner.members(0, (name, value) => {
      const to = scanner.value(value);
      if (to === NOT_JSON) return NOT_JSON;
      const field = this.#fields.get(name);
      if (field?.isPlain === true && !(field.isNumber && to - value > EXACT_LENGTH)) return to;
      if (field?.keys !== undefined) {
        for (const { index, path } of field.keys) {
          keys[index] = path.length === 0 ? data.toString("utf8", value, to) : (valueAt(data, value, path) ?? "");
        }
      }
      if (field?.isMark === true) deletedAt = deletedAtMicros(data.toString("utf8", value, to), emittedAt);
      if (this.#isKeyOnly) return to;
      if (this.#isUntyped) {
        hasOwnName ||= LINE_NAMES.includes(name);
        return to;
      }
      const label = field?.label ?? this.#undeclaredLabel(name);
      if (field?.column === undefined) extra += memberText(label, data.toString("utf8", value, to));
      else if (field.column !== name) renamed += memberText(field.column, data.toString("utf8", value, to));
      if (field?.isNumber === true && to - value > EXACT_LENGTH && isRounded(data.toString("latin1", value, to))) {
        rounded = [...(rounded ?? []), label];
        extra += memberText(label, JSON.stringify(data.toString("latin1", value, to)));
      }
      return to;
    });
    if (end !== data.length) return "not an object";
    if (scanner.maxDepth > MAX_DEPTH) return "too deep";
    const key = this.#key(keys);
    if (key === undefined) return "no key";
    const mark = deletedAt === undefined ? "" : `"deleted_at":${deletedAt},`;
    const head = `{"ordinal":${ordinal},"emitted_at":${emittedAt ?? "null"},${mark}${key}${objectText("extra", extra)}${objectText("renamed", renamed)}"record":`;
    const record = this.#isKeyOnly ? NO_FIELDS : hasOwnName ? this.#renamed(data) : undefined;
    return { head, rounded, record, isDeleted: deletedAt !== undefined };
  }

  /** The name that the field's column would have, where its own name is not a label. */
  #undeclaredLabel(field: string): string {
    if (fieldLabel({ field, name: "" }) === field) return field;
    return namesFor([field], { known: this.#known }).get(field) ?? field;
  }

  /** In lines of JSON our own members are next to the record's: one of the same name gets the name that its column would have. */
  #renamed(data: Buffer): Buffer {
    const scanner = new JsonScanner(data);
    let members = "";
    scanner.members(0, (name, value) => {
      const to = scanner.value(value);
      const column = this.#fields.get(name)?.column ?? namesFor([name]).get(name) ?? name;
      members += memberText(LINE_NAMES.includes(name) ? column : name, data.toString("utf8", value, to));
      return to;
    });
    return Buffer.from(`{${members.slice(1)}}`);
  }

  /** @returns undefined if a part of the key is missing. */
  #key(values: readonly string[]): string | undefined {
    if (this.#keyLength === 0) return "";
    let key = "";
    for (let index = 0; index < this.#keyLength; index++) {
      const value = values[index] ?? "";
      if (value === "") return undefined;
      key += (index === 0 ? "" : ",") + canonicalJson(value);
    }
    return `"key":"[${key.includes('"') || key.includes("\\") ? JSON.stringify(key).slice(1, -1) : key}]",`;
  }
}

/** A number that is finite as a double, and not exact: one that is not finite does not fit its column at all. */
function isRounded(text: string): boolean {
  return /^-?\d/.test(text) && Number.isFinite(Number(text)) && !isExactDouble(text);
}

/** A member, with the comma in front. */
function memberText(name: string, json: string): string {
  return `,${JSON.stringify(name)}:${json}`;
}

function objectText(name: string, members: string): string {
  return members === "" ? "" : `"${name}":{${members.slice(1)}},`;
}
