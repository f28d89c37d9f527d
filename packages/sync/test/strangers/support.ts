/** Hostile sources, and what a sync of one leaves. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { program, type Ran, sluice } from "../cli/support.js";

/** A source with one stream, `users`, of a spec and a body of `read`. */
export interface Stranger {
  /** The specification of its config. */
  readonly spec?: object;
  readonly streams?: readonly object[];
  /** Runs before any verb is answered. */
  readonly always?: string;
  readonly check?: string;
  readonly read: string;
}

const USERS = {
  name: "users",
  json_schema: { properties: { id: { type: "integer" }, text: { type: "string" } } },
  supported_sync_modes: ["full_refresh", "incremental"],
  source_defined_cursor: true,
  source_defined_primary_key: [["id"]],
};

export function scriptOf(stranger: Stranger): string {
  const { spec = {}, streams = [USERS], always = "", check = "", read } = stranger;
  return `
const fs = require("node:fs");
const [verb, ...args] = process.argv.slice(2);
const print = (line) => fs.writeSync(1, (typeof line === "string" ? line : JSON.stringify(line)) + "\\n");
const option = (name) => args.includes(name) ? args[args.indexOf(name) + 1] : undefined;
const configFile = option("--config");
const config = () => JSON.parse(fs.readFileSync(configFile === "-" ? 0 : configFile, "utf8"));
const record = (id, text = "", stream = "users") => print({ type: "RECORD", record: { stream, emitted_at: 1, data: { id, text } } });
const state = (at) => print({ type: "STATE", state: { type: "STREAM", stream: { stream_descriptor: { name: "users" }, stream_state: { at } } } });
const trace = (type, body) => print({ type: "TRACE", trace: { type, emitted_at: 1, ...body } });
const complete = () => trace("STREAM_STATUS", { stream_status: { stream_descriptor: { name: "users" }, status: "COMPLETE" } });
${always}
if (verb === "spec") print({ type: "SPEC", spec: { connectionSpecification: ${JSON.stringify(spec)} } });
if (verb === "check") { ${check} }
if (verb === "discover") print({ type: "CATALOG", catalog: { streams: ${JSON.stringify(streams)} } });
if (verb === "read") { ${read} }
`;
}

/** An empty folder with a source in it, and a temp folder of its own. */
export class Yard {
  folder = "";

  async open(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  async write(stranger: Stranger, name = "source-rogue.js"): Promise<string> {
    return program(this.folder, name, scriptOf(stranger));
  }

  /** Writes the source, and runs a command of ours. */
  async run(stranger: Stranger, args: readonly string[], environment: Record<string, string> = {}): Promise<Ran> {
    await this.write(stranger);
    return sluice(this.folder, args, environment);
  }

  text(name: string): Promise<string> {
    return readFile(this.path(name), "utf8");
  }

  /** The folders of syncs that are left. */
  async left(): Promise<readonly string[]> {
    return (await readdir(this.folder)).filter((name) => name.startsWith("sluice-"));
  }
}
