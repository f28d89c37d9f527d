import { expect, test } from "@jest/globals";
import { openView } from "../../../src/cli/view/view.js";
import { counters, HandClock, outcomeOf, outletsOf, whole } from "./support.js";

function open() {
  const [clock, outlets] = [new HandClock(), outletsOf(undefined)];
  const printed = () => {
    const lines = outlets.stderr.written.split("\n").slice(0, -1);
    outlets.stderr.written = "";
    return lines;
  };
  return { clock, ...outlets, printed, view: openView(outlets, { json: false }) };
}

test("a source has a line every ten seconds, the first after ten", () => {
  const { clock, printed, view } = open();
  const users = counters("users");
  const streams = [whole("teams", 5), users, counters("later")];
  view.started("acme", () => streams);
  const readMore = () => (users.read += 100);
  clock.forward(9_000, readMore, 1_000);
  clock.forward(999);
  expect(printed()).toEqual([]);
  clock.forward(1, readMore);
  expect(printed()).toEqual(["acme: 1,005 read, 5 loaded, 100/s, 1 of 3 streams done; under way: users"]);
  users.loaded = 900;
  users.requests = 41;
  clock.forward(9_999);
  expect(printed()).toEqual([]);
  clock.forward(1);
  expect(printed()).toEqual(["acme: 1,005 read, 905 loaded, 0/s, 41 requests, 1 of 3 streams done; under way: users"]);
  view.started("late", () => [counters("a")]);
  expect(printed()).toEqual([]);
});

test("prints which streams wait for the rate limit and until when, and many streams by their first names", () => {
  const { clock, printed, view } = open();
  const names = ["a", "b", "c", "d", "e", "f", "g"];
  const waitingUntilMs = clock.now() + 200_000;
  const streams = names.map((name) => counters(name, { read: 1, waitingUntilMs }));
  view.started("acme", () => streams);
  clock.forward(10_000);
  expect(printed().at(-1)).toBe(
    "acme: 7 read, 0 loaded, 0/s, 0 of 7 streams done; waiting for the rate limit until 12:03:20: a, b, c, d, e and 2 more",
  );
  for (const stream of streams.slice(1)) stream.waitingUntilMs = undefined;
  clock.forward(10_000);
  expect(printed().at(-1)).toMatch(/; under way: b, c, d, e, f, g; waiting for the rate limit until 12:03:20: a$/);
  clock.forward(200_000);
  expect(printed().at(-1)).not.toContain("waiting");
});

test("prints a failed stream at once, and only once", () => {
  const { clock, printed, view } = open();
  const users = counters("users", { read: 1 });
  view.started("acme", () => [users]);
  clock.forward(3_000);
  users.error = 'Stream "users": The key was refused.';
  clock.forward(1_000);
  expect(printed()).toEqual(["acme: users failed: The key was refused."]);
  clock.forward(6_000);
  expect(printed()).toEqual(["acme: 1 read, 0 loaded, 0/s, 1 failed, 0 of 1 stream done"]);
  view.ended(
    "acme",
    outcomeOf([{ ...users, status: "INCOMPLETE" }, counters("b", { error: "Late.", status: "INCOMPLETE" })]),
  );
  expect(printed()).toEqual(["acme: b failed: Late."]);
});

test("prints each summary when its source ends, the error of a failed source on stderr, and a last line for all", () => {
  const { clock, stdout, printed, view } = open();
  view.started("one", () => [counters("users")]);
  clock.forward(2_000);
  view.ended("one", outcomeOf([whole("users", 3)]));
  expect(stdout.written).toMatch(/^one: 1 stream, 3 records in 2\.0 s \(1\.5\/s\)\ntable/);
  view.failed("two", new Error("There is no such account."));
  expect(printed()).toEqual(["two: There is no such account."]);
  clock.forward(20_000);
  expect(printed()).toEqual([]);
  view.close();
  expect(stdout.written).toMatch(/\n\nIncomplete: two could not be synced \(exit 1\)\. .*\n$/);
  expect(clock.isStopped).toBe(true);
});
