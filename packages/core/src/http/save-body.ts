import type { FileHandle } from "node:fs/promises";
import type http from "node:http";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { SystemError } from "../errors/connector-error.js";
import { type BodyLimits, type BodyReader, readBody } from "./read-body.js";

/** Where a body is saved that may be larger than memory. */
export interface FileTarget {
  readonly file: FileHandle;
  readonly maxBytes: number;
}

/**
 * Reads the body of a success into a file, from its start, and returns no bytes; any other body is read as usual. The whole file
 * is written when it returns.
 *
 * Fails like `readBody`, and with a SystemError for a body that is too large.
 */
export function savingTo(target: FileTarget): BodyReader {
  return async (reply, request, limits) => {
    const { statusCode = 0 } = reply;
    if (statusCode < 200 || statusCode >= 300) return readBody(reply, request, limits);
    await target.file.truncate(0); // an attempt before this one may have written a part
    await save(reply, request, { ...limits, ...target });
    return Buffer.alloc(0);
  };
}

async function save(
  reply: http.IncomingMessage,
  request: http.ClientRequest,
  { file, maxBytes }: BodyLimits & FileTarget,
): Promise<void> {
  request.on("error", (error) => reply.destroy(error));
  reply.once("timeout", () => reply.destroy(Object.assign(new Error("silence"), { code: "ETIMEDOUT" })));
  const last = atMost(maxBytes);
  const unpacked = pipeline([reply, ...unpackersOf(reply.headers["content-encoding"]), last]);
  const ends = await Promise.allSettled([write(last, file), unpacked]); // both, so that no write is left for the next attempt
  for (const end of ends) if (end.status === "rejected") throw end.reason as Error;
}

/** By hand, because a stream of a file handle keeps the handle from closing. */
async function write(chunks: AsyncIterable<Buffer>, file: FileHandle): Promise<void> {
  let at = 0;
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; ) {
      const { bytesWritten } = await file.write(chunk, from, chunk.length - from, at).catch(notSaved);
      from += bytesWritten;
      at += bytesWritten;
    }
  }
}

function notSaved(error: NodeJS.ErrnoException): never {
  throw new SystemError(
    `A downloaded file cannot be saved (${error.code}). Free space in the folder for temporary files, or set TMPDIR.`,
  );
}

const UNPACKERS = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  identity: undefined,
} as const;

function unpackersOf(encoding = "identity"): Transform[] {
  const names = encoding.toLowerCase().split(/[\s,]+/);
  return names.reverse().flatMap((name) => UNPACKERS[name as keyof typeof UNPACKERS]?.() ?? []);
}

function atMost(maxBytes: number): Transform {
  let length = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      length += chunk.length;
      if (length <= maxBytes) return done(undefined, chunk);
      done(
        new SystemError(
          `The file has more than ${maxBytes} bytes. Ask for smaller files, e.g. with a narrower window.`,
        ),
      );
    },
  });
}
