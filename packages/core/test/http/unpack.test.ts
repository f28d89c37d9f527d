import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { unpackBody } from "../../src/http/read-body.js";

const TEXT = JSON.stringify(Array.from({ length: 300 }, (_, id) => ({ id, name: `Näme ${id}` })));
const PLAIN = Buffer.from(TEXT);
const MB = 1024 * 1024;

const unpacked = async (bytes: Buffer, encoding?: string, type = "application/json") =>
  (await unpackBody({ bytes, encoding, type }, MB)).toString("utf8");

describe("unpackBody", () => {
  test.each<[string, string | undefined, Buffer]>([
    ["gzip", "gzip", gzipSync(TEXT)],
    ["gzip by its old name", "X-GZip", gzipSync(TEXT)],
    ["gzip without a header", undefined, gzipSync(TEXT)],
    ["gzip that calls itself identity", "identity", gzipSync(TEXT)],
    ["gzip that calls itself deflate", "deflate", gzipSync(TEXT)],
    ["gzip that calls itself br", "br", gzipSync(TEXT)],
    ["deflate with zlib's frame", "deflate", deflateSync(TEXT)],
    ["deflate with zlib's frame, fast", "deflate", deflateSync(TEXT, { level: 1 })],
    ["deflate with zlib's frame and a small window", "deflate", deflateSync(TEXT, { windowBits: 9 })],
    ["deflate with zlib's frame that calls itself gzip", "gzip", deflateSync(TEXT)],
    ["raw deflate", "deflate", deflateRawSync(TEXT)],
    ["raw deflate without compression", "deflate", deflateRawSync(TEXT, { level: 0 })],
    ["brotli", "br", brotliCompressSync(TEXT)],
    ["gzip in gzip", "gzip, gzip", gzipSync(gzipSync(TEXT))],
    ["gzip that says so twice", "gzip, gzip", gzipSync(TEXT)],
    ["deflate in brotli", "deflate, br", brotliCompressSync(deflateSync(TEXT))],
    ["a text that calls itself gzip", "gzip", PLAIN],
    ["a text that calls itself deflate", "deflate", PLAIN],
    ["a text that calls itself br", "br", PLAIN],
    ["a text in an unknown encoding", "aws-chunked", PLAIN],
    ["a text", undefined, PLAIN],
  ])("unpacks %s", async (_what, encoding, bytes) => {
    expect(await unpacked(bytes, encoding)).toBe(TEXT);
  });

  test.each(["gzip", "deflate", "br"])("returns an empty body that calls itself %s", async (encoding) => {
    expect(await unpacked(Buffer.alloc(0), encoding)).toBe("");
  });

  test.each(["HELLO", "80", "x^2", "(1)", "hÄ"])(
    "returns the text %j unchanged, although its start looks packed",
    async (text) => {
      for (const encoding of ["gzip", "deflate", "br"]) expect(await unpacked(Buffer.from(text), encoding)).toBe(text);
    },
  );

  test("keeps an archive packed that is the data itself, unless a header says that it was packed again", async () => {
    const archive = gzipSync(TEXT);
    const plain = await unpackBody({ bytes: archive, encoding: undefined, type: "application/gzip" }, MB);
    expect(plain.equals(archive)).toBe(true);
    const packed = await unpackBody({ bytes: gzipSync(archive), encoding: "gzip", type: "application/gzip" }, MB);
    expect(packed.equals(archive)).toBe(true);
  });

  test.each([
    ["gzip", gzipSync(TEXT)],
    ["deflate", deflateSync(TEXT)],
    ["br", brotliCompressSync(TEXT)],
  ])("refuses %s without its end", async (encoding, bytes) => {
    await expect(unpacked(bytes.subarray(0, bytes.length >> 1), encoding)).rejects.toHaveProperty(
      "code",
      "Z_BUF_ERROR",
    );
  });

  test.each([
    ["gzip", gzipSync(Buffer.alloc(MB + 1, "x"))],
    ["deflate", deflateRawSync(Buffer.alloc(MB + 1, "x"))],
    ["br", brotliCompressSync(Buffer.alloc(MB + 1, "x"))],
  ])("refuses %s that is too long after unpacking", async (encoding, bytes) => {
    await expect(unpacked(bytes, encoding)).rejects.toThrow(/maxContentLength/);
  });
});
