import { gzipSync } from "node:zlib";
import type { Decoder, DecoderBounds, DecoderInput } from "../../src/decoders/decoder.js";
import type { JsonObject } from "../../src/protocol/json.js";

const BOUNDS: DecoderBounds = {
  maxBytes: 1_000_000,
  maxRecords: 100_000,
  maxRecordBytes: 1_000_000,
  advice: "Raise limits.largest_body_mb.",
  fields: [],
};

export type Input = string | Buffer | DecoderInput;

/** The lines that a decoder makes. */
export async function linesOf(decoder: Decoder, input: Input, bounds: Partial<DecoderBounds> = {}): Promise<string[]> {
  const lines: string[] = [];
  const bytes = typeof input === "string" ? Buffer.from(input) : input;
  for await (const batch of decoder.decode(bytes, { ...BOUNDS, ...bounds })) {
    lines.push(...batch.map((line) => Buffer.from(line).toString("utf8")));
  }
  return lines;
}

/** The records that a decoder makes. */
export async function recordsOf(
  decoder: Decoder,
  input: Input,
  bounds: Partial<DecoderBounds> = {},
): Promise<JsonObject[]> {
  const lines = await linesOf(decoder, input, bounds);
  return lines.map((line) => JSON.parse(line) as JsonObject);
}

/** The same bytes in pieces of random lengths, as a connection brings them. */
export async function* pieces(bytes: Buffer, random: () => number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + Math.floor(random() * 7);
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

/** JSON lines of many bytes that are small when they are packed. */
export function bomb(megabytes: number): Buffer {
  return gzipSync(Buffer.alloc(megabytes * 1_000_000, `{"id":1,"name":"${"x".repeat(1000)}"}\n`));
}
