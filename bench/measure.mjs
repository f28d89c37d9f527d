import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const hook = fileURLToPath(new URL("peak-memory.mjs", import.meta.url));

/**
 * Runs node with these arguments to its end and reads all of its stdout.
 *
 * @param {string[]} args
 * @param {{ environment?: Record<string, string>, pauseMs?: number }} options `pauseMs` after each chunk: a slow reader.
 * @returns wall seconds, peak memory in MB, lines and bytes of stdout.
 */
export async function measure(args, { environment = {}, pauseMs = 0 } = {}) {
  const start = performance.now();
  const child = spawn(process.execPath, ["--import", hook, ...args], { env: { ...process.env, ...environment } });
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  let lines = 0;
  let bytes = 0;
  for await (const chunk of child.stdout) {
    bytes += chunk.length;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
    if (pauseMs > 0) await sleep(pauseMs);
  }
  const status = await ended;
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stderr.slice(-500)}`);
  const memoryMb = Number(/peak-memory (\d+)/.exec(stderr)?.[1]);
  return { seconds: (performance.now() - start) / 1000, memoryMb, lines, bytes };
}

/** Runs the cases one after the other, all of them, so many times: what the machine does meanwhile hits them alike. */
export async function interleave(cases, times) {
  const results = new Map(cases.map(({ name }) => [name, []]));
  for (let round = 0; round < times; round++) {
    for (const { name, run } of cases) results.get(name).push(await run());
  }
  return results;
}

export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return { min: sorted[0], median: sorted[Math.floor(sorted.length / 2)], max: sorted[sorted.length - 1] };
}
