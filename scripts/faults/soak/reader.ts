/** The process that is watched: reads the list, and writes to stderr how its memory changed and what it left open. */
import type { Clock } from "@sluice/core";
import { run, systemClock } from "@sluice/core/internal";
import { SoakSource } from "./source.js";

const PAGES_A_SAMPLE = 100;

/** Pauses between attempts are short: 500 of them in full would take longer than the soak may. */
const hurried: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 5), signal) };

const samples: number[] = [];
let pages = 0;
const source = new SoakSource(() => {
  if (++pages % PAGES_A_SAMPLE === 0) samples.push(process.memoryUsage().rss);
});
const outcome = await run(
  source,
  { name: "read", log: { debug: false, format: "json" }, config: async () => ({ base_url: process.argv[2] ?? "" }) },
  { out: process.stdout, clock: hurried, stop: new AbortController() },
);
process.exitCode = outcome === 0 ? 0 : 1;
setImmediate(() => {
  const left = process.getActiveResourcesInfo().filter((kind) => !/^(PipeWrap|TTYWrap|Immediate)$/.test(kind));
  process.stderr.write(`${JSON.stringify({ samples, left })}\n`);
});
