import { describe, expect, test } from "@jest/globals";
import stringWidth from "string-width";
import { openView } from "../../../src/cli/view/view.js";
import type { Environment } from "../../../src/project/environment.js";
import type { StreamOutcome } from "../../../src/sync/stream-outcome.js";
import { counters, FakeOutlet, HandClock, outcomeOf, outletsOf, whole } from "./support.js";

const PLAIN = { NO_COLOR: "1" };
const ESCAPE = "\u001b";

function open(size: { columns: number; rows: number }, environment: Environment = PLAIN) {
  const [clock, outlets] = [new HandClock(), outletsOf(size, environment)];
  return { clock, ...outlets, view: openView(outlets, { json: false }) };
}

describe("the live table", () => {
  test("has a line for each stream that is under way or done, and one of totals for the source", () => {
    const { clock, stderr, view } = open({ columns: 100, rows: 24 });
    const users = counters("users", { loaded: 1000, estimate: 4000, requests: 12 });
    const warnings = counters("notes", { read: 300, waitingUntilMs: clock.now() + 200_000 });
    const streams = [
      whole("teams", 1234),
      users,
      warnings,
      counters("leads", {
        read: 7,
        error: 'Stream "leads": The key was refused.\nAsk an admin.',
        status: "INCOMPLETE",
      }),
      counters("later"),
    ];
    view.started("acme", () => streams);
    clock.forward(12_000, () => (users.read += 10), 100);
    expect(stderr.screen).toEqual([
      "               read  loaded   rate  requests",
      "› acme.users  1,200   1,000  100/s        12   30% ███░░░░░░░ 0:28 left",
      "… acme.notes    300       0                   waits until 12:03:20 (rate limit)",
      "✗ acme.leads      7       0                   The key was refused. Ask an admin.",
      "✓ acme.teams  1,234   1,234",
      "  … and 1 more: 1 to come",
      "› acme        2,741   2,234  100/s        12  0:12, 1 failed, 1 of 5 streams done",
    ]);
  });

  test("is drawn ten times a second at most, and not where nothing changed", () => {
    const { clock, stderr, view } = open({ columns: 80, rows: 24 });
    const users = counters("users", { read: 1 });
    view.started("acme", () => [users]);
    expect(stderr.written).toBe("");
    clock.forward(99);
    expect(stderr.written).toBe("");
    clock.forward(1);
    const once = stderr.written;
    expect(once).toContain("acme.users");
    clock.forward(800);
    expect(stderr.written).toBe(once);
    clock.forward(100, () => users.read++);
    expect(stderr.written.length).toBeGreaterThan(once.length);
  });

  test("draws over itself as lines come, change and go", () => {
    const { clock, stderr, view } = open({ columns: 80, rows: 24 });
    const streams = ["a", "b", "c"].map((name) => counters(name));
    const seen = () => stderr.screen.slice(1).map((line) => line.split(/ {2,}/).slice(0, 2).join(" "));
    view.started("x", () => streams);
    clock.forward(100);
    expect(seen()).toEqual([" … and 3 more: 3 to come", "› x 0"]);
    const steps: readonly [number, Partial<StreamOutcome>][] = [
      [1, { read: 5 }],
      [0, { read: 6 }],
      [1, { status: "COMPLETE" }],
      [2, { read: 7 }],
      [2, { error: "no" }],
    ];
    for (const [index, change] of steps) {
      Object.assign(streams[index] ?? {}, change);
      clock.forward(100);
    }
    expect(seen()).toEqual(["› x.a 6", "✗ x.c 7", "✓ x.b 5", "› x 18"]);
  });

  test("with more streams than rows shows those under way, then those that failed, and counts the others", () => {
    const { clock, stderr, view } = open({ columns: 100, rows: 24 });
    for (const [source, count] of [
      ["vitally", 20],
      ["hellobaton", 41],
      ["persistiq", 5],
      ["configcat", 15],
    ] as const) {
      const streams = Array.from({ length: count }, (_none, index) => {
        if (index === 3) return counters(`stream_${index}`, { read: 3, error: "It broke." });
        return index < 3 ? counters(`stream_${index}`, { read: index + 1 }) : whole(`stream_${index}`, 0);
      });
      view.started(source, () => streams.map((one, index) => (index > count - 3 ? counters(one.stream) : one)));
    }
    clock.forward(100);
    const { screen } = stderr;
    expect(screen).toHaveLength(23);
    const marks = screen.map((line) => line.trimStart().charAt(0)).join("");
    expect(marks).toBe(`r${"›".repeat(12)}${"✗".repeat(3)}✓✓…››››`);
    expect(screen[18]).toBe("  … and 64 more: 56 done, 8 to come");
    expect(screen.slice(-4).map((line) => line.slice(0, 12).trim())).toEqual([
      "› vitally",
      "› hellobaton",
      "› persistiq",
      "› configcat",
    ]);
  });

  test.each([30, 40, 60, 80, 120, 200])("is never wider than %i columns, nor higher than the terminal", (columns) => {
    const { clock, stderr, view } = open({ columns, rows: 8 });
    const name = "会議の記録_and_a_name_that_is_longer_than_any_terminal_would_like_it_to_be_if_asked";
    const streams = [
      counters(name, { read: 1_234_567, estimate: 9e9 }),
      counters("e", { read: 1, error: "x\t\u001b[31m".repeat(99) }),
      ...Array.from({ length: 30 }, (_none, index) => counters(`s${index}`, { read: 1 })),
    ];
    for (const source of ["one", "two", "three", "four", "five", "six"]) view.started(source, () => streams);
    const readMore = () => {
      for (const stream of streams) stream.read += 1_000;
    };
    clock.forward(3_000, readMore, 100);
    expect(stderr.screen).toHaveLength(7);
    for (const line of stderr.screen) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    expect(stderr.screen[1]).toMatch(/^ {2}… and 192 more: 186 u/);
    expect(stderr.screen.at(-1)).toMatch(/^› five /);
  });

  test("gives way to the summary of a source that ends, and continues below it with the others", () => {
    const { clock, stdout, stderr, view } = open({ columns: 80, rows: 24 });
    const streams = [counters("users")];
    view.started("one", () => streams);
    view.started("two", () => streams);
    clock.forward(100);
    expect(stderr.screen.map((line) => line.split(" ")[1])).toEqual(["", "", "one", "two"]);
    view.ended("one", outcomeOf([whole("users", 3)]));
    expect(stderr.screen).toEqual([]);
    expect(stdout.written).toMatch(/^one: 1 stream, 3 records in 0\.1 s .*\ntable.*\ns\.users {2}complete/);
    clock.forward(100);
    expect(stderr.screen.at(-1)).toBe("› two     0       0  0:00, 0 of 1 stream done");
    view.failed("two", new Error("There is no such account."));
    clock.forward(100);
    view.close();
    expect([stderr.screen, clock.isStopped]).toEqual([["two: There is no such account."], true]);
    expect(stdout.written).toMatch(/^one: 1 stream, 3 records.*\n\nIncomplete: two could not be synced/s);
  });

  test("shows the escapes of names, errors and warnings, and so does the summary", () => {
    const { clock, stdout, stderr, view } = open({ columns: 120, rows: 24 });
    const bad = counters("s\u001b]0;t\u0007", { error: "e\u009b1m\nnext", status: "INCOMPLETE" });
    view.started("a\u001b[2J", () => [bad]);
    clock.forward(100);
    expect(stderr.screen[1]).toMatch(/^✗ a\\u001b\[2J\.s\\u001b\]0;t\\u0007 .* e\\u009b1m next$/);
    view.ended("a\u001b[2J", outcomeOf([bad], { warnings: ["n\u001b[2J"] }));
    view.close();
    expect(stdout.written).toContain("s\\u001b]0;t\\u0007: e\\u009b1m\nnext\n");
    expect(stdout.written).toContain("\nn\\u001b[2J\n");
    for (const raw of ["\u001b[2J", "\u001b]", "\u009b"]) expect(stdout.written + stderr.written).not.toContain(raw);
  });

  test("prints nothing if nothing began", () => {
    const { clock, stdout, stderr, view } = open({ columns: 80, rows: 24 });
    clock.forward(1_000);
    view.close();
    expect([stdout.written, stderr.written]).toEqual(["", ""]);
  });
});

