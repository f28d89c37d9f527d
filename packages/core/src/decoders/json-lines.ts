import { isUtf8 } from "node:buffer";
import { SystemError, TransientError } from "../errors/connector-error.js";
import { extractBody } from "../http/extract.js";
import { LINE_FEED, OPEN_BRACE } from "../http/json-bytes.js";
import { JsonScanner } from "../http/scan.js";
import { bounded, chunksOf } from "./bytes.js";
import type { Decoder, DecoderBounds, DecoderInput } from "./decoder.js";
import { checkLength, RecordBatch } from "./record-batch.js";

/** A JSON object on each line (NDJSON, JSONL), in UTF-8; blank lines are skipped. The bytes of a line stay as they are. */
export const jsonLines: Decoder = Object.freeze({ format: "JSON lines", decode });

interface Line {
  readonly bytes: Buffer;
  /** A line without its line break may be cut off. */
  readonly isLast: boolean;
}

async function* decode(input: DecoderInput, bounds: DecoderBounds): AsyncGenerator<readonly Uint8Array[]> {
  const batch = new RecordBatch(bounds);
  let number = 0;
  for await (const lines of linesOf(input, bounds)) {
    for (const line of lines) {
      number++;
      const record = recordOf(line, number);
      if (record !== undefined) batch.add(record);
    }
    if (batch.isFull) yield batch.take();
  }
  yield batch.take();
}

/** The lines of each piece of the input, as views on it where they are whole. */
async function* linesOf(input: DecoderInput, bounds: DecoderBounds): AsyncGenerator<readonly Line[]> {
  let pending: Uint8Array[] = [];
  let pendingLength = 0;
  let isFirst = true;
  for await (const bytes of bounded(chunksOf(input), bounds)) {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const lines: Line[] = [];
    let from = isFirst && chunk.indexOf(BYTE_ORDER_MARK) === 0 ? BYTE_ORDER_MARK.length : 0;
    isFirst = false;
    for (let to = chunk.indexOf(LINE_FEED, from); to >= 0; to = chunk.indexOf(LINE_FEED, from)) {
      const end = chunk.subarray(from, to);
      lines.push({ bytes: pending.length === 0 ? end : Buffer.concat([...pending, end]), isLast: false });
      pending = [];
      pendingLength = 0;
      from = to + 1;
    }
    pending.push(chunk.subarray(from));
    pendingLength += chunk.length - from;
    checkLength(pendingLength, bounds.maxRecordBytes);
    yield lines;
  }
  yield [{ bytes: Buffer.concat(pending), isLast: true }];
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** The object of a line; undefined for a blank one. */
function recordOf({ bytes, isLast }: Line, number: number): Buffer | undefined {
  if (!isUtf8(bytes))
    throw new SystemError(`Line ${number} has bytes that are not UTF-8. Please report it with the log.`);
  const start = new JsonScanner(bytes).blanks(0);
  if (start === bytes.length) return undefined;
  const record = extractBody(bytes);
  if (record !== undefined && bytes[start] === OPEN_BRACE) return record;
  if (isLast && record === undefined && bytes[start] === OPEN_BRACE) {
    throw new TransientError(`The data ends within line ${number}, so it is not complete. Try again later.`);
  }
  throw new SystemError(
    `Line ${number} is not a JSON object. Check that the API answers with JSON lines and not with one JSON document.`,
  );
}
