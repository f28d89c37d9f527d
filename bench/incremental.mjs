/** Reads twice, the second time from the state of the first: what a run over an unchanged account costs. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/**
 * @param {string} bin of a connector.
 * @param {{ stream: string, environment: Record<string, string>, counts: { requests: number } }} options
 * @returns a result for each run: seconds, requests, records, STATE lines, their bytes and the bytes of the largest.
 */
export async function readTwice(bin, { stream, environment, counts }) {
  const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  const state = join(folder, "state.json");
  writeFileSync(state, "[]");
  const results = [];
  try {
    for (let run = 0; run < 2; run++) {
      counts.requests = 0;
      const result = await read([bin, "read", "--streams", stream, "--state", state], environment);
      writeFileSync(state, JSON.stringify([JSON.parse(result.lastState).state]));
      results.push({ ...result, requests: counts.requests });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return results;
}

async function read(args, environment) {
  const start = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  const result = { records: 0, states: 0, stateBytes: 0, largestState: 0, lastState: "" };
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('{"type":"RECORD"')) result.records++;
    if (!line.startsWith('{"type":"STATE"')) continue;
    result.states++;
    result.stateBytes += line.length;
    result.largestState = Math.max(result.largestState, line.length);
    result.lastState = line;
  }
  const status = await ended;
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}`);
  return { ...result, seconds: (performance.now() - start) / 1000 };
}
