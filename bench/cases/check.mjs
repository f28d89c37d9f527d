import { sideBySide } from "../compare.mjs";
import { hellobatonAccount } from "../peers/airbyte-cdk/manifests.mjs";
import { airbyteCdk, airbyteFiles, connector, sluice } from "../readers.mjs";
import { startHellobaton } from "../servers/hellobaton.mjs";

export const name = "check";
export const title = "`check` of source-hellobaton, no latency";

export async function run(rounds) {
  const server = await startHellobaton(0);
  const files = airbyteFiles(hellobatonAccount(server.url));
  const environment = { HELLOBATON_API_KEY: "bench", HELLOBATON_COMPANY: "acme", HELLOBATON_BASE_URL: server.url };
  const succeeds = { counted: '"SUCCEEDED"', expected: 1 };
  const rows = await sideBySide(
    [
      sluice(connector("source-hellobaton"), ["check"], { environment, ...succeeds }),
      airbyteCdk("check", files, succeeds),
      {
        name: "faros-airbyte-cdk",
        cannot: "not comparable: it has no HTTP, so its check is what the author makes of it",
      },
    ],
    rounds,
  );
  files.remove();
  server.close();
  return { rows: rows.map(({ records, ...row }) => row) };
}
