/** The built command, seen through a terminal. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { program, sluice } from "../support.js";
import { FakeOutlet } from "./support.js";

const bin = fileURLToPath(new URL("../../../bin/sluice.js", import.meta.url));

/** Runs a command on a terminal of 100 × 30, and opens the gate when the table shows the stream with its requests. */
const TERMINAL = `
import fcntl, os, pty, re, struct, sys, termios
gate, command = sys.argv[1], sys.argv[2:]
os.mkfifo(gate)
child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    os.execv(command[0], command)
seen, is_open = b"", False
while True:
    try:
        piece = os.read(terminal, 65536)
    except OSError:
        break
    if piece == b"":
        break
    seen += piece
    if not is_open and re.search(rb"slow\\.users[^\\n]* 41", seen):
        is_open = True
        open(gate, "w").close()
sys.stdout.buffer.write(seen)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
`;

/** Writes a record and what it needed, and the next only when the gate is open. */
const SLOW = `
  const fs = require("node:fs");
  const print = (message) => fs.writeSync(1, JSON.stringify(message) + "\\n");
  const record = () => print({ type: "RECORD", record: { stream: "users", emitted_at: 1, data: {} } });
  const requests = (value) => print({ type: "TRACE", trace: { type: "ANALYTICS", emitted_at: 1, analytics: { type: "sluice-requests", value } } });
  if (process.argv[2] === "discover") {
    print({ type: "CATALOG", catalog: { streams: [{ name: "users", json_schema: {}, supported_sync_modes: ["full_refresh"] }] } });
    process.exit();
  }
  record();
  if (process.env.SLUICE_PROGRESS) for (const value of ['{"stream":"users","requests":41}', "nonsense", '{"stream":"other","requests":1}']) requests(value);
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

onTerminal(
  "a terminal shows the live table while a source is read, and the summary in its place (needs python3)",
  async () => {
    const gate = join(folder, "gate");
    const child = spawn(
      "python3",
      ["-c", TERMINAL, gate, process.execPath, bin, "sync", "./source-slow.js", "--env", "GATE"],
      {
        cwd: folder,
        env: { PATH: process.env["PATH"], TERM: "xterm-256color", TMPDIR: folder, GATE: gate },
      },
    );
    const ended = new Promise((resolve) => child.once("exit", resolve));
    const [seen, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect([await ended, said]).toEqual([0, ""]);
    const lines = stripVTControlCharacters(seen).split("\r\n");
    expect(lines).toContainEqual(expect.stringMatching(/^› slow\.users +1 +0 .*41$/)); // read, and not loaded yet
    expect(lines).toContainEqual(expect.stringMatching(/^› slow +1 +0 .*0 of 1 stream done$/));
    const terminal = new FakeOutlet({ columns: 100, rows: 30 });
    terminal.written = seen;
    expect(terminal.screen).toEqual([
      expect.stringMatching(/^slow: 1 stream, 2 records in .* 41 requests\)$/),
      expect.stringMatching(/^table/),
      "slow.users  complete     2       2",
      expect.stringMatching(/^Everything arrived: 2 records of 1 stream in /),
    ]);
    expect(seen.lastIndexOf("\u001b[?25h")).toBeGreaterThan(seen.lastIndexOf("\u001b[?25l")); // the cursor is back
  },
);

test("adds the requests that a source reports to the JSON output", async () => {
  const { stdout, status } = await sluice(folder, ["sync", "./source-slow.js", "--json"]);
  expect(status).toBe(0);
  const ended = stdout.split("\n").at(-2) ?? "";
  expect(JSON.parse(ended)).toMatchObject({ event: "ended", streams: [{ stream: "users", requests: 41 }] });
});
