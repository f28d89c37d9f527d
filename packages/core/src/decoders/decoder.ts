import type { FileHandle } from "node:fs/promises";

/** What a decoder reads: a body in memory, an open file, or bytes as another decoder unpacks them. */
export type DecoderInput = Buffer | { readonly file: FileHandle } | AsyncIterable<Uint8Array>;

/** How much a decoder may produce before it fails: 200 kB of gzip can be 200 MB of text. */
export interface DecoderBounds {
  /** How large the input may be, unpacked. */
  readonly maxBytes: number;
  readonly maxRecords: number;
  /** How long one record may be, as text and as JSON. */
  readonly maxRecordBytes: number;
  /** What to do about more than `maxBytes`, for messages. */
  readonly advice: string;
  /** Names of which the first record has at least one; anything else is another answer, such as an error with status 200. */
  readonly fields: readonly string[];
}

/**
 * Turns the bytes of a response or of a file into records: `jsonLines`, `csv`, `xml`, or `gzip` and `zip` around one of them.
 * It holds settings and no progress. One of your own must fail for an input that is cut off, because fewer records would look
 * like all of them.
 */
export interface Decoder {
  /** For messages, e.g. `CSV`. */
  readonly format: string;
  /**
   * Records in order, in batches: each is a JSON object on one line, in UTF-8.
   *
   * @throws ConnectorError for an input that is damaged, cut off, of another format, or too large.
   */
  decode(input: DecoderInput, bounds: DecoderBounds): AsyncIterable<readonly Uint8Array[]>;
}
