/** What a source says of itself reaches the user whole, and as text; and what a user stops is over. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { sluice } from "../cli/support.js";
import { complete, record, state, trace, writing } from "./messages.js";
import { keyed, type Source, STRING, unkeyed, writeSource } from "./source.js";
import { errorOf, expectComplete, onEachDestination, type TestDestination } from "./support.js";

const STREAMS = [keyed("users"), unkeyed("log")];
const LOG = [record("log", { id: 1 }), state("log", '{"n":1}'), complete("log")];

const failure = (more: object = {}, stream?: string) =>
  trace("ERROR", {
    error: {
      message: "Something went wrong. See the logs for more details.",
      internal_message: 'relation "orders" does not exist',
      failure_type: "config_error",
      stack_trace: 'Traceback (most recent call last):\n  File "source.py", line 7',
      ...(stream === undefined ? {} : { stream_descriptor: { name: stream } }),
      ...more,
    },
  });

/** A sync as a user sees it. */
async function plain(place: TestDestination, source: Source, ...flags: string[]) {
  await writeSource(place.folder, source);
  return place.sluice("sync", "./source-acme.js", ...flags);
}

onEachDestination(["DuckDB"], (place) => {
  test.each([
    ["a stream", "users"],
    ["no stream", undefined],
  ])("an error that names %s is shown with its internal message and its failure type", async (_which, stream) => {
    const source = { streams: STREAMS, read: [...LOG, failure({}, stream)], exit: 1 };
    const synced = await place.sync(source);
    const said = stream === undefined ? (synced.ended?.errors.join("\n") ?? "") : errorOf(synced, "users");
    for (const words of [said, await plain(place, source).then(({ stdout, stderr }) => stdout + stderr)]) {
      expect(words).toContain("Something went wrong");
      expect(words).toContain('relation "orders" does not exist');
      expect(words).toMatch(/config/);
      expect(words).not.toContain("Traceback");
    }
    const runs = (await place.sluice("status", "--json")).stdout;
    expect(JSON.parse(runs)).toMatchObject({
      runs: [{ error: expect.stringContaining('relation "orders" does not exist') }, {}],
    });
  });

  test.each([
    ["transient_error", /transient|temporary/i],
    ["system_error", /system/i],
    ["config_error", /config/i],
  ])("shows the failure type %s", async (failure_type, words) => {
    const { stdout, stderr } = await plain(place, {
      streams: STREAMS,
      read: [...LOG, failure({ failure_type })],
      exit: 1,
    });
    expect(stdout + stderr).toMatch(words);
  });

  test("a message that the internal one repeats is shown once, and an internal message alone is the message", async () => {
    const message = "The key is gone.";
    for (const more of [
      { message, internal_message: message },
      { message: undefined, internal_message: message },
    ]) {
      const { ended } = await place.sync({ streams: STREAMS, read: [...LOG, failure(more)], exit: 1 });
      expect(ended?.errors.join("\n").split(message)).toHaveLength(2);
    }
  });

  test.each([
    ["with a status", `${"noise\n".repeat(500)}panic: the disk is gone\n`, 3, [] as string[]],
    ["after an error message", "panic: the disk is gone\n", 1, [failure()]],
    ["with status 0, before its streams are complete", "panic: the disk is gone\n", 0, [] as string[]],
  ])("shows the last lines of stderr of a source that ends %s", async (_how, stderr, exit, more) => {
    const source = { streams: STREAMS, read: [...LOG, ...more], stderr, exit };
    const synced = await place.sync(source);
    expect(synced.status).toBe(1);
    const words = await plain(place, source);
    for (const text of [synced.stdout + synced.stderr, words.stdout + words.stderr]) {
      expect(text).toContain("panic: the disk is gone");
      expect(text.length).toBeLessThan(5_000);
    }
  });

  test.each(["check", "discover", "preview"])(
    "%s shows the internal message and the last of stderr too",
    async (command) => {
      const script = `print(${JSON.stringify(failure())}); fs.writeSync(2, "panic: the disk is gone\\n"); process.exit(1);`;
      await writeSource(place.folder, {
        streams: command === "discover" ? [] : STREAMS,
        discover: command === "discover" ? script : "",
        read: script,
        otherwise: script,
      });
      const { status, stdout, stderr } = await sluice(place.folder, [
        command,
        "./source-acme.js",
        ...(command === "preview" ? ["users"] : []),
      ]);
      expect(status).toBe(1);
      expect(stdout + stderr).toContain('relation "orders" does not exist');
      expect(stdout + stderr).toContain("panic: the disk is gone");
    },
  );

  test("--log keeps everything that a run said, in the order of each output, and nothing of its records", async () => {
    const log = (level: string, message: string) =>
      JSON.stringify({ type: "LOG", log: { level, message, stack_trace: "at line 7" } });
    const read = [
      log("DEBUG", "debug words"),
      log("INFO", "info words"),
      log("WARN", "warn words"),
      "words of no message",
      record("users", { id: 1, name: "s3cr3t" }),
      state("users", '{"n":1}'),
      complete("users"),
      ...LOG,
      failure({}, "users"),
    ];
    const stderr = `${Array.from({ length: 2_000 }, (_, n) => `stderr line ${n}`).join("\n")}\n`;
    await mkdir(join(place.folder, "logs"));
    for (const [file, flags] of [
      ["run.log", ["--log", "run.log"]],
      ["logs/run.log", ["--log", join(place.folder, "logs/run.log")]],
    ] as const) {
      const synced = await place.sync({ streams: STREAMS, read, stderr, exit: 1 }, ...flags);
      expect(synced.status).toBe(1);
      const text = await readFile(join(place.folder, file), "utf8");
      for (const words of [
        "debug words",
        "info words",
        "warn words",
        "See the logs",
        "does not exist",
        "Traceback",
        "stderr line 0",
        "stderr line 1999",
      ])
        expect(text).toContain(words);
      expect(text.indexOf("debug words")).toBeLessThan(text.indexOf("warn words"));
      expect(text.indexOf("stderr line 7")).toBeLessThan(text.indexOf("stderr line 1000"));
      expect(text).not.toContain("s3cr3t");
    }
  });

  test("--log names a file that cannot be written before anything is read", async () => {
    const synced = await place.sync(writing([keyed("users"), { id: 1 }]), "--log", "source-acme.js/run.log");
    expect([1, 2]).toContain(synced.status);
    expect(synced.stderr).toContain("run.log");
    expect(synced.given).toEqual([]);
  });

  /** Escape sequences that clear a screen, set a title, write a link, or move to the line before; and their C1 forms. */
  const CODES = "\u001b[2J\u001b[H\u001b]0;title\u0007\u001b]8;;http://example.com\u001b\\\r\u009b1A\u0000\u0008\u007f";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

  test("no control character of a source reaches a terminal, in any output", async () => {
    const name = `users${CODES}`;
    const stream = keyed(name, { id: { type: "integer" }, [`field${CODES}`]: { type: "integer" } });
    const log = JSON.stringify({ type: "LOG", log: { level: "WARN", message: `warned ${CODES} end` } });
    const message = record(name, { id: 1, [`field${CODES}`]: `x${CODES}` });
    const read = [
      log,
      `no message ${CODES}`,
      message,
      state(name, JSON.stringify({ n: CODES })),
      failure({ message: `failed ${CODES} end`, internal_message: CODES }, name),
    ];
    const otherwise = `print({ type: "CONNECTION_STATUS", connectionStatus: { status: "FAILED", message: ${JSON.stringify(`refused ${CODES} end`)} } });`;
    const source = { streams: [stream], read, otherwise, stderr: `last ${CODES} words`, exit: 1 };
    const shown = [await plain(place, source)];
    for (const args of [
      ["status", "--to", place.to],
      ["status", "--states", "--to", place.to],
      ["check", "./source-acme.js"],
      ["discover", "./source-acme.js"],
      ["preview", "./source-acme.js", name.replaceAll("\u0000", "")],
      ["sync", "./source-acme.js", "--dry-run"],
    ]) {
      shown.push(
        await sluice(
          place.folder,
          args.map((one) => one.replaceAll("\u0000", "")),
        ),
      );
    }
    for (const { stdout, stderr } of shown) {
      expect(stdout).not.toMatch(CONTROL);
      expect(stderr).not.toMatch(CONTROL);
    }
    expect(shown.map(({ stdout, stderr }) => stdout + stderr).join("\n")).toMatch(/warned .*end[\s\S]*refused .*end/);
  });

  test.each(["sync ./source-acme.js", "sync ./source-acme.js --json", "discover ./source-acme.js", "status", "--help"])(
    "%s ends quietly where its reader has gone",
    async (command) => {
      const source = writing([keyed("users"), { id: 1 }]);
      expectComplete(await place.sync(source));
      const program = fileURLToPath(new URL("../../bin/sluice.js", import.meta.url));
      const to = /^s/.test(command) ? ["--to", place.to] : [];
      const child = spawn(process.execPath, [program, ...command.split(" "), ...to], { cwd: place.folder });
      child.stdout.destroy();
      let stderr = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
      await once(child, "close");
      expect(stderr).not.toMatch(/EPIPE|^\s+at |node:/m);
    },
  );

  /** A server that says whether processes are alive: each connects, and ends when its connection does. */
  async function watch() {
    const sockets: Socket[] = [];
    const server = createServer((socket) => void sockets.push(socket.on("error", () => undefined))).listen(
      0,
      "127.0.0.1",
    );
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const connect = `require("node:net").connect(${port}, "127.0.0.1").on("error", () => {}).on("close", () => process.exit())`;
    const isOpen = (socket: Socket) => !socket.destroyed && !socket.readableEnded;
    return {
      connect,
      count: () => sockets.length,
      /** Rejects if one of them is alive after five seconds. */
      ended: () =>
        Promise.all(
          sockets
            .filter(isOpen)
            .map((socket) => once(socket.resume(), "close", { signal: AbortSignal.timeout(5_000) })),
        ),
      close: () => {
        for (const socket of sockets) socket.destroy();
        server.close();
      },
    };
  }

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ])("a second %s ends the source and its helpers, and removes the config", async (signal, status) => {
    const alive = await watch();
    try {
      const deaf = `process.on("SIGINT", () => {}); process.on("SIGTERM", () => {}); ${alive.connect}.on("connect", () => process.stdout.write("ready"));`;
      const script = `
        const helper = require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(deaf)}], { stdio: ["ignore", "pipe", "ignore"] });
        process.on("SIGINT", () => {}).on("SIGTERM", () => process.kill(process.ppid, "${signal}"));
        ${alive.connect};
        helper.stdout.once("data", () => process.kill(process.ppid, "${signal}"));`;
      await writeSource(place.folder, { streams: [unkeyed("log", { name: STRING })], read: script });
      const entry = { source: "./source-acme.js", config: { token: "s3cr3t" } };
      await writeFile(join(place.folder, "sluice.config.json"), JSON.stringify({ sources: [entry] }));
      const ran = await place.sluice("sync");
      expect([ran.status, alive.count()]).toEqual([status, 2]);
      await alive.ended();
      expect((await readdir(place.folder)).filter((name) => name.startsWith("sluice-"))).toEqual([]);
    } finally {
      alive.close();
    }
  });

  test("a helper of a source that keeps its output open does not keep the sync waiting", async () => {
    const alive = await watch();
    try {
      const helper = `${alive.connect}.on("connect", () => process.stdout.write("\\n")); setTimeout(() => process.exit(), 18000);`;
      const script = `
        for (const line of ${JSON.stringify(LOG)}) print(line);
        require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(helper)}], { stdio: ["ignore", "inherit", "inherit"] }).unref();`;
      const startMs = performance.now();
      expectComplete(await place.sync({ streams: [unkeyed("log")], read: script }));
      expect(performance.now() - startMs).toBeLessThan(15_000);
      await alive.ended();
      expect(await place.ids("log")).toEqual([1]);
    } finally {
      alive.close();
    }
  });
});
