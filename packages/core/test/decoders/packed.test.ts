import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { gzip } from "../../src/decoders/gzip.js";
import { jsonLines } from "../../src/decoders/json-lines.js";
import { zip } from "../../src/decoders/zip.js";
import { SystemError, TransientError } from "../../src/errors/connector-error.js";
import { rejectionOf } from "../support/client.js";
import { bomb, recordsOf } from "../support/decoding.js";
import { zipOf } from "../support/zip-file.js";

const TEXT = '{"id":1}\n{"id":2}\n';
const RECORDS = [{ id: 1 }, { id: 2 }];

/** The errors of an input that is cut off at each of its bytes. */
async function cutErrors(decoder: Parameters<typeof recordsOf>[0], whole: Buffer): Promise<unknown[]> {
  const errors = [];
  for (let length = 0; length < whole.length; length++) {
    errors.push(await rejectionOf(recordsOf(decoder, whole.subarray(0, length))));
  }
  return errors;
}

describe("gzip", () => {
  test("reads a file, and one of several members", async () => {
    expect(await recordsOf(gzip(jsonLines), gzipSync(TEXT))).toEqual(RECORDS);
    const members = Buffer.concat([gzipSync('{"id":1}\n'), gzipSync('{"id":2}\n')]);
    expect(await recordsOf(gzip(jsonLines), members)).toEqual(RECORDS);
  });

  test("reads a file that was unpacked on the way", async () => {
    expect(await recordsOf(gzip(jsonLines), TEXT)).toEqual(RECORDS);
  });

  test("reads gzip in gzip", async () => {
    expect(await recordsOf(gzip(gzip(jsonLines)), gzipSync(gzipSync(TEXT)))).toEqual(RECORDS);
  });

  test("fails for a file that is cut off anywhere, its trailer included", async () => {
    const whole = gzipSync(TEXT);
    const errors = await cutErrors(gzip(jsonLines), whole);
    expect(errors).toHaveLength(whole.length);
    expect(errors.filter((error) => !(error instanceof TransientError || error instanceof SystemError))).toEqual([]);
    expect(String(errors.at(-1))).toContain("The gzip file is damaged or not complete");
  });

  test("fails for a wrong checksum", async () => {
    const file = gzipSync(TEXT);
    file.writeUInt32LE(0, file.length - 8);
    expect(await rejectionOf(recordsOf(gzip(jsonLines), file))).toBeInstanceOf(TransientError);
  });

  test("refuses 30 MB in 30 kB at the bound, without unpacking the rest", async () => {
    const packed = bomb(30);
    expect(packed.length).toBeLessThan(200_000);
    const started = performance.now();
    const error = await rejectionOf(recordsOf(gzip(jsonLines), packed, { maxBytes: 200_000 }));
    expect(String(error)).toContain("more than 200000 bytes when it is unpacked");
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe("zip", () => {
  const one = zipOf([
    { name: "folder/", text: "" },
    { name: "a.jsonl", text: TEXT },
  ]);
  const several = zipOf([
    { name: "readme.txt", text: "hello" },
    { name: "a.jsonl", text: '{"id":1}' },
    { name: "b.jsonl", text: '{"id":2}' },
  ]);

  test("reads the only file of an archive", async () => {
    expect(await recordsOf(zip(jsonLines), one)).toEqual(RECORDS);
  });

  test("reads the file of a name, or all files that match a pattern", async () => {
    expect(await recordsOf(zip(jsonLines, { entry: "b.jsonl" }), several)).toEqual([{ id: 2 }]);
    expect(await recordsOf(zip(jsonLines, { entry: /\.jsonl$/g }), several)).toEqual(RECORDS);
  });

  test("reads gzip in an archive", async () => {
    expect(await recordsOf(zip(gzip(jsonLines)), one)).toEqual(RECORDS);
  });

  test.each([
    ["several files without a choice", several, {}, "has 3 files (readme.txt, a.jsonl, b.jsonl), of which 3 match"],
    ["no file of the name", several, { entry: "c.jsonl" }, "of which 0 match"],
    ["no file at all", zipOf([]), {}, "has 0 files"],
    ["encryption", zipOf([{ name: "a", text: TEXT, isEncrypted: true }]), {}, "is encrypted"],
    ["another format", Buffer.from("id,name\n"), {}, "not a ZIP archive"],
  ])("fails for %s", async (_what, archive, options, message) => {
    const error = await rejectionOf(recordsOf(zip(jsonLines, options), archive));
    expect(error).toBeInstanceOf(SystemError);
    expect(String(error)).toContain(message);
  });

  test("fails for a file whose checksum is another one", async () => {
    const archive = zipOf([{ name: "a", text: TEXT, wrongSum: true }]);
    expect(await rejectionOf(recordsOf(zip(jsonLines), archive))).toBeInstanceOf(TransientError);
  });

  test("fails for an archive that is cut off anywhere, its directory included", async () => {
    const errors = await cutErrors(zip(jsonLines), one);
    expect(errors).toHaveLength(one.length);
    expect(errors.filter((error) => !(error instanceof TransientError || error instanceof SystemError))).toEqual([]);
    expect(errors.at(-1)).toBeInstanceOf(TransientError);
  });

  test("fails for an archive within gzip, which has no end to start from", async () => {
    expect(String(await rejectionOf(recordsOf(gzip(zip(jsonLines)), gzipSync(one))))).toContain(
      "cannot be read inside",
    );
  });

  test("applies the bounds to all files together", async () => {
    const text = '{"id":1}\n'.repeat(1000);
    const archive = zipOf([
      { name: "a", text },
      { name: "b", text },
    ]);
    const decoder = zip(jsonLines, { entry: /./ });
    expect(await recordsOf(decoder, archive, { maxBytes: 18_000, maxRecords: 2000 })).toHaveLength(2000);
    expect(String(await rejectionOf(recordsOf(decoder, archive, { maxBytes: 17_999 })))).toContain(
      "when it is unpacked",
    );
    expect(String(await rejectionOf(recordsOf(decoder, archive, { maxRecords: 1999 })))).toContain("more than");
  });
});
