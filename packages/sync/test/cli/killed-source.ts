/** The source of the tests that kill a sync. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { program } from "./support.js";

/** What one read of the source does. */
export interface ReadPlan {
  readonly states: "STREAM" | "GLOBAL";
  /** Of all streams; "" is none. */
  readonly namespace: string;
  /** A number that the rows of `whole` have. */
  readonly run: number;
  /** How many events there are; or how many more than the state has. */
  readonly events: { readonly upTo: number } | { readonly more: number };
  /** After so many lines the source kills the process that reads it; never if it is left out. */
  readonly killAfter?: number;
}

/** How many rows `users` has once each was written, and `whole` in every read. */
export const USERS = 500;
export const REPLACED = 1_000;

/**
 * Three streams next to each other. An event is a row of `log`, which has no key, and a newer version of a row of `users`; both resume
 * from their states, and from the beginning without one. `whole` is read in full every time.
 */
const SOURCE = `
  const fs = require("node:fs");
  const path = require("node:path");
  const plan = JSON.parse(fs.readFileSync(path.join(__dirname, "plan.json"), "utf8"));
  const args = process.argv.slice(2);
  const namespace = plan.namespace === "" ? {} : { namespace: plan.namespace };
  let left = plan.killAfter;
  const print = (message) => {
    fs.writeSync(1, JSON.stringify(message) + "\\n");
    if (--left === 0) process.kill(process.ppid, "SIGKILL");
  };
  if (args[0] === "discover") {
    const json_schema = { properties: { id: { type: "integer" }, version: { type: "integer" }, run: { type: "integer" } } };
    const stream = (name, mode, more) => ({ name, ...namespace, json_schema, supported_sync_modes: [mode], ...more });
    const users = stream("users", "incremental", { source_defined_primary_key: [["id"]] });
    print({ type: "CATALOG", catalog: { streams: [stream("log", "incremental"), users, stream("whole", "full_refresh")] } });
    process.exit();
  }

  const given = args.includes("--state") ? JSON.parse(fs.readFileSync(args[args.indexOf("--state") + 1], "utf8")) : [];
  const parts = given.flatMap((state) => state.stream ?? state.global.stream_states);
  const from = (name) => parts.find((part) => part.stream_descriptor.name === name)?.stream_state.version ?? 0;
  const at = { log: from("log"), users: from("users") };
  const to = plan.events.upTo ?? Math.max(at.log, at.users) + plan.events.more;

  const record = (stream, data) => print({ type: "RECORD", record: { stream, ...namespace, emitted_at: 1, data } });
  const descriptor = (name) => ({ stream_descriptor: { name, ...namespace } });
  const part = (name) => ({ ...descriptor(name), stream_state: { version: at[name] } });
  const complete = (name) => print({ type: "TRACE", trace: { type: "STREAM_STATUS", emitted_at: 1, stream_status: { ...descriptor(name), status: "COMPLETE" } } });
  const state = (step) => {
    if (plan.states === "STREAM") print({ type: "STATE", state: { type: "STREAM", stream: part(step % 2 === 0 ? "log" : "users") } });
    else if (step % 2 === 0) {
      const global = { shared_state: { version: Math.max(at.log, at.users) }, stream_states: [part("log"), part("users")] };
      print({ type: "STATE", state: { type: "GLOBAL", global } });
    }
  };
  for (let step = 1; at.log < to || at.users < to || step <= ${REPLACED}; step++) {
    if (step <= ${REPLACED}) record("whole", { id: step, run: plan.run });
    if (step === ${REPLACED}) complete("whole");
    if (at.log < to) record("log", { id: ++at.log });
    if (at.users < to) record("users", { id: ++at.users % ${USERS}, version: at.users });
    if (step % 25 === 0) state(step / 25);
  }
  for (const step of [1, 2]) state(step);
  complete("log");
  complete("users");`;

/** @returns the path of the program, and what sets the plan of its next reads. */
export async function killedSource(folder: string): Promise<{ file: string; set: (plan: ReadPlan) => Promise<void> }> {
  const file = await program(folder, "source-killed.js", SOURCE);
  return { file, set: (plan) => writeFile(join(folder, "plan.json"), JSON.stringify(plan)) };
}
