/** What it costs to read again where nothing changed, and what the states cost where there are many of them. */
import { rowOf, sideBySide } from "../compare.mjs";
import { vitallyAccounts } from "../peers/airbyte-cdk/manifests.mjs";
import { airbyteCdk, airbyteFiles, connector, counted, others, ownSource, sluice } from "../readers.mjs";
import { startVitally } from "../servers/vitally.mjs";
import { readWithStates } from "../states.mjs";

const NOTHING_NEW = { expected: 1 }; // the record with the time that was saved comes again

/** The first run of each only makes the state; the second is measured. */
export const secondRun = {
  name: "second run",
  title: "The second, incremental run over 100,000 accounts of Vitally, of which none changed",
  async run(rounds) {
    const server = await startVitally();
    const environment = { VITALLY_SECRET_TOKEN: "bench", VITALLY_BASE_URL: server.url };
    const files = airbyteFiles(vitallyAccounts(server.url), { syncMode: "incremental" });
    const own = (state) =>
      sluice(connector("source-vitally"), ["read", "--streams", "accounts", "--state", state], {
        environment,
        ...NOTHING_NEW,
      });
    const airbyte = (state) => airbyteCdk("read", { ...files, state }, NOTHING_NEW);
    const rows = await sideBySide(
      [...counted(server, [await secondOf(own, files), await secondOf(airbyte, files)]), ...others()],
      rounds,
    );
    files.remove();
    server.close();
    return { rows };
  },
};

/** @param {(state: string) => object} readerFrom the file with a state. */
async function secondOf(readerFrom, files) {
  const first = readerFrom(files.write("none.json", []));
  if (first.run === undefined) return first;
  const { state } = await readWithStates(first.program);
  return readerFrom(files.write(`state-of-${first.name}.json`, state));
}

export const partitions = {
  name: "partitions",
  title: "5,000 partitions with a record and a state each, read twice",
  async run() {
    const server = await startVitally();
    const files = airbyteFiles({ streams: [] });
    const rows = [];
    let state = [];
    for (const name of ["Sluice, first run", "Sluice, second run"]) {
      server.reset();
      const args = ["read", "--streams", "parts", "--state", files.write("state.json", state)];
      const { program } = sluice(ownSource, args, { environment: { BENCH_BASE_URL: server.url } });
      const run = await readWithStates(program);
      const figures = {
        states: run.states,
        "all states MB": round(run.statesMb),
        "largest MB": round(run.largestStateMb),
      };
      rows.push({ ...rowOf({ name, runs: [{ ...run, requests: server.traffic.requests }] }), figures });
      state = run.state;
    }
    files.remove();
    server.close();
    return { rows, rounds: 1 };
  },
};

const round = (value) => Number(value.toFixed(2));
