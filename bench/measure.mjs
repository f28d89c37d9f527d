import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A process that was loaded with one of these reports its use at its end; each language finds its own. */
const hooks = {
  NODE_OPTIONS: `--import=${new URL("hooks/at-exit.mjs", import.meta.url)}`,
  PYTHONPATH: decodeURI(new URL("hooks", import.meta.url).pathname),
};

const QUIET = { RUNTIME__DLTHUB_TELEMETRY: "false", DO_NOT_TRACK: "1" };
const LONGEST_MS = 900_000;
const TAIL = 16_000;
const TREE_MS = 250;

/**
 * Runs a program to its end and reads all of its stdout.
 *
 * @param {object} program
 * @param {string} program.command
 * @param {string[]} program.args
 * @param {Record<string, string>} [program.environment]
 * @param {string} [program.counted] what stands once on each line that counts.
 * @param {number} [program.expected] how many of them there must be.
 * @param {boolean} [program.isBare] without the hook, whose loading counts where all is over in a tenth of a second.
 * @param {number} [program.pauseMs] after each chunk: a slow reader.
 * @param {number} [program.sampleMs] how often the memory is looked at while it runs.
 * @param {boolean} [program.tree] the peak memory of the process with all that it starts, together.
 * @returns wall and CPU seconds, peak memory and its samples in MB, what was counted.
 * @throws Error if the program fails, or writes another number than expected.
 */
export async function measure(program) {
  const {
    command,
    args,
    environment = {},
    isBare = false,
    counted = "\n",
    expected,
    pauseMs = 0,
    sampleMs,
    tree,
  } = program;
  const start = performance.now();
  const child = spawn(command, args, {
    env: { ...process.env, ...QUIET, ...environment, ...(isBare ? {} : hooks) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const tooLong = setTimeout(() => child.kill("SIGKILL"), LONGEST_MS);
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr = (stderr + text).slice(-4000);
  });
  const memory = sampleMs === undefined ? undefined : sampled(sampleMs, () => residentMb(child.pid));
  const together = tree === true ? sampled(TREE_MS, () => residentTreeMb(child.pid)) : undefined;
  const ended = new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  const lines = counter(counted);
  let tail = Buffer.alloc(0);
  for await (const chunk of child.stdout) {
    lines.add(chunk);
    tail = chunk.length < TAIL ? Buffer.concat([tail, chunk]).subarray(-TAIL) : chunk.subarray(-TAIL);
    if (pauseMs > 0) await sleep(pauseMs);
  }
  const status = await ended;
  clearTimeout(tooLong);
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0 || (expected !== undefined && lines.count !== expected)) {
    const wrote = expected === undefined ? "" : `, ${lines.count} of ${expected} records`;
    throw new Error(
      `exit code ${status ?? "of a signal"}${wrote} in ${seconds.toFixed(0)} s: ${lastWords(stderr, tail)}`,
    );
  }
  const [, cpu, peak] = /bench-took (\S+) (\d+)/.exec(stderr) ?? [];
  const own = cpu === undefined ? {} : { cpuSeconds: Number(cpu), memoryMb: Number(peak) };
  // of a tree only the memory is known, because each process reports its own time alone
  const took = together === undefined ? own : { memoryMb: Math.round(Math.max(...together.stop())) };
  return { seconds, ...took, records: lines.count, ...(memory && { samplesMb: memory.stop() }) };
}

/** Counts a text in chunks of bytes, also where it lies across two of them. */
function counter(text) {
  const needle = Buffer.from(text);
  let rest = Buffer.alloc(0);
  return {
    count: 0,
    add(chunk) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + needle.length)) this.count++;
      rest = bytes.subarray(Math.max(0, bytes.length - needle.length + 1));
    },
  };
}

/** A figure in MB, again and again. */
function sampled(everyMs, figure) {
  const samplesMb = [];
  const timer = setInterval(() => {
    const mb = figure();
    if (mb !== undefined) samplesMb.push(mb);
  }, everyMs);
  return {
    stop() {
      clearInterval(timer);
      return samplesMb;
    },
  };
}

/** The memory of a process, as Linux reports it. */
function residentMb(pid) {
  const kb = /VmRSS:\s+(\d+) kB/.exec(textOf(`/proc/${pid}/status`))?.[1];
  return kb === undefined ? undefined : Number(kb) / 1024;
}

/** That of a process and all below it; what they share, such as the program itself, is counted once (PSS). */
function residentTreeMb(pid) {
  const kb = /^Pss:\s+(\d+) kB/m.exec(textOf(`/proc/${pid}/smaps_rollup`))?.[1];
  const children = textOf(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean);
  return Number(kb ?? 0) / 1024 + children.reduce((sum, child) => sum + residentTreeMb(child), 0);
}

/** Nothing where the process has just ended. */
function textOf(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Why a program failed, from the end of what it said: an Airbyte source says it on stdout. */
function lastWords(stderr, stdout) {
  const message = String(stdout)
    .match(/(?<="error":\{"message":")[^"]*/g)
    ?.at(-1);
  const said = message ?? (stderr.replace(/bench-took.*/, "").trim() || String(stdout).trim());
  return said.slice(-300).replaceAll(/\s+/g, " ");
}
