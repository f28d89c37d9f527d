/** Whole accounts of two vendors at a distance: here it counts how many requests are under way at once. */
import { promiseFaster, promiseWithin, sideBySide } from "../compare.mjs";
import { configcatAccount, hellobatonAccount } from "../peers/airbyte-cdk/manifests.mjs";
import { airbyteCdk, airbyteFiles, connector, counted, others, sluices } from "../readers.mjs";
import * as configcatServer from "../servers/configcat.mjs";
import * as hellobatonServer from "../servers/hellobaton.mjs";

const LATENCY_MS = 200;
// requests under way at once, as the connectors' READMEs say
const HELLOBATON_IN_FLIGHT = 16;
const CONFIGCAT_IN_FLIGHT = 8;

export const hellobaton = {
  name: "hellobaton",
  title: `A Hellobaton account: 20 streams, ${hellobatonServer.pages} pages, ${LATENCY_MS} ms a reply`,
  async run(rounds) {
    const server = await hellobatonServer.startHellobaton(LATENCY_MS);
    const files = airbyteFiles(hellobatonAccount(server.url), hellobatonServer);
    const environment = { HELLOBATON_API_KEY: "bench", HELLOBATON_COMPANY: "acme", HELLOBATON_BASE_URL: server.url };
    const whole = { expected: hellobatonServer.records };
    const rows = await sideBySide(
      [
        ideal(hellobatonServer.pages, HELLOBATON_IN_FLIGHT),
        ...counted(server, [
          ...sluices(connector("source-hellobaton"), ["read"], { environment, ...whole }),
          airbyteCdk("read", files, whole),
        ]),
        ...others(),
      ],
      rounds,
    );
    files.remove();
    server.close();
    promiseWithin(rows, "ideal", 1.1);
    promiseFaster(rows, "airbyte-cdk", 8);
    return { rows };
  },
};

export const configcat = {
  name: "configcat",
  title: `Nine streams of a ConfigCat account with 30 products, ${configcatServer.requests} requests, ${LATENCY_MS} ms a reply`,
  async run(rounds) {
    const server = await configcatServer.startConfigCat(LATENCY_MS);
    const files = airbyteFiles(configcatAccount(server.url), configcatServer);
    const environment = { CONFIGCAT_USERNAME: "bench", CONFIGCAT_PASSWORD: "bench", CONFIGCAT_BASE_URL: server.url };
    const args = ["read", "--streams", configcatServer.streams.join(",")];
    const whole = { expected: configcatServer.records };
    const rows = await sideBySide(
      [
        ideal(configcatServer.requests, CONFIGCAT_IN_FLIGHT),
        ...counted(server, [
          ...sluices(connector("source-configcat"), args, { environment, ...whole }),
          airbyteCdk("read", files, whole),
        ]),
        ...others(),
      ],
      rounds,
    );
    files.remove();
    server.close();
    promiseWithin(rows, "ideal", 1.1);
    promiseFaster(rows, "airbyte-cdk", 8);
    return { rows };
  },
};

/** What the latency alone costs, if as many requests as are allowed are always under way. */
function ideal(requests, inFlight) {
  const seconds = ((requests / inFlight) * LATENCY_MS) / 1000;
  return { name: "ideal", run: async () => ({ seconds, requests, mostInFlight: inFlight }) };
}
