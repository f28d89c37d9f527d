/** A sync that is killed at any moment, and run again, has neither a gap nor a duplicate: not even in a table without a key. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { seeded } from "@sluice/testkit";
import { program, query, sluice } from "./support.js";

const RECORDS = 40_000;
const KILLS = 12;

/** Writes ids from its state on, and after so many lines kills the one that reads them: whatever that one is doing just then. */
const SOURCE = `
  const fs = require("node:fs");
  const args = process.argv.slice(2);
  const print = (message) => fs.writeSync(1, JSON.stringify(message) + "\\n");
  if (args[0] === "discover") {
    const json_schema = { properties: { id: { type: "integer" } } };
    print({ type: "CATALOG", catalog: { streams: [{ name: "log", json_schema, supported_sync_modes: ["incremental"] }] } });
    process.exit();
  }
  const at = args.indexOf("--state");
  const from = at < 0 ? 0 : JSON.parse(fs.readFileSync(args[at + 1], "utf8"))[0].stream.stream_state.id;
  let left = Number(process.env.KILL_AFTER);
  for (let id = from + 1; id <= ${RECORDS}; id++) {
    print({ type: "RECORD", record: { stream: "log", emitted_at: 1, data: { id } } });
    if (id % 50 === 0) print({ type: "STATE", state: { type: "STREAM", stream: { stream_descriptor: { name: "log" }, stream_state: { id } } } });
    if (--left === 0) process.kill(process.ppid, "SIGKILL");
  }`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("killed again and again, it still lands each record once", async () => {
  const file = await program(folder, "source-log.js", SOURCE);
  const args = ["sync", file, "--to", "duckdb:log.duckdb", "--batch", "1000"];
  const random = seeded(20_261_121);
  let landed = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const after = 1_500 + Math.floor(random() * 9_000);
    await sluice(folder, args, { KILL_AFTER: String(after) });
    const [{ count, most, different } = {}] = await query(
      join(folder, "log.duckdb"),
      "SELECT count(*) AS count, coalesce(max(id), 0) AS most, count(DISTINCT id) AS different FROM log.log.log",
    ).catch(() => [{ count: 0, most: 0, different: 0 }]); // killed before there was a table
    expect([Number(different), Number(most)]).toEqual([Number(count), Number(count)]);
    expect(Number(count)).toBeGreaterThanOrEqual(landed);
    landed = Number(count);
  }
  expect(landed).toBeGreaterThan(0);
  const last = await sluice(folder, args);
  expect([last.status, last.stderr]).toEqual([0, ""]);
  const [row] = await query(
    join(folder, "log.duckdb"),
    "SELECT count(*) AS count, count(DISTINCT id) AS different, min(id) AS least, max(id) AS most FROM log.log.log",
  );
  expect(row).toEqual({ count: String(RECORDS), different: String(RECORDS), least: "1", most: String(RECORDS) });
});
