/** Runs of which the states matter: how many, how large, and the last one, from which the next run resumes. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * @param {{ command: string, args: string[], environment?: Record<string, string> }} program an Airbyte source's read.
 * @returns seconds, records, STATE lines, their MB, the MB of the largest, and the last state in the list that `--state` wants.
 */
export async function readWithStates({ command, args, environment = {} }) {
  const start = performance.now();
  const child = spawn(command, args, {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  const result = { records: 0, states: 0, statesMb: 0, largestStateMb: 0 };
  let last = "";
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('{"type":"RECORD"')) result.records++;
    if (!line.startsWith('{"type":"STATE"')) continue;
    result.states++;
    result.statesMb += line.length / 1e6;
    result.largestStateMb = Math.max(result.largestStateMb, line.length / 1e6);
    last = line;
  }
  const status = await ended;
  if (status !== 0) throw new Error(`ended with ${status}`);
  if (last === "") throw new Error("wrote no state");
  return { ...result, seconds: (performance.now() - start) / 1000, state: [JSON.parse(last).state] };
}
