/** `npm run bench`: start-up, throughput and memory beside plain Node, as ratios within one run. */
import { rmSync } from "node:fs";
import { readTwice } from "../bench/incremental.mjs";
import { startIncrementalServer } from "../bench/incremental-server.mjs";
import { startInstancesServer } from "../bench/instances-server.mjs";
import { interleave, measure, spread } from "../bench/measure.mjs";
import { startServer } from "../bench/server.mjs";
import { prepare, root, run, turbo } from "./workspace.mjs";

const ROUNDS = 5;
const PAGES = 1000;

prepare();
turbo("build");

const { url, server } = await startServer(PAGES);
const environment = { BENCH_BASE_URL: url };
run(process.execPath, ["scripts/bundle.mjs", "bench/source.mjs"]); // as a connector is shipped
const source = `${root}dist/source.js`;
const spec = `${root}connectors/source-configcat/bin/source-configcat.js`;

await compare("start-up: spec of source-configcat beside node -e 0", [
  { name: "node -e 0", run: () => measure(["-e", "0"]) },
  { name: "spec", run: () => measure([spec, "spec"]) },
]);
await compare(`throughput: ${PAGES * 100} records of about 1 kB in ${PAGES} pages`, [
  { name: "plain Node", run: () => measure([`${root}bench/floor.mjs`], { environment }) },
  { name: "Sluice", run: () => measure([source, "read"], { environment }) },
]);
const slow = await measure([source, "read"], { environment, pauseMs: 10 });
console.log(
  `\nslow reader (10 ms after each chunk): ${slow.memoryMb} MB at the peak, ${slow.seconds.toFixed(1)} s, ${slow.lines} lines`,
);
const large = await startServer(240, 16_000);
await compare("large pages: 240 pages of 1.7 MB", [
  { name: "Sluice", run: () => measure([source, "read"], { environment: { BENCH_BASE_URL: large.url } }) },
]);
const instances = await startInstancesServer();
const vitally = `${root}connectors/source-vitally/bin/source-vitally.js`;
const account = { VITALLY_SECRET_TOKEN: "bench", VITALLY_INCLUDE_ARCHIVED: "false", VITALLY_BASE_URL: instances.url };
await compare("large pages: 12,000 custom object instances of Vitally, 120 pages of 1.7 MB", [
  {
    name: "Sluice",
    run: () => measure([vitally, "read", "--streams", "custom_object_instances"], { environment: account }),
  },
]);
const incremental = await startIncrementalServer();
const many = { VITALLY_SECRET_TOKEN: "bench", VITALLY_BASE_URL: incremental.url, BENCH_BASE_URL: incremental.url };
await twice("100,000 accounts of Vitally", vitally, "accounts");
await twice("5,000 partitions with a record each", source, "parts");

for (const each of [server, large.server, instances.server, incremental.server]) {
  each.close();
  each.closeAllConnections();
}
rmSync(`${root}dist`, { recursive: true });

/** A read from scratch, and one from its state over the same account. */
async function twice(title, bin, stream) {
  console.log(`\nincremental: ${title}`);
  const runs = await readTwice(bin, { stream, environment: many, counts: incremental.counts });
  for (const [index, { seconds, requests, records, states, stateBytes, largestState }] of runs.entries()) {
    const state = `${states} STATEs of ${(stateBytes / 1e6).toFixed(2)} MB, the largest ${(largestState / 1e6).toFixed(2)} MB`;
    console.log(
      `  ${index === 0 ? "first run " : "second run"}   ${seconds.toFixed(2)} s   ${requests} requests   ${records} records   ${state}`,
    );
  }
}

/** The first case is what the others are compared with. */
async function compare(title, cases) {
  const results = await interleave(cases, ROUNDS);
  console.log(`\n${title} (${ROUNDS} runs each, seconds: min / median / max)`);
  const base = spread(results.get(cases[0].name).map(({ seconds }) => seconds)).median;
  for (const [name, runs] of results) {
    const { min, median, max } = spread(runs.map(({ seconds }) => seconds));
    const memory = spread(runs.map(({ memoryMb }) => memoryMb)).median;
    const figures = [min, median, max].map((seconds) => seconds.toFixed(2)).join(" / ");
    console.log(
      `  ${name.padEnd(12)} ${figures}   ${(median / base).toFixed(2)}×   ${memory} MB   ${runs[0].lines} lines`,
    );
  }
}
