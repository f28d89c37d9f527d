/** The built command, seen through a terminal. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import stringWidth from "string-width";
import { program, sluice } from "../support.js";
import { FakeOutlet } from "./support.js";

/** Around each drawing. */
const SYNCHRONIZED = "\u001b[?2026h";
const CURSOR = { shown: "\u001b[?25h", hidden: "\u001b[?25l" };

const bin = fileURLToPath(new URL("../../../bin/sluice.js", import.meta.url));

/** Runs a command on a terminal. When the table shows the stream with its requests, types a key, or opens the gate without one. */
const TERMINAL = `
import fcntl, os, pty, re, struct, sys, termios
columns, key, gate, command = int(sys.argv[1]), sys.argv[2].encode(), sys.argv[3], sys.argv[4:]
os.mkfifo(gate)
child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 30, columns, 0, 0))
    os.execv(command[0], command)
seen, is_done = b"", False
while True:
    try:
        piece = os.read(terminal, 65536)
    except OSError:
        break
    if piece == b"":
        break
    seen += piece
    if not is_done and re.search(rb"slow\\.users[^\\n]* 41", seen):
        is_done = True
        if key:
            os.write(terminal, key)
        else:
            open(gate, "w").close()
sys.stdout.buffer.write(seen)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
`;

const STREAM = "users_with_a_long_name_that_does_not_fit_a_terminal_of_few_columns";

/** Writes a record and what it needed, and the next only when the gate is open. */
const SLOW = `
  const NAME = ${JSON.stringify(STREAM)};
  const fs = require("node:fs");
  const print = (message) => fs.writeSync(1, JSON.stringify(message) + "\\n");
  const record = () => print({ type: "RECORD", record: { stream: NAME, emitted_at: 1, data: {} } });
  const requests = (value) => print({ type: "TRACE", trace: { type: "ANALYTICS", emitted_at: 1, analytics: { type: "sluice-requests", value } } });
  if (process.argv[2] === "discover") {
    print({ type: "CATALOG", catalog: { streams: [{ name: NAME, json_schema: {}, supported_sync_modes: ["full_refresh"] }] } });
    process.exit();
  }
  record();
  if (process.env.SLUICE_PROGRESS) for (const value of [JSON.stringify({ stream: NAME, requests: 41 }), "nonsense", '{"stream":"other","requests":1}']) requests(value);
  if (process.env.GATE) fs.readFileSync(process.env.GATE);
  record();`;

const hasTerminals = spawnSync("python3", ["-c", "import pty, os; os.waitstatus_to_exitcode"]).status === 0;
const onTerminal = hasTerminals ? test : test.skip;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
  await program(folder, "source-slow.js", SLOW);
});
afterEach(() => rm(folder, { recursive: true }));

interface Shown {
  readonly status: unknown;
  /** All that was written. */
  readonly seen: string;
  /** The lines of each drawing. */
  readonly drawings: readonly (readonly string[])[];
  /** What stays. */
  readonly screen: readonly string[];
}

async function shown(columns: number, environment: Record<string, string> = {}, key = ""): Promise<Shown> {
  const gate = join(folder, "gate");
  const command = [process.execPath, bin, "sync", "./source-slow.js", "--env", "GATE"];
  const child = spawn("python3", ["-c", TERMINAL, String(columns), key, gate, ...command], {
    cwd: folder,
    env: { PATH: process.env["PATH"], TERM: "xterm-256color", TMPDIR: folder, GATE: gate, ...environment },
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const [seen, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(said).toBe("");
  const terminal = new FakeOutlet({ columns, rows: 30 });
  terminal.written = seen;
  const drawings = seen.split(SYNCHRONIZED).map((drawing) => stripVTControlCharacters(drawing).split("\r\n"));
  return { status: await ended, seen, drawings, screen: terminal.screen };
}

describe("a terminal (needs python3)", () => {
  onTerminal.each([80, 200])(
    "of %i columns shows the live table while a source is read, and the summary in its place",
    async (columns) => {
      const { status, seen, drawings, screen } = await shown(columns);
      expect(status).toBe(0);
      const lines = drawings.flat();
      expect(lines).toContainEqual(expect.stringMatching(/^› slow\.users_with_a_long.* +1 +0 .*41$/)); // read, and not loaded yet
      expect(lines).toContainEqual(expect.stringMatching(/^› slow +1 +0 .*0 of 1 stream done$/));
      expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
      expect(screen).toEqual([
        expect.stringMatching(/^slow: 1 stream, 2 records in .* 41 requests\)$/),
        expect.stringMatching(/^table/),
        expect.stringMatching(/^slow\.users_with_a_long_name_\S* +complete +2 +2$/),
        expect.stringMatching(/^Everything arrived: 2 records of 1 stream in /),
      ]);
      expect(seen.lastIndexOf(CURSOR.shown)).toBeGreaterThan(seen.lastIndexOf(CURSOR.hidden));
    },
  );

  onTerminal.each([80, 200])("of %i columns is whole after Ctrl-C: the summary, and the cursor", async (columns) => {
    const { status, seen, drawings, screen } = await shown(columns, {}, "\u0003");
    expect(status).toBe(130);
    const drawn = drawings.slice(0, -1).flat(); // a reason, which comes last, may be of any length
    expect(Math.max(...drawn.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
    expect(screen[0]).toMatch(/^slow: 1 stream, \d records? in /);
    expect(screen.at(-1)).toMatch(/^Incomplete: stopped by SIGINT.*\. Run it again to resume\.$/);
    expect(screen.filter((line) => /^[›✓✗…]/.test(line))).toEqual([]);
    expect(seen.lastIndexOf(CURSOR.shown)).toBeGreaterThan(seen.lastIndexOf(CURSOR.hidden));
  });

  onTerminal("whose locale is not UTF-8 shows signs of ASCII", async () => {
    const { status, seen, drawings } = await shown(80, { LC_ALL: "C" });
    expect(status).toBe(0);
    expect(drawings.flat()).toContainEqual(expect.stringMatching(/^> slow\.users_with_.*~ +1 +0 /));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
    expect(seen).toMatch(/^[\u0000-\u007f]*$/);
  });
});

test("adds the requests that a source reports to the JSON output", async () => {
  const { stdout, status } = await sluice(folder, ["sync", "./source-slow.js", "--json"]);
  expect(status).toBe(0);
  const ended = stdout.split("\n").at(-2) ?? "";
  expect(JSON.parse(ended)).toMatchObject({ event: "ended", streams: [{ stream: STREAM, requests: 41 }] });
});
