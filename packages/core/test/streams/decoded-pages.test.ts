import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi } from "@sluice/testkit";
import { csv } from "../../src/decoders/csv.js";
import type { Decoder } from "../../src/decoders/decoder.js";
import { gzip } from "../../src/decoders/gzip.js";
import { jsonLines } from "../../src/decoders/json-lines.js";
import { xml } from "../../src/decoders/xml.js";
import { zip } from "../../src/decoders/zip.js";
import { SystemError, TransientError } from "../../src/errors/connector-error.js";
import { LinkHeaderPaginator } from "../../src/pagination/link-header.js";
import type { StreamContext } from "../../src/streams/context.js";
import { bomb } from "../support/decoding.js";
import { contextOf, Items, readAll } from "../support/streams.js";
import { zipOf } from "../support/zip-file.js";

let api: FakeApi;
beforeEach(async () => {
  api = await FakeApi.start();
});
afterEach(() => api.close());

/** A stream of decoded pages. */
class Decoded extends Items {
  override readonly decode: Decoder;

  constructor(context: StreamContext<undefined>, decode: Decoder) {
    super(context, new LinkHeaderPaginator());
    this.decode = decode;
  }
}

function read(decode: Decoder, limits: Partial<StreamContext<undefined>["limits"]> = {}) {
  const { context } = contextOf(api);
  return readAll(new Decoded({ ...context, limits: { ...context.limits, ...limits } }, decode));
}

const XML = "<items><item><id>1</id></item></items>";

describe("a stream with a decoder", () => {
  test.each([
    ["JSON lines", jsonLines, { text: '{"id":12345678901234567890}\n' }, '{"id":12345678901234567890}'],
    ["CSV", csv(), { text: "id,name\n007,Ada\n" }, '{"id":"007","name":"Ada"}'],
    ["XML", xml({ record: "item" }), { text: XML }, '{"id":"1"}'],
    [
      "gzip",
      gzip(csv()),
      { bytes: gzipSync("id\n1\n"), headers: { "content-type": "application/gzip" } },
      '{"id":"1"}',
    ],
    [
      "gzip that calls itself CSV",
      gzip(csv()),
      { bytes: gzipSync("id\n1\n"), headers: { "content-type": "text/csv" } },
      '{"id":"1"}',
    ],
    [
      "gzip that was compressed for the connection too",
      gzip(csv()),
      { bytes: gzipSync(gzipSync("id\n1\n")), headers: { "content-encoding": "gzip" } },
      '{"id":"1"}',
    ],
    ["ZIP", zip(csv()), { bytes: zipOf([{ name: "a.csv", text: "id\n1\n" }]) }, '{"id":"1"}'],
  ])("reads %s", async (_what, decoder, reply, expected) => {
    api.get("/items", () => reply);
    expect((await read(decoder)).texts).toEqual([expected]);
    expect(api.requests[0]?.headers["accept"]).toBe("*/*");
  });

  test("follows Link headers from page to page", async () => {
    api.get("/items", ({ query }) => {
      const page = Number(query.get("page") ?? 1);
      const headers = page < 3 ? { link: `</items?page=${page + 1}>; rel="next"` } : {};
      return { text: `id\n${page}\n`, headers };
    });
    const { values, pages } = await read(csv());
    expect(values).toEqual([{ id: "1" }, { id: "2" }, { id: "3" }]);
    expect(pages).toBe(3);
  });

  test("says which reply cannot be read, and how it begins", async () => {
    api.get("/items", () => ({ text: "id,name\n1\n" }));
    const { error } = await read(csv());
    expect(error).toBeInstanceOf(SystemError);
    expect(String(error)).toContain("GET /items, HTTP 200, CSV: Row 2 of the CSV has 1 value in place of 2");
    expect((error as SystemError).detail).toContain("id,name");
  });

  test("fails for a file that is not complete, without a record of it", async () => {
    const file = gzipSync("id\n1\n2\n");
    api.get("/items", () => ({ bytes: file.subarray(0, -4), headers: { "content-type": "application/gzip" } }));
    const { error, values } = await read(gzip(csv()));
    expect(error).toBeInstanceOf(TransientError);
    expect(String(error)).toContain("GET /items, HTTP 200, CSV in gzip: The gzip file is damaged or not complete");
    expect(values).toEqual([]);
  });

  test("fails for an error with status 200", async () => {
    api.get("/items", () => ({ json: { error: "expired" } }));
    expect(String((await read(jsonLines)).error)).toContain("none of the fields of this record");
  });

  test("refuses a small file that unpacks to more than limits.largest_body_mb", async () => {
    api.get("/items", () => ({ bytes: bomb(30), headers: { "content-type": "application/gzip" } }));
    const { error } = await read(gzip(jsonLines), { maxBodyBytes: 1_000_000 });
    expect(String(error)).toContain("raise limits.largest_body_mb");
  });

  test("refuses a small file whose names make its records longer than limits.largest_body_mb", async () => {
    api.get("/items", () => ({ text: `id,${"x".repeat(10_000)}\n${"1,2\n".repeat(2000)}` }));
    const { error } = await read(csv(), { maxBodyBytes: 1_000_000 });
    expect(String(error)).toContain("The records have more than 1000000 bytes");
  });
});