describe("colours", () => {
  const drawn = (environment: Environment) => {
    const { clock, stderr, view } = open({ columns: 80, rows: 24 }, environment);
    view.started("acme", () => [whole("users", 1)]);
    clock.forward(100);
    return stderr.written;
  };

  test("are used on a terminal, unless they are disabled", () => {
    expect(drawn({})).toContain(`${ESCAPE}[32m✓`);
    expect(drawn({ NO_COLOR: "" })).toContain(`${ESCAPE}[32m✓`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are written so
    const color = /\u001b\[\d+m/;
    for (const environment of [{ NO_COLOR: "1" }, { NO_COLOR: "1", FORCE_COLOR: "1" }, { FORCE_COLOR: "0" }]) {
      expect(drawn(environment)).not.toMatch(color);
    }
  });

  test.each([
    [{ FORCE_COLOR: "1" }, `${ESCAPE}[31mno${ESCAPE}[39m`],
    [{ FORCE_COLOR: "1", TERM: "dumb" }, `${ESCAPE}[31mno${ESCAPE}[39m`],
    [{ FORCE_COLOR: "1", NO_COLOR: "1" }, "no"],
    [{ FORCE_COLOR: "false" }, "no"],
    [{}, "no"],
  ])("are used where there is no terminal if %j asks for them", (environment, expected) => {
    expect(new FakeOutlet({}, environment).styled({ text: "no", color: "red" })).toBe(expected);
  });
});

describe("a table that is drawn over", () => {
  test.each([
    ["CI, which keeps every line", { columns: 80, rows: 24 }, { CI: "true" }],
    ["a dumb terminal", { columns: 80, rows: 24 }, { TERM: "dumb" }],
    ["a terminal that does not know its size", { columns: 0, rows: 0 }, {}],
    ["a stream that is not a terminal", undefined, {}],
  ])("is not for %s", (_what, size, environment: Environment) => {
    const [clock, outlets] = [new HandClock(), outletsOf(size, environment)];
    const view = openView(outlets, { json: false });
    view.started("acme", () => [counters("users", { read: 1 })]);
    clock.forward(9_000);
    expect(outlets.stderr.written).toBe("");
  });
});
