/** A whole read with any replies: stdout has only protocol messages. A failure prints its seed. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { JsonObject, JsonValue } from "@sluice/core";
import { type Line, runSource, runs } from "@sluice/testkit";
import fc from "fast-check";
import { Acme, type FakeAcme, startAcme } from "../runner/support/acme.js";

let acme: FakeAcme;
beforeEach(async () => {
  acme = await startAcme();
});
afterEach(() => acme.api.close());

const text = fc.json({ maxDepth: 3 });
const rows = fc.array(
  fc
    .tuple(fc.oneof(fc.constantFrom('"p1"', '"__proto__"', "1", "null", "1e400"), text), text)
    .map(([id, name]) => `{"id":${id},"name":${name},"constructor":${name}}`),
  { maxLength: 4 },
);
const bodies = fc.oneof(
  {
    arbitrary: fc
      .tuple(rows, fc.oneof(text, fc.constant("null")))
      .map(([items, next]) => `{"items":[${items}],"next":${next}}`),
    weight: 6,
  },
  {
    arbitrary: fc.oneof(
      text,
      fc.string(),
      text.map((items) => `{"items":${items}}`),
    ),
    weight: 2,
  },
);
const statuses = fc.oneof(
  { arbitrary: fc.constant(200), weight: 15 },
  { arbitrary: fc.constantFrom(204, 302, 403, 404, 429, 500), weight: 1 },
);
const replies = fc.array(fc.record({ status: statuses, text: bodies }), { minLength: 1, maxLength: 8 });

const states = fc.oneof(
  fc.constant(undefined),
  fc.json({ maxDepth: 3 }).map((state) => JSON.parse(state) as JsonValue),
  fc.json({ maxDepth: 3 }).map((state) => [
    { type: "STREAM", stream: { stream_descriptor: { name: "tasks" }, stream_state: JSON.parse(state) as JsonValue } },
    {
      type: "STREAM",
      stream: {
        stream_descriptor: { name: "projects" },
        stream_state: { cursor: "2", more: JSON.parse(state) as JsonValue },
      },
    },
  ]),
);

const LEVELS = ["FATAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE"];
const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const nameIn = (value: unknown) =>
  isObject(value) && isObject(value["stream_descriptor"]) ? value["stream_descriptor"]["name"] : undefined;

/** By type: whether a message's payload is what the protocol says (0.18). */
const FORMS: Readonly<Record<string, (line: Line) => boolean>> = {
  RECORD: ({ record }) =>
    isObject(record) &&
    typeof record["stream"] === "string" &&
    Number.isInteger(record["emitted_at"]) &&
    isObject(record["data"]),
  STATE: ({ state }) =>
    isObject(state) &&
    state["type"] === "STREAM" &&
    typeof nameIn(state["stream"]) === "string" &&
    isObject((state["stream"] as JsonObject)["stream_state"]) &&
    Number.isInteger((state["sourceStats"] as JsonObject)["recordCount"]),
  LOG: ({ log }) => isObject(log) && LEVELS.includes(String(log["level"])) && typeof log["message"] === "string",
  TRACE: ({ trace }) => isObject(trace) && Number.isInteger(trace["emitted_at"]) && (isStatus(trace) || isError(trace)),
};

function isStatus({ type, stream_status: status }: JsonObject): boolean {
  return (
    type === "STREAM_STATUS" &&
    isObject(status) &&
    typeof nameIn(status) === "string" &&
    /^[A-Z]+$/.test(String(status["status"]))
  );
}

function isError({ type, error }: JsonObject): boolean {
  return (
    type === "ERROR" &&
    isObject(error) &&
    typeof error["message"] === "string" &&
    /^(config|transient|system)_error$/.test(String(error["failure_type"]))
  );
}

test("a read of any bodies and state writes only messages, ends each stream, and exits with 1 if one is incomplete", async () => {
  const kinds = new Set<string>();
  await fc.assert(
    fc.asyncProperty(replies, states, async (given, state) => {
      acme.api.reset();
      let sent = 0;
      acme.api.inject({
        at: () => true,
        times: Number.POSITIVE_INFINITY,
        reply: () => given[sent++ % given.length] ?? {},
      });
      const output = await runSource(new Acme(), "read", {
        config: acme.config,
        ...(state === undefined ? {} : { state }),
      });
      for (const line of output.lines) kinds.add(line.type);
      expect(output.lines.filter((line) => FORMS[line.type]?.(line) !== true)).toEqual([]);
      const ends = ["projects", "tasks", "notes"].map((stream) => output.statuses(stream).at(-1));
      expect(ends.every((end) => end === "COMPLETE" || end === "INCOMPLETE")).toBe(true);
      expect(output.status).toBe(ends.includes("INCOMPLETE") ? 1 : 0);
      expect(
        output
          .errors()
          .map(({ message }) => message)
          .filter((it) => /Unexpected error inside the connector/.test(String(it))),
      ).toEqual([]);
    }),
    runs(100),
  );
  expect([...kinds].sort()).toEqual(["LOG", "RECORD", "STATE", "TRACE"]);
});
