/** A stream that is the parent of another one, whose lists have one page each: here requests count, and not seconds. */
import { promise, sideBySide } from "../compare.mjs";
import { counted, ownSource, sluices } from "../readers.mjs";
import { PARENTS, records, requests, startParents } from "../servers/parents.mjs";

/** The page after the last one of the parents' list shows that it has ended. */
const MOST_REQUESTS = requests + 1;

const LATENCY_MS = 5;

export const name = "parents";
export const title = `${PARENTS.toLocaleString("en")} parents and a list of one page for each, both read, ${LATENCY_MS} ms a reply`;

export async function run(rounds) {
  const server = await startParents(LATENCY_MS);
  const readers = sluices(ownSource, ["read", "--streams", "parents,children"], {
    environment: { BENCH_BASE_URL: server.url },
    expected: records,
  });
  const rows = await sideBySide(counted(server, readers), rounds);
  server.close();
  const [{ requests: sent }] = rows;
  promise(rows, "Sluice", "one request a list", sent, sent <= MOST_REQUESTS, " requests");
  return { rows };
}
