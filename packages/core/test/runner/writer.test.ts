import { Writable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { run } from "@sluice/core/internal";
import { FastClock } from "@sluice/testkit";
import { Secrets } from "../../src/errors/secrets.js";
import { log, state } from "../../src/protocol/messages.js";
import { ReaderGone, Writer } from "../../src/runner/writer.js";
import { RawRecords } from "../../src/streams/raw-records.js";
import { Acme, type FakeAcme, startAcme } from "./support/acme.js";
import { FailingWritable, SlowWritable } from "./support/writables.js";

const writerOn = (out: Writable, stop = new AbortController()) => new Writer({ stop, secrets: new Secrets(), out });
const rows = (...texts: string[]) => new RawRecords(texts.map((text) => Buffer.from(text)));

describe("Writer", () => {
  test("writes a page of records with one write and unchanged bytes", async () => {
    const out = new SlowWritable();
    const written = writerOn(out).records('a "b"', rows('{"n":1.10}', '{"id":9007199254740993}'), 5);
    expect(out.chunks).toEqual([
      '{"type":"RECORD","record":{"stream":"a \\"b\\"","emitted_at":5,"data":{"n":1.10}}}\n' +
        '{"type":"RECORD","record":{"stream":"a \\"b\\"","emitted_at":5,"data":{"id":9007199254740993}}}\n',
    ]);
    out.take();
    await written;
  });

  test("escapes characters that some readers treat as a line end, in records and other messages", async () => {
    const out = new SlowWritable();
    const writer = writerOn(out);
    const message = state("s\u0085", { cursor: "a\u2028b\u2029" }, 1);
    const writes = [writer.records("s\u0085", rows('{"k\u2028":"é\u2029"}', '{"plain":1}'), 0), writer.send(message)];
    while (out.chunks.length < 2) {
      out.take();
      await turn();
    }
    out.take();
    await Promise.all(writes);
    const lines = out.chunks.join("").split(/[\n\u0085\u2028\u2029]/);
    expect(lines.filter((line) => line !== "").map((line) => JSON.parse(line) as unknown)).toEqual([
      { type: "RECORD", record: { stream: "s\u0085", emitted_at: 0, data: { "k\u2028": "é\u2029" } } },
      { type: "RECORD", record: { stream: "s\u0085", emitted_at: 0, data: { plain: 1 } } },
      message,
    ]);
  });

  test("leaves the bytes of a page to a stream that keeps them", async () => {
    const kept: Buffer[] = [];
    const writer = writerOn(
      new Writable({
        write: (chunk: Buffer, _encoding, done) => {
          kept.push(chunk);
          done();
        },
      }),
    );
    for (const page of [1, 2, 3]) await writer.records("s", rows(`{"page":${page}}`), 0);
    expect(kept.map((chunk) => /"page":\d/.exec(chunk.toString())?.[0])).toEqual(['"page":1', '"page":2', '"page":3']);
  });

  test("finishes a write only when the reader has accepted it", async () => {
    const out = new SlowWritable();
    const writer = writerOn(out);
    let done = 0;
    const count = () => {
      done++;
    };
    const writes = [writer.send(log("INFO", "one")).then(count), writer.records("s", rows('{"a":1}'), 0).then(count)];
    await turn();
    expect(done).toBe(0);
    expect(out.chunks).toHaveLength(1);
    out.take();
    await writes[0];
    await turn();
    expect(done).toBe(1);
    expect(out.chunks).toHaveLength(2);
    out.take();
    await Promise.all(writes);
    expect(done).toBe(2);
  });

  test.each(["EPIPE", "ERR_STREAM_DESTROYED"])(
    "treats %s as a closed reader and refuses all later writes",
    async (code) => {
      const out = new FailingWritable(code, 0);
      const stop = new AbortController();
      const writer = writerOn(out, stop);
      await expect(writer.send(log("INFO", "one"))).rejects.toBeInstanceOf(ReaderGone);
      expect(stop.signal.reason).toBeInstanceOf(ReaderGone);
      await expect(writer.send(log("INFO", "two"))).rejects.toBeInstanceOf(ReaderGone);
      await expect(writer.sendLast(log("INFO", "three"))).rejects.toBeInstanceOf(ReaderGone);
    },
  );

  test("refuses all writes after a stop except the last message", async () => {
    const out = new FailingWritable("none", 9);
    const stop = new AbortController();
    const writer = writerOn(out, stop);
    stop.abort(new Error("enough"));
    await expect(writer.records("s", rows('{"a":1}'), 0)).rejects.toThrow("enough");
    await writer.sendLast(log("ERROR", "the end"));
    expect(out.chunks.join("")).toBe('{"type":"LOG","log":{"level":"ERROR","message":"the end"}}\n');
  });
});

describe("a run whose stdout fails", () => {
  let acme: FakeAcme;
  let stderr: string[];
  beforeEach(async () => {
    acme = await startAcme();
    stderr = [];
    jest.spyOn(process.stderr, "write").mockImplementation((text) => stderr.push(String(text)) > 0);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await acme.api.close();
  });
  const read = (out: FailingWritable) => {
    const command = { name: "read", log: { debug: false, format: "json" }, config: async () => acme.config } as const;
    return run(new Acme(), command, { out, clock: new FastClock(), stop: new AbortController() });
  };

  test("exits with 1 and the reason on stderr if the disk is full", async () => {
    const out = new FailingWritable("ENOSPC", 8);
    expect(await read(out)).toBe(1);
    expect(stderr).toEqual(["Cannot write to stdout: ENOSPC: it cannot be written\n"]);
    expect(out.chunks).toHaveLength(8);
  });

  test("ends silently if the reader goes away, at any time", async () => {
    for (let after = 0; after < 20; after += 3) {
      const out = new FailingWritable("EPIPE", after);
      expect([after, await read(out), stderr]).toEqual([after, "reader gone", []]);
      expect(out.chunks).toHaveLength(after);
    }
  });
});
