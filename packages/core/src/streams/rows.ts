import type { JsonObject } from "../protocol/json.js";
import { parseVerbatim, stringifyLossless } from "./lossless.js";

/** Some records: the text of each that goes to stdout, and its value for whoever looks at it. */
export class Rows {
  /** JSON on one line, UTF-8. */
  readonly texts: readonly Uint8Array[];
  #values: readonly JsonObject[] | undefined;

  /** @param values what the texts say, where somebody knows it already. */
  constructor(texts: readonly Uint8Array[], values?: readonly JsonObject[]) {
    this.texts = texts;
    this.#values = values;
  }

  /** How many there are. */
  get count(): number {
    return this.texts.length;
  }

  /** As many as there are texts, parsed when they are asked for. */
  get values(): readonly JsonObject[] {
    this.#values ??= this.texts.map(parsed);
    return this.#values;
  }

  /** One of the values; the others are not parsed for it. */
  value(index: number): JsonObject {
    return this.#values?.[index] ?? parsed(this.texts[index] ?? EMPTY);
  }

  /** Whether a record is `{}`. One that begins with a key need not be parsed for that. */
  isEmpty(index: number): boolean {
    return this.texts[index]?.[1] !== QUOTE && Object.keys(this.value(index)).length === 0;
  }

  /** The rows at those places that `isKept` lets through. */
  keep(isKept: (index: number) => boolean): Rows {
    const kept = this.texts.map((_text, index) => isKept(index));
    if (!kept.includes(false)) return this;
    return new Rows(
      this.texts.filter((_text, index) => kept[index]),
      this.#values?.filter((_value, index) => kept[index]),
    );
  }
}

export const NO_ROWS = new Rows([], []);

const EMPTY = Buffer.from("{}");
const QUOTE = 0x22;

function parsed(text: Uint8Array): JsonObject {
  return JSON.parse(Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString("utf8")) as JsonObject;
}

/** The rows with constant fields put in front of each; a field of the same name in the record gives way. */
export function withFields(rows: Rows, fields: JsonObject): Rows {
  const names = Object.keys(fields);
  if (names.length === 0) return rows;
  const prefix = prefixOf(fields); // made once a page: seldom has a record any of the fields itself
  return new Rows(rows.texts.map((text, index) => withFieldsOf(text, index)));

  function withFieldsOf(text: Uint8Array, index: number): Uint8Array {
    if (text[1] === QUOTE && !names.some((name) => mayHave(text, name))) return spliced(prefix, text);
    const value = rows.value(index);
    const own = names.filter((name) => Object.hasOwn(value, name));
    if (Object.keys(value).length === 0 || own.some((name) => value[name] !== fields[name])) {
      return rewritten(text, fields);
    }
    const missing = Object.entries(fields).filter(([name]) => !own.includes(name));
    return missing.length === 0 ? text : spliced(prefixOf(Object.fromEntries(missing)), text);
  }
}

/** A look at the bytes, which spares the parse: a name that is not there, nor anything written with escapes, is no field. */
function mayHave(text: Uint8Array, name: string): boolean {
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  return bytes.includes(name) || bytes.includes("\\u");
}

/** What goes in front of an object's first field: `{"a":1,`. */
function prefixOf(fields: JsonObject): Buffer {
  return Buffer.from(`${JSON.stringify(fields).slice(0, -1)},`);
}

function spliced(prefix: Buffer, text: Uint8Array): Buffer {
  return Buffer.concat([prefix, text.subarray(1)]);
}

/** For a record that contradicts a field, or has none into which another could be spliced; costs ten times as much. */
function rewritten(text: Uint8Array, fields: JsonObject): Buffer {
  const value = parseVerbatim(Buffer.from(text).toString("utf8")) as JsonObject;
  return Buffer.from(stringifyLossless({ ...value, ...fields }));
}
