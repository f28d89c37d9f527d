import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { FakeApi, type FakeReply, seeded } from "@sluice/testkit";

const PAGES = 10_000;
const ROWS = 20;
const FAULT_SHARE = 0.05;
const SEED = Number(process.argv[2] ?? 1);

/** Lines between pauses of the reader, and how long it pauses: slower than the connector by far. */
const LINES_A_PAUSE = 2_000;
const PAUSE_MS = 20;

/** How far the last quarter's memory may lie above the first's. */
const GROWTH = 1.2;

const MISHAPS: readonly ((page: FakeReply) => FakeReply)[] = [
  () => ({ status: 500 }),
  () => ({ status: 503, headers: { "retry-after": "1" } }),
  () => ({ status: 429, headers: { "retry-after": "1" } }),
  () => ({ delivery: "reset before headers" }),
  (page) => ({ ...page, delivery: "reset in body" }),
  (page) => ({ ...page, delivery: "cut with length" }),
  (page) => ({ ...page, headers: { "content-encoding": "gzip" } }),
];

interface Soaked {
  readonly digest: string;
  readonly records: number;
  readonly status: number | null;
  readonly samples: readonly number[];
  readonly left: readonly string[];
}

const api = await FakeApi.start();
api.get("/items", ({ query }) => pageOf(Number(query.get("page"))));
const startMs = performance.now();
const calm = await soak(0);
let faults = 0;
const random = seeded(SEED);
const isHit = () => random() < FAULT_SHARE;
api.inject({
  at: isHit,
  times: Number.POSITIVE_INFINITY,
  reply: (_request, page) => {
    faults++;
    return MISHAPS[Math.floor(random() * MISHAPS.length)]?.(page) ?? page;
  },
});
const rough = await soak(PAUSE_MS);
await api.close();
process.exitCode = report() ? 0 : 1;

function report(): boolean {
  const quarter = Math.floor(rough.samples.length / 4);
  const [first, last] = [median(rough.samples.slice(0, quarter)), median(rough.samples.slice(-quarter))];
  const checks: readonly (readonly [string, boolean])[] = [
    [
      `${rough.records} records of ${PAGES} pages, through ${faults} faults (seed ${SEED})`,
      rough.records === PAGES * ROWS,
    ],
    ["the records equal those of the read without faults", rough.digest === calm.digest],
    ["both reads ended with 0", calm.status === 0 && rough.status === 0],
    [`memory: ${mb(first)} MB in the first quarter, ${mb(last)} MB in the last`, last < first * GROWTH],
    [`left open: ${rough.left.join(", ") || "nothing"}`, rough.left.length === 0],
  ];
  for (const [text, isGood] of checks) console.log(`${isGood ? "good" : "BAD "}  ${text}`);
  console.log(`${((performance.now() - startMs) / 1000).toFixed(0)} s in all`);
  return checks.every(([, isGood]) => isGood);
}

async function soak(pauseMs: number): Promise<Soaked> {
  const reader = fileURLToPath(new URL("soak/reader.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@sluice/source", "--import", "tsx", reader, api.url]);
  let output = "";
  child.stderr.on("data", (chunk) => {
    output += String(chunk);
  });
  const ended = new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  const digest = createHash("sha256");
  let records = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const data = line.startsWith('{"type":"RECORD"') ? line.slice(line.indexOf('"data":')) : undefined;
    if (data === undefined) continue;
    digest.update(data);
    records++;
    if (pauseMs > 0 && records % LINES_A_PAUSE === 0) await pause(pauseMs);
  }
  const status = await ended;
  const { samples, left } = JSON.parse(output.slice(output.lastIndexOf('{"samples"'))) as Pick<
    Soaked,
    "samples" | "left"
  >;
  return { digest: digest.digest("hex"), records, status, samples, left };
}

/** Pages are made again each time, so that the fake holds none. */
function pageOf(page: number): FakeReply {
  const items = Array.from({ length: ROWS }, (_, index) => ({
    id: page * ROWS + index,
    name: `Item ${page}.${index}`,
    note: "A line of some length, as records have them. ".repeat(4),
  }));
  return { json: { items, more: page < PAGES } };
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

function mb(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
