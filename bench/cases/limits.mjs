/** A limit of 1,000 requests a minute and 1,200 to send: who uses the minute up, and who runs into refusals. */
import { setTimeout } from "node:timers/promises";
import { promise, rowOf } from "../compare.mjs";
import { accounts } from "../peers/airbyte-cdk/manifests.mjs";
import { airbyteCdk, airbyteFiles, checkouts, others, ownSource, sluice } from "../readers.mjs";
import { PAGES, PER_MINUTE, startLimited } from "../servers/limited.mjs";

/** A full minute must pass before the first request that is over the limit; the rest is a matter of milliseconds. */
const FEWEST_SECONDS = 60;

export const enforced = {
  name: "limit enforced",
  title: `${PAGES} requests, ${PER_MINUTE} in any 60 s allowed; a refusal says when to come back`,
  run: (rounds) => readBy(rounds, "enforced", PER_MINUTE),
};

/** Sluice has no configured limit here: it has to learn it from the responses. */
export const announced = {
  name: "limit announced",
  title: `${PAGES} requests, ${PER_MINUTE} a minute allowed; only X-RateLimit headers announce it, a 429 has no hint`,
  run: (rounds) => readBy(rounds, "announced", Number.MAX_SAFE_INTEGER),
};

/** How long a run has the processors to itself, for its start and the first requests; not a part of a minute, when its limit ends. */
const APART_MS = 7_000;

/** The runs wait more than they work, so they overlap, each with a server of its own; but they begin one after the other. */
async function readBy(rounds, kind, requestsPerMinute) {
  const environment = { BENCH_REQUESTS_PER_MINUTE: String(requestsPerMinute) };
  const readers = [
    ...checkouts.map(
      (checkout) => (url) =>
        sluice(ownSource, ["read", "--streams", "accounts"], {
          checkout,
          environment: { ...environment, BENCH_BASE_URL: url },
          expected: PAGES,
        }),
    ),
    (_url, files) => airbyteCdk("read", files, { expected: PAGES }),
  ];
  if (kind === "enforced") readers.push(obeyingRetryAfter);
  let begun = 0;
  const inTurn = async (reader) => {
    await setTimeout(begun++ * APART_MS);
    return readOnce(kind, reader);
  };
  const rows = await Promise.all(readers.map((reader) => roundsOf(rounds, () => inTurn(reader))));
  const [{ figures }] = rows;
  promise(rows, "Sluice", "≥ 97 % of the budget", figures?.["budget used %"], figures?.["budget used %"] >= 97, " %");
  promise(rows, "Sluice", "nothing refused", figures?.["refused %"], figures?.["refused %"] === 0, " %");
  return { rows: [...rows, ...others()] };
}

/** Not the default, but what the author of a manifest writes who knows of the limit. */
function obeyingRetryAfter(_url, { obeying, ...files }) {
  const reader = airbyteCdk("read", { ...files, manifest: obeying }, { expected: PAGES });
  return { ...reader, name: "airbyte-cdk, obeying Retry-After" };
}

async function roundsOf(rounds, read) {
  const runs = await Promise.all(Array.from({ length: rounds }, read));
  const failed = runs.find((run) => run.error !== undefined || run.cannot !== undefined);
  if (failed !== undefined) return rowOf({ ...failed, runs: [] });
  const worst = (figure, pick) => Number(pick(...runs.map((run) => run[figure])).toFixed(2));
  const figures = { "budget used %": worst("used", Math.min), "refused %": worst("refused", Math.max) };
  return { ...rowOf({ name: runs[0].name, runs }), figures };
}

/** @returns one run: what it took, the share of the budget that it used, and of its requests that were refused. */
async function readOnce(kind, reader) {
  const server = await startLimited(kind);
  const files = airbyteFiles(accounts(server.url, { perPage: 1 }));
  files.obeying = files.write("obeying.json", accounts(server.url, { perPage: 1, isObeying: true }));
  const { name, run, cannot } = reader(server.url, files);
  try {
    if (run === undefined) return { name, cannot };
    const result = await run();
    const { passedMs, refused } = server.seen;
    const seconds = (passedMs[PAGES - 1] - passedMs[0]) / 1000; // as the server sees it, without the start-up
    const requests = passedMs.length + refused;
    const used = Math.min(100, (100 * FEWEST_SECONDS) / seconds);
    return { ...result, name, requests, used, refused: (100 * refused) / requests };
  } catch (error) {
    return { name, error: error.message };
  } finally {
    files.remove();
    server.close();
  }
}
