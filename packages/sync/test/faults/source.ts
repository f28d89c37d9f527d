/** Sources that the fault tests script: what they list, and the lines that they write. */
import { program } from "../cli/support.js";

/** A stream as a source lists it. */
export interface Stream {
  readonly name: string;
  readonly namespace?: string | null;
  readonly [member: string]: unknown;
}

export interface Source {
  readonly streams: readonly Stream[];
  /** The lines of `read` as they are, or the body of a script that writes them: see `PROGRAM` for what it may use. */
  readonly read: readonly string[] | string;
  /** The body of a script that is run before `discover` is answered. */
  readonly discover?: string;
  /** The body of a script that answers `spec` and `check`. */
  readonly otherwise?: string;
  /** What it writes to stderr. */
  readonly stderr?: string;
  readonly exit?: number;
}

/** What a source was given by one `read`. */
export interface Given {
  /** The file of `--state`, byte for byte. */
  readonly state: string | null;
  readonly catalog: {
    readonly streams: readonly { readonly stream: Stream; readonly [member: string]: unknown }[];
  };
}

type Properties = Readonly<Record<string, object>>;

export const INTEGER = { type: "integer" };
export const NUMBER = { type: "number" };
export const STRING = { type: "string" };
export const DATE = { type: "string", format: "date" };
export const TIMESTAMP = { type: "string", format: "date-time" };
export const OBJECT = { type: "object" };

const FIELDS: Properties = { id: INTEGER, name: STRING };

/** A stream that is merged by its `id`. */
export function keyed(name: string, properties = FIELDS, more: object = {}): Stream {
  return { ...unkeyed(name, properties), source_defined_primary_key: [["id"]], ...more };
}

/** A stream that resumes from a state and has no key. */
export function unkeyed(name: string, properties = FIELDS, more: object = {}): Stream {
  const supported_sync_modes = ["full_refresh", "incremental"];
  return { name, json_schema: { properties }, supported_sync_modes, source_defined_cursor: true, ...more };
}

/** A stream that can only be read in full. */
export function replaced(name: string, properties = FIELDS, more: object = {}): Stream {
  return { name, json_schema: { properties }, supported_sync_modes: ["full_refresh"], ...more };
}

/** Writes the source into the folder, as a program of this name. */
export async function writeSource(folder: string, source: Source, name = "source-acme.js"): Promise<string> {
  const { streams, read, discover = "", otherwise = "", stderr = "", exit = 0 } = source;
  const script = typeof read === "string" ? read : `for (const line of ${JSON.stringify(read)}) print(line);`;
  const settings = JSON.stringify({ streams, stderr, exit });
  return program(
    folder,
    name,
    `${PROGRAM}\nrun(${settings}, () => { ${script} }, () => { ${discover} }, () => { ${otherwise} });`,
  );
}

/** Appends what each `read` was given to given.jsonl, in the source's own folder. */
const PROGRAM = `
const fs = require("node:fs");
const args = process.argv.slice(2);
const text = (option) => args.includes(option) ? fs.readFileSync(args[args.indexOf(option) + 1], "utf8") : undefined;
const print = (line) => fs.writeSync(1, (typeof line === "string" ? line : JSON.stringify(line)) + "\\n");
const given = { state: text("--state") ?? null, catalog: JSON.parse(text("--catalog") ?? "null") };
const isAsked = ({ name, namespace }) =>
  given.catalog.streams.some(({ stream }) => stream.name === name && (stream.namespace || null) === (namespace || null));
function run({ streams, stderr, exit }, read, discover, otherwise) {
  if (args[0] === "discover") return discover(), print({ type: "CATALOG", catalog: { streams } });
  if (args[0] !== "read") return otherwise();
  fs.appendFileSync(__dirname + "/given.jsonl", JSON.stringify(given) + "\\n");
  read();
  fs.writeSync(2, stderr);
  process.exitCode = exit;
}`;
