import { expect, test } from "@jest/globals";
import { openView } from "../../../src/cli/view/view.js";
import { counters, HandClock, outcomeOf, outletsOf, whole } from "./support.js";

function open() {
  const [clock, outlets] = [new HandClock(), outletsOf({ columns: 80, rows: 24 })];
  const printed = () => {
    const lines = outlets.stdout.written.split("\n").slice(0, -1);
    outlets.stdout.written = "";
    return lines.map((line) => JSON.parse(line) as unknown);
  };
  return { clock, stderr: outlets.stderr, printed, view: openView(outlets, { json: true }) };
}

test("a source's start, its progress each second, and its end are a line of JSON each", () => {
  const { clock, stderr, printed, view } = open();
  const users = counters("users");
  const teams = counters("teams");
  view.started("acme", () => [users, teams]);
  const [usersTable, teamsTable] = [users, teams].map(({ stream }) => ({ stream, schema: "s", table: stream }));
  expect(printed()).toEqual([{ event: "started", source: "acme", streams: [usersTable, teamsTable] }]);

  clock.forward(5_000);
  expect(printed()).toEqual([]);
  users.read = 500;
  clock.forward(999);
  expect(printed()).toEqual([]);
  clock.forward(1);
  const sums = { event: "progress", source: "acme", seconds: 6, read: 500, loaded: 0 };
  expect(printed()).toEqual([{ ...sums, streams: [{ stream: "users", read: 500, loaded: 0 }] }]);
  const signs = { status: "COMPLETE", loaded: 500, estimate: 900, requests: 3, waitingUntilMs: 17 } as const;
  Object.assign(users, signs);
  clock.forward(1_000);
  expect(printed()).toEqual([
    { ...sums, seconds: 7, loaded: 500, streams: [{ stream: "users", read: 500, ...signs }] },
  ]);
  clock.forward(9_000);
  expect(printed()).toEqual([]);

  const outcome = outcomeOf(
    [
      whole("users", 500, { requests: 3, typeMismatches: [{ field: "id", values: 2, first: 7 }] }),
      counters("teams", { status: "INCOMPLETE", error: "Refused." }),
    ],
    { errors: ["Something else."], warnings: ["A note."] },
  );
  view.ended("acme", outcome);
  const typeMismatches = [{ field: "id", values: 2, first: 7 }];
  expect(printed()).toEqual([
    {
      ...{ event: "ended", source: "acme", ok: false, seconds: 16 },
      streams: [
        {
          ...usersTable,
          status: "COMPLETE",
          read: 500,
          loaded: 500,
          deleted: 0,
          typeMismatches,
          changes: [],
          requests: 3,
          mode: "replace",
        },
        {
          ...teamsTable,
          status: "INCOMPLETE",
          read: 0,
          loaded: 0,
          deleted: 0,
          typeMismatches: [],
          changes: [],
          mode: "replace",
          error: "Refused.",
        },
      ],
      ...{ errors: ["Something else."], warnings: ["A note."] },
    },
  ]);
  users.read++;
  clock.forward(5_000);
  view.close();
  expect([printed(), stderr.written, clock.isStopped]).toEqual([[], "", true]);
});

test("a source that could not be synced ends with its error", () => {
  const { printed, view } = open();
  view.failed("acme", new Error("There is no such account."));
  const nothing = { streams: [], errors: ["There is no such account."], warnings: [] };
  expect(printed()).toEqual([{ event: "ended", source: "acme", ok: false, seconds: 0, ...nothing }]);
});

test("a source that breaks off ends with what its streams have so far", () => {
  const { printed, view } = open();
  view.started("acme", () => [counters("users", { read: 7, loaded: 5 })]);
  view.failed("acme", new Error("The disk is full."));
  expect(printed().at(-1)).toMatchObject({
    ...{ event: "ended", ok: false, errors: ["The disk is full."] },
    streams: [{ stream: "users", read: 7, loaded: 5 }],
  });
});
