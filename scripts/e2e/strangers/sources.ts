/** Hostile sources, or do no good. Each of them writes three records of `users`, if it gets that far. */
import type { Stranger } from "../../../packages/sync/test/strangers/support.js";

export interface Case extends Stranger {
  /** What it does, for the table. */
  readonly what: string;
  /** How many rows have to be there at the end, and with which exit status. */
  readonly rows: number;
  readonly status: 0 | 1;
  /** Where a destination differs. */
  readonly except?: Readonly<Record<string, { readonly rows: number; readonly status: 0 | 1 }>>;
  readonly flags?: readonly string[];
  /** What must not be printed. */
  readonly hides?: string;
}

const ALL = "for (const id of [1, 2, 3]) record(id);";
const WHOLE = { rows: 3, status: 0 } as const;
const NOTHING = { rows: 0, status: 1 } as const;
/** What the state after the second record covers. */
const COVERED = { rows: 2, status: 1 } as const;
const TWO = "record(1); record(2); state(2);";

const stream = (name: string, properties: object = { id: { type: "integer" } }) => ({
  name,
  json_schema: { properties },
  supported_sync_modes: ["full_refresh"],
  source_defined_primary_key: [["id"]],
});
const columns = (count: number) =>
  Object.fromEntries(
    ["id", ...Array.from({ length: count }, (_none, index) => `column_${index}`)].map((name) => [
      name,
      { type: "integer" },
    ]),
  );
const withField = (name: string) => ({ id: { type: "integer" }, [name]: { type: "string" } });

/** Long enough for a source to start on a busy machine. */
const SILENCE = ["--timeout", "8"];

