import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../../bin/sluice.js", import.meta.url));

/** Whether there is what a terminal needs: Python has one in its library, Node has none. */
export const hasTerminal = spawnSync("python3", ["-c", "import pty"]).status === 0;

/** What is typed when a text has appeared. */
export type Step = readonly [appears: string, typed: string];

export const ENTER = "\r";
export const DOWN = "\u001b[B";
export const CLEAR = "\u0015";
export const CTRL_C = "\u0003";

/** Runs the command line on a terminal of its own, and ends with its status. A program that hangs ends with the test's time. */
const PYTHON = `
import fcntl, json, os, pty, signal, struct, sys, termios
args, steps, columns = json.loads(sys.argv[1])
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    os.execvp(args[0], args)
signal.signal(signal.SIGALRM, lambda *_: os.kill(pid, signal.SIGKILL))
signal.alarm(25)
seen, at = b"", 0
while True:
    try:
        some = os.read(fd, 65536)
    except OSError:
        break
    if not some:
        break
    seen += some
    while steps and seen.find(steps[0][0].encode(), at) >= 0:
        appears, typed = (text.encode() for text in steps.pop(0))
        at = seen.find(appears, at) + len(appears)
        os.write(fd, typed)
sys.stdout.buffer.write(seen)
_, how = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(how) if not steps else 99)
`;

/** @returns all that was on the screen. The status is 99 if a text did not appear. */
export function onTerminal(
  folder: string,
  args: readonly string[],
  steps: readonly Step[],
  {
    columns = 100,
    environment = {},
  }: { readonly columns?: number; readonly environment?: Record<string, string> } = {},
): Promise<{ readonly status: number | null; readonly screen: string }> {
  const task = JSON.stringify([[process.execPath, bin, ...args], steps, columns]);
  const env = { ...process.env, TMPDIR: folder, TERM: "xterm", FORCE_COLOR: "", ...environment };
  const child = spawn("python3", ["-c", PYTHON, task], { cwd: folder, env });
  let screen = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (screen += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, screen }));
  });
}
