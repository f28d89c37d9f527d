import { createGunzip } from "node:zlib";
import { SystemError, TransientError } from "../errors/connector-error.js";
import { chunksOf, peek, through } from "./bytes.js";
import type { Decoder, DecoderInput } from "./decoder.js";

/**
 * For a file that is gzip itself, e.g. `report.csv.gz`. Compression of the connection (`Content-Encoding`) is undone before any
 * decoder; a file that was unpacked on the way is read as it is.
 */
export function gzip(inner: Decoder): Decoder {
  return Object.freeze({
    format: `${inner.format} in gzip`,
    decode: (input, bounds) => inner.decode(unpacked(input), bounds),
  } satisfies Decoder);
}

async function* unpacked(input: DecoderInput): AsyncGenerator<Uint8Array> {
  const { head, all } = await peek(chunksOf(input), 2);
  if (head.length === 0) throw new SystemError("The file is empty, which no gzip file is. Please report it.");
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* all;
    return;
  }
  try {
    yield* through<Uint8Array>(all, createGunzip());
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    if (typeof code !== "string" || !code.startsWith("Z_")) throw error;
    throw new TransientError("The gzip file is damaged or not complete. Try again later.", { detail: code });
  }
}
