import type { FileHandle } from "node:fs/promises";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import { SystemError } from "../errors/connector-error.js";
import type { DecoderBounds, DecoderInput } from "./decoder.js";

/** How much is decoded at once, in bytes. */
const CHUNK = 65_536;

/** The bytes of an input, in pieces. */
export async function* chunksOf(input: DecoderInput): AsyncGenerator<Uint8Array> {
  if (!Buffer.isBuffer(input)) {
    yield* "file" in input ? chunksOfFile(input.file) : input;
    return;
  }
  for (let at = 0; at < input.length; at += CHUNK) yield input.subarray(at, at + CHUNK);
}

/** By hand, because a stream of a file handle keeps the handle from closing. */
async function* chunksOfFile(file: FileHandle): AsyncGenerator<Uint8Array> {
  for (let at = 0; ; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** The same bytes. @throws SystemError if they are more than the bound. */
export async function* bounded(
  chunks: AsyncIterable<Uint8Array>,
  { maxBytes, advice }: DecoderBounds,
): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > maxBytes) {
      throw new SystemError(`The data has more than ${maxBytes} bytes when it is unpacked. ${advice}`);
    }
    yield chunk;
  }
}

/** The start of the bytes, and all of them. */
export async function peek(
  chunks: AsyncIterable<Uint8Array>,
  length: number,
): Promise<{ readonly head: Buffer; readonly all: AsyncGenerator<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  let isOver = false;
  while (head.length < length && !isOver) {
    const { value, done } = await iterator.next();
    if (done === true) isOver = true;
    else head = Buffer.concat([head, value]);
  }
  return { head: head.subarray(0, length), all: rest() };

  async function* rest(): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > 0) yield head;
      if (!isOver) yield* { [Symbol.asyncIterator]: () => iterator };
    } finally {
      await iterator.return?.();
    }
  }
}

/** What a stream of Node makes of its input. An error of either is thrown, and neither is left open. */
export async function* through<T>(input: AsyncIterable<unknown>, stage: Duplex): AsyncGenerator<T> {
  const fed = pipeline(input, stage);
  fed.catch(() => undefined); // the stage fails with the same error
  yield* stage as AsyncIterable<T>;
  await fed;
}
