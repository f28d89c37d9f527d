import { SystemError } from "../errors/connector-error.js";
import { checkCount } from "../http/json-limits.js";
import type { JsonObject } from "../protocol/json.js";
import type { DecoderBounds } from "./decoder.js";

/** A batch is passed on when it has so many records or bytes. */
const FULL_RECORDS = 1000;
const FULL_BYTES = 1_048_576;

/** Collects records into batches, within the bounds. */
export class RecordBatch {
  readonly #bounds: DecoderBounds;
  #records: Uint8Array[] = [];
  #bytes = 0;
  #count = 0;

  constructor(bounds: DecoderBounds) {
    this.#bounds = bounds;
  }

  /** @throws SystemError for a record that is too long or one too many, and for a first one that is another answer. */
  add(record: Uint8Array): void {
    const { maxRecords, maxRecordBytes } = this.#bounds;
    checkLength(record.length, maxRecordBytes);
    if (this.#count === 0) checkFields(record, this.#bounds.fields);
    checkCount(++this.#count, maxRecords, "records");
    this.#records.push(record);
    this.#bytes += record.length;
  }

  get isFull(): boolean {
    return this.#records.length >= FULL_RECORDS || this.#bytes >= FULL_BYTES;
  }

  /** The records since the last time. */
  take(): readonly Uint8Array[] {
    const records = this.#records;
    this.#records = [];
    this.#bytes = 0;
    return records;
  }
}

/** @throws SystemError for a record that is too long for memory. */
export function checkLength(length: number, maxRecordBytes: number): void {
  if (length <= maxRecordBytes) return;
  throw new SystemError(
    `A record has more than ${maxRecordBytes} bytes. If it may be that long, raise limits.largest_body_mb.`,
  );
}

function checkFields(record: Uint8Array, fields: readonly string[]): void {
  if (fields.length === 0) return;
  const value = JSON.parse(Buffer.from(record).toString("utf8")) as JsonObject;
  if (Object.keys(value).some((field) => fields.includes(field))) return;
  throw new SystemError("The reply has none of the fields of this record. The API may have changed.");
}
