import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import { type ChildEnd, type LineSink, runChild } from "../../src/source/child.js";

const NEVER = new AbortController().signal;

/** Runs a piece of JavaScript as a program. */
async function run(
  script: string,
  {
    onLine = () => undefined,
    settled = async () => undefined,
    signal = NEVER,
    graceMs = 10_000,
  }: Partial<Options> = {},
): Promise<ChildEnd & { readonly lines: string[] }> {
  const lines: string[] = [];
  const sink: LineSink = {
    line: (line) => {
      lines.push(line.toString("utf8"));
      onLine(line.toString("utf8"));
    },
    tooLong: (head) => lines.push(`too long: ${head.toString("utf8", 0, 10)}`),
    settled,
  };
  const ending = await runChild({ program: process.execPath, args: ["-e", script], graceMs }, sink, { signal });
  return { ...ending, lines };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

interface Options {
  readonly onLine: (line: string) => void;
  readonly settled: () => Promise<void>;
  readonly signal: AbortSignal;
  readonly graceMs: number;
}

describe("a child", () => {
  test("returns its lines, the last one too, its exit status, and the end of its stderr", async () => {
    const script = `
      process.stderr.write("x".repeat(20000) + "the end");
      process.stdout.write("one\\ntwo\\nthree");
      process.exitCode = 3;`;
    const { lines, status, signal, lastWords } = await run(script);
    expect([lines, status, signal]).toEqual([["one", "two", "three"], 3, undefined]);
    expect(lastWords).toMatch(/^x{1,8000}the end$/);
  });

  test("that writes more than a pipe holds is read to its last line", async () => {
    const script = `
      let left = 200000;
      const more = () => { while (left > 0) if (!process.stdout.write("line " + left-- + "\\n")) return process.stdout.once("drain", more); };
      more();`;
    const { lines } = await run(script);
    expect([lines.length, lines.at(-1)]).toEqual([200_000, "line 1"]);
  });

  test("that a signal ends says which", async () => {
    const { status, signal } = await run(`process.kill(process.pid, "SIGKILL")`);
    expect([status, signal]).toEqual([undefined, "SIGKILL"]);
  });

  test("that cannot be started is an error that names it", async () => {
    const sink = { line: () => undefined, tooLong: () => undefined, settled: async () => undefined };
    const started = runChild({ program: "/no/such/program", args: [] }, sink, { signal: NEVER });
    await expect(started).rejects.toThrow(/\/no\/such\/program/);
  });

  test("gets the variables that it is given and no others, and no shell", async () => {
    const lines: string[] = [];
    const line = (bytes: Buffer) => void lines.push(bytes.toString());
    const sink = { line, tooLong: () => undefined, settled: async () => undefined };
    const args = ["-p", "Object.keys(process.env).sort() + ' ' + process.argv[1]", "$HOME; echo no"];
    await runChild({ program: process.execPath, args, environment: { GIVEN: "yes" } }, sink, { signal: NEVER });
    expect(lines).toEqual(["GIVEN,SLUICE_PROGRESS $HOME; echo no"]);
  });

  test("is stopped with its own children when it is aborted", async () => {
    const stop = new AbortController();
    const script = `
      const { spawn } = require("node:child_process");
      const inner = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], { stdio: "inherit" });
      console.log(inner.pid);
      setInterval(() => {}, 1e6);`;
    // The inner one holds the same stdout: were it not stopped too, this would never end.
    const { lines, signal } = await run(script, { onLine: () => stop.abort(), signal: stop.signal });
    expect([lines.length, signal]).toEqual([1, "SIGTERM"]);
  });

  test("that exits with 0 after a signal was stopped by it", async () => {
    const stop = new AbortController();
    const script = `process.on("SIGTERM", () => process.exit(0)); console.log("ready"); setInterval(() => {}, 1e6);`;
    const { status, signal } = await run(script, { onLine: () => stop.abort(), signal: stop.signal });
    expect(status).toBeUndefined();
    expect(signal).toBe("SIGTERM");
  });

  /** Starts a helper that holds stdout and stderr open, and ends when it is up. */
  const withHelper = (script: string, { detached = false, last = "" } = {}) => `
    const args = ["-e", ${JSON.stringify(`${script} setInterval(() => {}, 1e6); process.send("up");`)}];
    const helper = require("node:child_process").spawn(process.execPath, args, { stdio: ["ignore", 1, 2, "ipc"], detached: ${detached} });
    console.log(helper.pid);
    helper.once("message", () => process.stdout.write(${JSON.stringify(last)}, () => process.exit(0)));`;
  const DEAF = `process.on("SIGTERM", () => undefined);`;
  /** So that the test leaves nothing behind. */
  const SHORT = "setTimeout(() => process.exit(), 5000);";

  test.each([
    ["a helper that obeys", withHelper("")],
    ["a helper that does not obey", withHelper(DEAF)],
    ["a helper that has left the group", withHelper(DEAF + SHORT, { detached: true })],
  ])("does not wait for %s and holds the output open", async (_what, script) => {
    const { lines, status, signal } = await run(script, { graceMs: 100 });
    expect(lines).toEqual([expect.stringMatching(/^\d+$/)]);
    expect(status).toBe(0);
    expect(signal).toBeUndefined();
  });

  test("does not wait for a child that closes its output and keeps running", async () => {
    const script = `console.log("own"); require("node:fs").closeSync(1); setInterval(() => {}, 1e6);`;
    const { lines, signal } = await run(script, { graceMs: 100 });
    expect(lines).toEqual(["own"]);
    expect(signal).toBe("SIGTERM");
  });

  test("is read to its last line although it has ended, and its helper with it", async () => {
    let helper = 0;
    const settled = async () => {
      while (isAlive(helper)) await setImmediate();
    };
    const onLine = (line: string) => {
      helper ||= Number(line);
    };
    const script = withHelper(DEAF, { last: "x\n".repeat(30_000) });
    const { lines } = await run(script, { graceMs: 100, onLine, settled });
    expect(lines.filter((line) => line === "x")).toHaveLength(30_000);
  });

  test("is stopped when its lines cannot be processed, and fails with that error", async () => {
    let pid = 0;
    const script = "console.log(process.pid); setInterval(() => console.log('more'), 1)";
    const failing = run(script, {
      onLine: (line) => {
        pid ||= Number(line);
      },
      settled: () => Promise.reject(new Error("the disk is full")),
    });
    await expect(failing).rejects.toThrow("the disk is full");
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });
});
