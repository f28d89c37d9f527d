import { expect, test } from "@jest/globals";
import { openView } from "../../../src/cli/view/view.js";
import { counters, HandClock, outcomeOf, outletsOf, whole } from "./support.js";

function open() {
  const [clock, outlets] = [new HandClock(), outletsOf({ columns: 80, rows: 24 })];
  const told = () => {
    const lines = outlets.stdout.written.split("\n").slice(0, -1);
    outlets.stdout.written = "";
    return lines.map((line) => JSON.parse(line) as unknown);
  };
  return { clock, stderr: outlets.stderr, told, view: openView(outlets, { json: true }, clock) };
}

test("a source's start, its progress each second, and its end are a line of JSON each", () => {
  const { clock, stderr, told, view } = open();
  const users = counters("users");
  const teams = counters("teams");
  view.started("acme", () => [users, teams]);
  const [usersTable, teamsTable] = [users, teams].map(({ stream }) => ({ stream, schema: "s", table: stream }));
  expect(told()).toEqual([{ event: "started", source: "acme", streams: [usersTable, teamsTable] }]);

  clock.forward(5_000);
  expect(told()).toEqual([]);
  users.read = 500;
  clock.forward(999);
  expect(told()).toEqual([]);
  clock.forward(1);
  const sums = { event: "progress", source: "acme", seconds: 6, read: 500, landed: 0 };
  expect(told()).toEqual([{ ...sums, streams: [{ stream: "users", read: 500, landed: 0 }] }]);
  const signs = { status: "COMPLETE", landed: 500, estimate: 900, requests: 3, waitingUntilMs: 17 } as const;
  Object.assign(users, signs);
  clock.forward(1_000);
  expect(told()).toEqual([{ ...sums, seconds: 7, landed: 500, streams: [{ stream: "users", read: 500, ...signs }] }]);
  clock.forward(9_000);
  expect(told()).toEqual([]);

  const outcome = outcomeOf(
    [
      whole("users", 500, { requests: 3, misfits: [{ field: "id", values: 2, first: 7 }] }),
      counters("teams", { status: "INCOMPLETE", error: "Refused." }),
    ],
    { errors: ["Something else."], notes: ["A note."] },
  );
  view.ended("acme", outcome);
  const misfits = [{ field: "id", values: 2, first: 7 }];
  expect(told()).toEqual([
    {
      ...{ event: "ended", source: "acme", ok: false, seconds: 16 },
      streams: [
        { ...usersTable, status: "COMPLETE", read: 500, landed: 500, misfits, requests: 3 },
        { ...teamsTable, status: "INCOMPLETE", read: 0, landed: 0, misfits: [], error: "Refused." },
      ],
      ...{ errors: ["Something else."], notes: ["A note."] },
    },
  ]);
  users.read++;
  clock.forward(5_000);
  view.close();
  expect([told(), stderr.written, clock.isStopped]).toEqual([[], "", true]);
});

test("a source that could not be synced ends with its error", () => {
  const { told, view } = open();
  view.failed("acme", new Error("There is no such account."));
  const nothing = { streams: [], errors: ["There is no such account."], notes: [] };
  expect(told()).toEqual([{ event: "ended", source: "acme", ok: false, seconds: 0, ...nothing }]);
});
