import { describe, expect, test } from "@jest/globals";
import { type Ending, type LineSink, runChild } from "../../src/source/child.js";

const NEVER = new AbortController().signal;

/** Runs a piece of JavaScript as a program. */
async function run(
  script: string,
  { onLine = () => undefined, settled = async () => undefined, signal = NEVER }: Partial<Options> = {},
): Promise<Ending & { readonly lines: string[] }> {
  const lines: string[] = [];
  const sink: LineSink = {
    line: (line) => {
      lines.push(line.toString("utf8"));
      onLine(line.toString("utf8"));
    },
    settled,
  };
  const ending = await runChild({ program: process.execPath, args: ["-e", script] }, sink, signal);
  return { ...ending, lines };
}

interface Options {
  readonly onLine: (line: string) => void;
  readonly settled: () => Promise<void>;
  readonly signal: AbortSignal;
}

describe("a child", () => {
  test("gives its lines, the last one too, its exit status, and the end of what it said on stderr", async () => {
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
    const sink = { line: () => undefined, settled: async () => undefined };
    const started = runChild({ program: "/no/such/program", args: [] }, sink, NEVER);
    await expect(started).rejects.toThrow(/\/no\/such\/program/);
  });

  test("gets what is added to the environment, and no shell", async () => {
    const lines: string[] = [];
    const sink = { line: (line: Buffer) => void lines.push(line.toString()), settled: async () => undefined };
    const args = ["-p", "process.env.GIVEN + process.argv[1]", "$HOME; echo no"];
    await runChild({ program: process.execPath, args, environment: { GIVEN: "yes " } }, sink, NEVER);
    expect(lines).toEqual(["yes $HOME; echo no"]);
  });

  test("is stopped with its own children when nobody wants it any more", async () => {
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

  test("is stopped when its lines cannot be taken, and that is what fails", async () => {
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
