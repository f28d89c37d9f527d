import { SystemError } from "../errors/connector-error.js";
import { checkCount, MAX_DEPTH, MAX_NODES } from "../http/json-limits.js";
import type { JsonValue } from "../protocol/json.js";
import type { DecoderBounds } from "./decoder.js";
import { checkLength, type RecordBatch } from "./record-batch.js";

/** Where the records of an XML document are. */
export interface XmlOptions {
  /** The name of the element that is a record, with its prefix as it is written: `item`, `ns:item`. */
  readonly record: string;
  /** The name of the outermost element, so that another document, such as an error, is not taken for an empty list. */
  readonly root?: string;
  /** Names of elements whose value is always a list, even where there is one. */
  readonly lists?: readonly string[];
}

/** What sax reports of an element that opens. Its own type would ask users of this package for `@types/sax`. */
interface OpenedTag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, TagAttribute>>;
}

interface TagAttribute {
  readonly name: string;
  readonly prefix: string;
  readonly local: string;
  readonly uri: string;
  readonly value: string;
}

/** An element within a record, until it is closed. */
interface Element {
  readonly name: string;
  readonly attributes: readonly (readonly [string, string])[];
  readonly isNil: boolean;
  readonly children: Map<string, JsonValue[]>;
  text: string;
}

const SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";

/** Builds records out of the events of an XML parser. */
export class XmlRecords {
  readonly #options: XmlOptions;
  readonly #bounds: DecoderBounds;
  readonly #batch: RecordBatch;
  /** From the record to the innermost element; empty outside of records. */
  #elements: Element[] = [];
  #depth = 0;
  #nodes = 0;
  #length = 0;
  /** Whether there is an outermost element. */
  hasRoot = false;

  constructor(options: XmlOptions, bounds: DecoderBounds, batch: RecordBatch) {
    this.#options = options;
    this.#bounds = bounds;
    this.#batch = batch;
  }

  /** Whether an element is still open. */
  get isOpen(): boolean {
    return this.#depth > 0;
  }

  open({ name, attributes }: OpenedTag): void {
    if (this.#depth++ === 0) this.#checkRoot(name);
    if (this.#depth > MAX_DEPTH) throw new SystemError(`The XML is nested more than ${MAX_DEPTH} levels deep.`);
    if (this.#elements.length === 0) {
      if (name !== this.#options.record) return;
      this.#nodes = 0;
      this.#length = 0;
    }
    const own = Object.values(attributes).filter(({ prefix, name }) => prefix !== "xmlns" && name !== "xmlns");
    this.#nodes += 1 + own.length;
    checkCount(this.#nodes, MAX_NODES, "values in one record");
    this.#elements.push({
      name,
      attributes: own.map((attribute) => [`@${attribute.name}`, attribute.value]),
      isNil: own.some(({ uri, local, value }) => uri === SCHEMA_INSTANCE && local === "nil" && value === "true"),
      children: new Map(),
      text: "",
    });
  }

  text(text: string): void {
    const element = this.#elements.at(-1);
    if (element === undefined) return;
    this.#length += text.length;
    checkLength(this.#length, this.#bounds.maxRecordBytes);
    element.text += text;
  }

  close(): void {
    this.#depth--;
    const element = this.#elements.pop();
    if (element === undefined) return;
    const parent = this.#elements.at(-1);
    if (parent === undefined) {
      this.#batch.add(Buffer.from(JSON.stringify(this.#objectOf(element))));
      return;
    }
    const value = this.#valueOf(element);
    const siblings = parent.children.get(element.name);
    if (siblings === undefined) parent.children.set(element.name, [value]);
    else siblings.push(value);
  }

  #valueOf(element: Element): JsonValue {
    if (element.isNil) return null;
    if (element.attributes.length > 0 || element.children.size > 0) return this.#objectOf(element);
    return element.text === "" ? null : element.text;
  }

  #objectOf({ attributes, children, text }: Element): JsonValue {
    const { lists = [] } = this.#options;
    const values = [...children].map(([name, all]): [string, JsonValue] => {
      const isList = all.length > 1 || lists.includes(name);
      return [name, isList ? all : (all[0] ?? null)];
    });
    // Between elements, blanks are only the layout.
    const own = children.size > 0 ? text.trim() : text;
    const texts: readonly [string, JsonValue][] = own === "" ? [] : [["#text", own]];
    return Object.fromEntries<JsonValue>([...attributes, ...values, ...texts]);
  }

  #checkRoot(name: string): void {
    if (this.hasRoot) throw new SystemError("The XML has two outermost elements. Please report it with the log.");
    this.hasRoot = true;
    const { root } = this.#options;
    if (root === undefined ? name.toLowerCase() !== "html" : name === root) return;
    throw new SystemError(
      `The API answered with a document "${name}"${root === undefined ? "" : ` in place of "${root}"`}. ` +
        "Check base_url; else the API may have changed.",
    );
  }
}
