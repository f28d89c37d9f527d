/** How a command ends before its time: by a signal, by a second one, or because nobody reads its output. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { program, query, type Ran, shell } from "../cli/support.js";

const bin = fileURLToPath(new URL("../../bin/sluice.js", import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Work folders that a sync has left in its temp folder, which is the test's own. */
const left = async () => (await readdir(folder)).filter((name) => name.startsWith("sluice-"));

/** Lists this many streams, and has a record with a state for each. */
const SOURCE = `
  const print = (message) => console.log(JSON.stringify(message));
  const names = Array.from({ length: Number(process.env.STREAMS ?? 3000) }, (_none, index) => "stream_" + index);
  const verb = process.argv[2];
  if (verb === "check") print({ type: "CONNECTION_STATUS", connectionStatus: { status: "SUCCEEDED" } });
  if (verb === "discover") print({ type: "CATALOG", catalog: { streams: names.map((name) => ({ name, json_schema: {}, supported_sync_modes: ["full_refresh", "incremental"] })) } });
  if (verb === "read") for (const stream of names) {
    for (let id = 0; id < 100; id++) print({ type: "RECORD", record: { stream, emitted_at: 1, data: { id, text: "x".repeat(1000) } } });
    print({ type: "STATE", state: { type: "STREAM", stream: { stream_descriptor: { name: stream }, stream_state: { id: 100 } } } });
  }`;

describe("a closed output", () => {
  test.each([
    "sluice status | true",
    "sluice --help | true",
    "sluice check ./source-x.js | true",
    "sluice discover ./source-x.js | head -1",
    "sluice discover ./source-x.js --json | head -c 1",
    "sluice preview ./source-x.js stream_0 --json | head -1",
    "sluice query 'SELECT * FROM range(3000000)' | head -1",
    "sluice query 'SELECT * FROM range(3000000)' --json | head -1",
    "sluice query 'SELECT * FROM range(3000000)' --csv | head -1",
  ])("ends a command that only reads silently, and with success: %s", async (script) => {
    await query(join(folder, "sluice.duckdb"), "SELECT 1");
    await program(folder, "source-x.js", SOURCE);
    expect(await shell(folder, script)).toMatchObject({ status: 0, stderr: "" });
    expect(await left()).toEqual([]);
  });

  test.each([
    "sluice sync ./source-x.js --env STREAMS | true",
    "sluice sync ./source-x.js --env STREAMS --json | head -1",
  ])("ends a sync with status 141, without a stack: %s", async (script) => {
    await program(folder, "source-x.js", SOURCE);
    const ran = await shell(folder, script, { STREAMS: "3" });
    expect([ran.status, ran.stderr]).toEqual([141, ""]);
    expect(await left()).toEqual([]);
  });

  test("of stderr ends nothing", async () => {
    await program(folder, "source-x.js", SOURCE);
    const sources = [{ source: "./nothing.js" }, { source: "./source-x.js" }];
    await writeFile(join(folder, "sluice.config.json"), JSON.stringify({ sources }));
    const ran = await shell(folder, "sluice check 2> >(true)");
    expect(ran).toMatchObject({ status: 1, stdout: "x: the config works\n" });
  });

  test("fails with the reason if the output cannot be written", async () => {
    await program(folder, "source-x.js", SOURCE);
    const ran = await shell(folder, "sluice check ./source-x.js > /dev/full");
    expect(ran).toMatchObject({
      status: 1,
      stderr: "Cannot write to standard output: the disk is full. Check where it goes.\n",
    });
  });
});

/** Calls home when it is read, and so does its helper, and says when it is asked to stop. It stops only if it is polite. */
const CALLING = `
  const { spawn } = require("node:child_process");
  const print = (message) => require("node:fs").writeSync(1, JSON.stringify(message) + "\\n");
  if (process.argv[2] === "discover") {
    print({ type: "CATALOG", catalog: { streams: [{ name: "users", json_schema: {}, supported_sync_modes: ["full_refresh", "incremental"] }] } });
    process.exit();
  }
  if (process.argv[2] === "spec") process.exit();
  const home = require("node:net").connect(process.env.PORT, "127.0.0.1");
  process.on("SIGTERM", () => home.write("asked to stop", () => { if (process.env.POLITE) process.exit(); }));
  if (process.argv[2] === "helper") return;
  spawn(process.execPath, [__filename, "helper"], { stdio: "ignore" });
  print({ type: "RECORD", record: { stream: "users", emitted_at: 1, data: { id: 1 } } });
  print({ type: "STATE", state: { type: "STREAM", stream: { stream_descriptor: { name: "users" }, stream_state: { id: 1 } } } });
  print({ type: "RECORD", record: { stream: "users", emitted_at: 1, data: { id: 2 } } });`;

describe("a signal", () => {
  let server: Server;
  beforeEach(async () => {
    server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    await program(folder, "source-calling.js", CALLING);
  });
  afterEach(() => new Promise<void>((resolve) => void server.close(() => resolve())));

  /** Syncs until the source and its helper have called. */
  async function started(environment: Record<string, string> = {}) {
    const PORT = String((server.address() as AddressInfo).port);
    const child = spawn(
      process.execPath,
      [bin, "sync", "./source-calling.js", "--config", "-", "--env", "PORT,POLITE"],
      {
        cwd: folder,
        env: { ...process.env, TMPDIR: folder, PORT, ...environment },
      },
    );
    child.stdin.end('{"key":"s3cr3t"}');
    const exited = once(child, "exit");
    const ran = Promise.all([text(child.stdout), text(child.stderr), exited]).then(
      ([stdout, stderr, [status, signal]]): Ran => ({ status, signal, stdout, stderr }),
    );
    const sockets: Socket[] = [];
    while (sockets.length < 2) sockets.push((await once(server, "connection"))[0]);
    const closed = Promise.all(
      sockets.map((socket) =>
        once(
          socket.on("error", () => undefined),
          "close",
        ),
      ),
    );
    const asked = Promise.all(sockets.map((socket) => once(socket, "data")));
    return { child, ran, asked, closed };
  }

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
    ["SIGQUIT", 131],
  ] as const)(
    "%s stops a sync in order: what a state covers is loaded, and the status is %i",
    async (signal, status) => {
      const { child, ran, closed } = await started({ POLITE: "1" });
      child.kill(signal);
      await closed;
      const { stdout, stderr, ...end } = await ran;
      expect(end).toEqual({ status, signal: null });
      expect(stdout).toContain(`stopped by ${signal}`);
      expect(await left()).toEqual([]);
      expect(await query(join(folder, "sluice.duckdb"), "SELECT count(*) AS n FROM calling.users")).toEqual([
        { n: "1" },
      ]);
    },
  );

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
    ["SIGQUIT", 131],
  ] as const)(
    "%s given twice kills the source with its helper, removes its config, and ends at once",
    async (signal, status) => {
      const { child, ran, asked, closed } = await started();
      expect(await left()).toHaveLength(1);
      child.kill(signal);
      await asked;
      child.kill(signal);
      await closed;
      expect(await ran).toMatchObject({ status, signal: null });
      expect(await left()).toEqual([]);
    },
  );
});
