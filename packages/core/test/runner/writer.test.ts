import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { run } from "@sluice/core";
import { FastClock } from "@sluice/testkit";
import { log, state } from "../../src/protocol/messages.js";
import { ReaderGone, Writer } from "../../src/runner/writer.js";
import { Rows } from "../../src/streams/rows.js";
import { Acme, type FakeAcme, startAcme } from "./support/acme.js";
import { Failing, Held } from "./support/outlets.js";

const rows = (...texts: string[]) => new Rows(texts.map((text) => Buffer.from(text)));

describe("the writer", () => {
  test("writes a page of records with one write, their bytes unchanged", async () => {
    const out = new Held();
    const written = new Writer(new AbortController(), out).records(
      'a "b"',
      rows('{"n":1.10}', '{"id":9007199254740993}'),
      5,
    );
    expect(out.chunks).toEqual([
      '{"type":"RECORD","record":{"stream":"a \\"b\\"","emitted_at":5,"data":{"n":1.10}}}\n' +
        '{"type":"RECORD","record":{"stream":"a \\"b\\"","emitted_at":5,"data":{"id":9007199254740993}}}\n',
    ]);
    out.take();
    await written;
  });

  test("writes no letter that some readers take for the end of a line, in a record and in any other message", async () => {
    const out = new Held();
    const writer = new Writer(new AbortController(), out);
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

  test("is done with a write only when the reader has taken it", async () => {
    const out = new Held();
    const writer = new Writer(new AbortController(), out);
    let done = 0;
    const count = () => {
      done++;
    };
    const writes = [writer.send(log("INFO", "one")).then(count), writer.records("s", rows('{"a":1}'), 0).then(count)];
    await turn();
    expect([done, out.chunks.length]).toEqual([0, 1]);
    out.take();
    await writes[0];
    await turn();
    expect([done, out.chunks.length]).toEqual([1, 2]);
    out.take();
    await Promise.all(writes);
    expect(done).toBe(2);
  });

  test.each(["EPIPE", "ERR_STREAM_DESTROYED"])(
    "takes %s as a reader that went away, and refuses all that follows",
    async (code) => {
      const out = new Failing(code, 0);
      const stop = new AbortController();
      const writer = new Writer(stop, out);
      await expect(writer.send(log("INFO", "one"))).rejects.toBeInstanceOf(ReaderGone);
      expect(stop.signal.reason).toBeInstanceOf(ReaderGone);
      await expect(writer.send(log("INFO", "two"))).rejects.toBeInstanceOf(ReaderGone);
      await expect(writer.lastWords(log("INFO", "three"))).rejects.toBeInstanceOf(ReaderGone);
    },
  );

  test("refuses what comes after a stop, but for the last words", async () => {
    const out = new Failing("none", 9);
    const stop = new AbortController();
    const writer = new Writer(stop, out);
    stop.abort(new Error("enough"));
    await expect(writer.records("s", rows('{"a":1}'), 0)).rejects.toThrow("enough");
    await writer.lastWords(log("ERROR", "the end"));
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
  const read = (out: Failing) => {
    const command = { name: "read", log: { debug: false, format: "json" }, config: async () => acme.config } as const;
    return run(new Acme(), command, { out, clock: new FastClock(), stop: new AbortController() });
  };

  test("a full disk is exit 1 and a text on stderr that says why", async () => {
    const out = new Failing("ENOSPC", 8);
    expect(await read(out)).toBe(1);
    expect(stderr).toEqual(["stdout cannot be written: ENOSPC: it cannot be written\n"]);
    expect(out.chunks).toHaveLength(8);
  });

  test("a reader that went away is silence, wherever in the run it goes", async () => {
    for (let after = 0; after < 20; after += 3) {
      const out = new Failing("EPIPE", after);
      expect([after, await read(out), stderr]).toEqual([after, "reader gone", []]);
      expect(out.chunks).toHaveLength(after);
    }
  });
});
