import { isUtf8 } from "node:buffer";
import type http from "node:http";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, inflateRaw } from "node:zlib";

/** What a body may take. */
export interface BodyLimits {
  readonly maxBytes: number;
  /** The longest silence, and the longest that the body of a refusal is read at all. */
  readonly readMs: number;
}

/** Takes a response's body from the connection. */
export type BodyReader = (
  reply: http.IncomingMessage,
  request: http.ClientRequest,
  limits: BodyLimits,
) => Promise<Buffer>;

/**
 * All bytes of a response, unpacked. From status 400 on the status says more than the body, so a body that cannot be read
 * or unpacked is not a failure: its readable part is returned.
 *
 * Fails with Node's own errors, with `maxContentLength …` for a body that is too large, `ETIMEDOUT` for a silence, and
 * `… aborted` where the connection ends within the body.
 */
export async function readBody(reply: http.IncomingMessage, request: http.ClientRequest, limits: BodyLimits) {
  const isRefusal = (reply.statusCode ?? 0) >= 400;
  const chunks: Buffer[] = [];
  let bytes: Buffer | undefined;
  const timer = isRefusal ? setTimeout(() => reply.destroy(silence(limits.readMs)), limits.readMs) : undefined;
  try {
    await collect(reply, request, { ...limits, chunks });
    bytes = joined(chunks);
    const { "content-encoding": encoding, "content-type": type } = reply.headers;
    return await unpackBody({ bytes, encoding, type }, limits.maxBytes);
  } catch (error) {
    if (!isRefusal) throw error;
    const readable = bytes ?? joined(chunks);
    return isText(readable) ? readable : Buffer.alloc(0);
  } finally {
    clearTimeout(timer);
  }
}

/** The error of a connection on which nothing comes. */
export function silence(ms: number): NodeJS.ErrnoException {
  return Object.assign(new Error(`silence of ${ms} ms`), { code: "ETIMEDOUT" });
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
}

function collect(
  reply: http.IncomingMessage,
  request: http.ClientRequest,
  { chunks, maxBytes, readMs }: BodyLimits & { readonly chunks: Buffer[] },
): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    let length = 0;
    const fail = (error: Error) => {
      reject(error);
      reply.destroy();
    };
    reply.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxBytes) return fail(new Error(`maxContentLength size of ${maxBytes} exceeded`));
      chunks.push(chunk);
    });
    reply.once("end", resolve);
    reply.on("error", fail);
    request.on("error", fail); // comes before "aborted", and names the reason
    reply.once("timeout", () => fail(silence(readMs)));
    reply.once("aborted", () => fail(Object.assign(new Error("the response was aborted"), { code: "ECONNRESET" })));
  });
}

type Unpacker = (packed: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

const UNPACKERS = {
  gzip: promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip),
  zlib: promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate),
  deflate: promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw),
  br: promisify<Buffer, { maxOutputLength: number }, Buffer>(brotliDecompress),
} satisfies Readonly<Record<string, Unpacker>>;

/** A body that is an archive by its own content type is data, so it stays packed. */
const ARCHIVE = /gzip|zip|octet-stream/i;

export interface PackedBody {
  readonly bytes: Buffer;
  /** The header `content-encoding`. */
  readonly encoding: string | undefined;
  /** The header `content-type`. */
  readonly type: string | undefined;
}

/**
 * The body without its compression. The first bytes decide the encoding, and the header only what to try if they do
 * not: proxies unpack bodies and keep the header, gateways pack bodies and set none, and half of the servers send raw
 * deflate where RFC 9110 asks for zlib.
 *
 * @throws zlib's error if the body is damaged; `maxContentLength …` if it would be longer than `maxBytes`.
 */
export async function unpackBody({ bytes, encoding = "", type = "" }: PackedBody, maxBytes: number): Promise<Buffer> {
  const names = encoding.toLowerCase().split(/[\s,]+/);
  const codings = names.filter((name) => name !== "" && name !== "identity").reverse(); // the last one was applied last
  if (codings.length === 0 && !ARCHIVE.test(type)) codings.push("");
  let body = bytes;
  for (const coding of codings) {
    const unpacker = unpackerOf(body, coding);
    if (unpacker === undefined) return body;
    try {
      body = await unpacker(body, { maxOutputLength: maxBytes });
    } catch (error) {
      if (isText(body)) return body; // it is not packed at all
      throw isTooLong(error) ? new Error(`maxContentLength size of ${maxBytes} exceeded`) : error;
    }
  }
  return body;
}

function unpackerOf(body: Buffer, coding: string): Unpacker | undefined {
  if (isGzip(body)) return UNPACKERS.gzip;
  if (coding === "" || body.length === 0) return undefined;
  if (coding === "br") return UNPACKERS.br;
  if (isZlib(body)) return UNPACKERS.zlib;
  return coding === "deflate" ? UNPACKERS.deflate : undefined;
}

/** RFC 1952. No text in UTF-8 begins with these bytes. */
function isGzip(body: Buffer): boolean {
  return body[0] === 0x1f && body[1] === 0x8b;
}

/** RFC 1950: method 8, a window of at most 32 kB, and a checksum over the two bytes. */
function isZlib(body: Buffer): boolean {
  return body.length > 1 && ((body[0] ?? 0) & 0x8f) === 0x08 && body.readUInt16BE(0) % 31 === 0;
}

/** Whether a body can be read as it is. Control characters are never in JSON, HTML or XML, but appear early in packed bytes. */
function isText(body: Buffer): boolean {
  return isUtf8(body) && !/[^\P{Cc}\t\n\r]/u.test(body.toString("utf8", 0, 1000));
}

function isTooLong(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
}
