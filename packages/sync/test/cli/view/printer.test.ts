import { expect, test } from "@jest/globals";
import { FakeOutlet } from "./support.js";

const TERMINAL = { columns: 80, rows: 24 };
const SIGNS = "✓✗›…█░→–";

/** What a terminal gets that is of this platform and has these variables. */
function written(text: string, platform: string, environment: Readonly<Record<string, string>>): string {
  const [real, variables] = [process.platform, { ...process.env }];
  Object.defineProperty(process, "platform", { value: platform });
  for (const name of ["WT_SESSION", "TERM", "TERM_PROGRAM", "TERMINAL_EMULATOR"]) delete process.env[name];
  Object.assign(process.env, environment);
  try {
    const outlet = new FakeOutlet(TERMINAL, environment);
    outlet.print(text);
    return outlet.written;
  } finally {
    Object.defineProperty(process, "platform", { value: real });
    process.env = variables;
  }
}

test.each([
  ["a Windows console with a code page", "win32", {}, "+x>~#->-"],
  ["Windows Terminal", "win32", { WT_SESSION: "1" }, SIGNS],
  ["a terminal on Windows, whatever its locale", "win32", { WT_SESSION: "1", LANG: "C" }, SIGNS],
  ["a Linux console", "linux", { TERM: "linux" }, "+x>~#->-"],
  ["a terminal", "linux", { TERM: "xterm" }, SIGNS],
  ["a terminal of UTF-8", "linux", { TERM: "xterm", LANG: "de_DE.UTF-8" }, SIGNS],
  ["a terminal of another locale", "linux", { TERM: "xterm", LC_ALL: "C", LANG: "de_DE.UTF-8" }, "+x>~#->-"],
])("%s gets signs that it can show", (_what, platform, environment, expected) => {
  expect(written(SIGNS, platform, environment)).toBe(expected);
});

test("signs stay as they are where there is no terminal", () => {
  const outlet = new FakeOutlet({}, { LC_ALL: "C" });
  outlet.print(SIGNS);
  expect(outlet.written).toBe(SIGNS);
});

test("shows control characters as escapes, but for line ends", () => {
  const outlet = new FakeOutlet(TERMINAL);
  outlet.print("a\tb\r\nc\n", "\u001b[2J\r\u009b\u2028\u007f\b");
  expect(outlet.written).toBe("a\\tb\nc\n\\u001b[2J\\r\\u009b\\u2028\\u007f\\u0008");
});

test("writes JSON as it is, and to a terminal with its control characters escaped but for line ends and tabs", () => {
  const [file, terminal] = [new FakeOutlet(), new FakeOutlet(TERMINAL)];
  for (const outlet of [file, terminal]) outlet.json('["\u009b",\t1]');
  expect([file.written, terminal.written]).toEqual(['["\u009b",\t1]\n', '["\\u009b",\t1]\n']);
});