export const CASES: readonly Case[] = [
  { what: "nothing wrong", read: `${ALL} complete();`, ...WHOLE },
  {
    what: "leaves a helper that holds its output open",
    read: `${ALL} complete(); require("node:child_process").spawn("sleep", ["600"], { stdio: "inherit", detached: false }).unref();`,
    ...WHOLE,
  },
  {
    what: "leaves such a helper in a session of its own",
    read: `${ALL} complete(); require("node:child_process").spawn("sleep", ["40"], { stdio: "inherit", detached: true }).unref();`,
    ...WHOLE,
  },
  { what: "closes its output and lives on", read: `${TWO} fs.closeSync(1); setInterval(() => {}, 1e6);`, ...COVERED },
  {
    what: "falls silent",
    flags: SILENCE,
    read: `${TWO} record(3); setInterval(() => {}, 1e6);`,
    ...COVERED,
  },
  {
    what: "falls silent, and ignores SIGTERM",
    flags: SILENCE,
    read: `${TWO} record(3); process.on("SIGTERM", () => {}); setInterval(() => {}, 1e6);`,
    ...COVERED,
  },
  { what: "kills itself", read: `${TWO} record(3); process.kill(process.pid, "SIGKILL");`, ...COVERED },
  { what: "exits with status 3", read: `${TWO} record(3); process.exit(3);`, ...COVERED },
  {
    what: "exits with status 0 in the middle of a record",
    read: `${TWO} fs.writeSync(1, '{"type":"RECORD","record":{"stream":"users","data":{"id":3');`,
    ...COVERED,
  },
  {
    what: "reports an error, and exits with status 0",
    read: `${TWO} record(3); trace("ERROR", { error: { message: "no more" } });`,
    rows: 3,
    status: 1,
  },
  {
    what: "counts more records than it writes",
    read: `${TWO} print({ type: "STATE", state: { type: "STREAM", stream: { stream_descriptor: { name: "users" }, stream_state: { at: 3 } }, sourceStats: { recordCount: 7 } } });`,
    ...COVERED,
  },
  {
    what: "writes a state of a stream that it was not asked for",
    read: `${ALL} print({ type: "STATE", state: { type: "STREAM", stream: { stream_descriptor: { name: "other" }, stream_state: {} } } });`,
    rows: 3,
    status: 1,
  },
  {
    what: "writes records of 50,000 streams that it was not asked for",
    read: `${ALL} state(3); let text = ""; for (let id = 0; id < 50000; id++) text += JSON.stringify({ type: "RECORD", record: { stream: "s" + id, emitted_at: 1, data: { id } } }) + "\\n"; for (let at = 0; at < text.length; ) at += fs.writeSync(1, text.slice(at, at + 60000));`,
    rows: 3,
    status: 1,
  },
  {
    what: "writes a line of 129 MiB",
    read: `${TWO} fs.writeSync(1, '{"type":"RECORD","record":{"stream":"users","data":{"id":3,"text":"'); const piece = "x".repeat(1 << 20); for (let left = 129; left > 0; left--) for (let at = 0; at < piece.length; ) at += fs.writeSync(1, piece.slice(at)); print('"}}}');`,
    ...COVERED,
  },
  {
    what: "writes a record of 9 MB",
    read: `${TWO} const text = "x".repeat(9e6); const line = JSON.stringify({ type: "RECORD", record: { stream: "users", emitted_at: 1, data: { id: 3, text } } }) + "\\n"; for (let at = 0; at < line.length; ) at += fs.writeSync(1, line.slice(at, at + 1e6));`,
    ...WHOLE,
  },
  {
    what: "has a key of 1 MB",
    streams: [{ ...stream("users", { id: { type: "string" } }) }],
    read: `for (const id of [1, 2, 3]) record(id + "x".repeat(1e6));`,
    ...WHOLE,
  },
  {
    what: "lists 10,000 streams",
    streams: [stream("users"), ...Array.from({ length: 9_999 }, (_none, index) => stream(`s${index}`))],
    flags: ["--streams", "users"],
    read: ALL,
    ...WHOLE,
  },
  {
    what: "writes a value that is nested 100,000 levels deep",
    read: `${TWO} print('{"type":"RECORD","record":{"stream":"users","data":{"id":3,"u":' + "[".repeat(1e5) + "]".repeat(1e5) + "}}}");`,
    ...COVERED,
  },
  {
    what: "writes a record without its key",
    read: `${TWO} print({ type: "RECORD", record: { stream: "users", data: { text: "x" } } });`,
    ...COVERED,
  },
  {
    what: "writes a record whose data is a list",
    read: `${TWO} print({ type: "RECORD", record: { stream: "users", data: [] } });`,
    ...COVERED,
  },
  {
    what: "writes NaN",
    read: `${TWO} print('{"type":"RECORD","record":{"stream":"users","emitted_at":1,"data":{"id":3,"text":NaN}}}');`,
    ...WHOLE,
  },
  {
    what: "writes invalid UTF-8",
    read: `${TWO} fs.writeSync(1, Buffer.concat([Buffer.from('{"type":"RECORD","record":{"stream":"users","emitted_at":1,"data":{"id":3,"text":"'), Buffer.from([0xff, 0xc0]), Buffer.from('"}}}\\n')]));`,
    ...WHOLE,
  },
  {
    what: "writes NUL and half a surrogate pair",
    read: `${TWO} print('{"type":"RECORD","record":{"stream":"users","emitted_at":1,"data":{"id":3,"text":"a\\\\u0000b\\\\ud800"}}}');`,
    ...WHOLE,
  },
  {
    what: "writes 20 MB of noise between its messages",
    read: `${TWO} const noise = require("node:crypto").randomBytes(1 << 20).toString("base64"); for (let left = 20; left > 0; left--) for (let at = 0; at < noise.length; ) at += fs.writeSync(1, noise.slice(at)); print(""); record(3);`,
    ...WHOLE,
  },
  {
    what: "writes 50 MB to stderr",
    read: `${ALL} const piece = "x".repeat(1 << 20); for (let left = 50; left > 0; left--) for (let at = 0; at < piece.length; ) at += fs.writeSync(2, piece.slice(at));`,
    ...WHOLE,
  },
  {
    what: "quotes its password in an error",
    flags: ["--config", "config.json"],
    spec: { properties: { phrase: { airbyte_secret: true } } },
    hides: "open sesame",
    read: `${TWO} trace("ERROR", { error: { message: "wrong: " + config().phrase } });`,
    ...COVERED,
  },
  {
    what: "clears the screen in a warning",
    hides: "\u001b[2J",
    read: `${ALL} print({ type: "LOG", log: { level: "WARN", message: "x\\u001b[2J\\u009b1m" } });`,
    ...WHOLE,
  },
  { what: "has a field whose name holds NUL", streams: [stream("users", withField("a\u0000b"))], read: ALL, ...WHOLE },
  {
    what: "has a field whose name is half a surrogate pair",
    streams: [stream("users", withField("\ud800"))],
    read: ALL,
    ...WHOLE,
  },
  {
    what: "has a field whose name is 100,000 characters long",
    streams: [stream("users", withField("x".repeat(100_000)))],
    read: ALL,
    ...WHOLE,
  },
  {
    what: "has 5,000 fields",
    streams: [stream("users", columns(5_000))],
    read: ALL,
    ...WHOLE,
    except: { DuckDB: NOTHING, Postgres: NOTHING, Parquet: NOTHING, CSV: NOTHING },
  },
  { what: "lists its stream twice", streams: [stream("users"), stream("users")], read: ALL, ...WHOLE },
  { what: "lists no stream", streams: [], read: ALL, ...NOTHING },
  {
    what: "answers discover with noise",
    always: `if (verb === "discover") { print("Hello"); process.exit(); }`,
    read: ALL,
    ...NOTHING,
  },
];
