import { promiseFaster, promiseWithin, sideBySide } from "../compare.mjs";
import { measure } from "../measure.mjs";
import { configcatAccount } from "../peers/airbyte-cdk/manifests.mjs";
import { airbyteCdk, airbyteFiles, connector, faros, singerSdk, sluices } from "../readers.mjs";

export const name = "spec";
export const title = "Start-up: `spec` of source-configcat";

/** Without the hook that reports CPU and memory: it would make `node -e 0` look slower than it is. */
const bare = { isBare: true };

export async function run(rounds) {
  const files = airbyteFiles(configcatAccount("http://localhost"));
  const rows = await sideBySide(
    [
      { name: "node -e 0", run: () => measure({ command: process.execPath, args: ["-e", "0"], ...bare }) },
      ...sluices(connector("source-configcat"), ["spec"], { ...bare, counted: '"type":"SPEC"', expected: 1 }),
      airbyteCdk("spec", files, { ...bare, counted: '"type":"SPEC"', expected: 1 }),
      faros("spec", files, "", { ...bare, counted: '"type":"SPEC"', expected: 1 }),
      singerSdk(["--about"], "", { ...bare, counted: "SDK Version", expected: 1 }),
    ],
    rounds,
  );
  files.remove();
  promiseWithin(rows, "node -e 0", 1.5);
  promiseFaster(rows, "airbyte-cdk", 10);
  return { rows: rows.map(({ records, ...row }) => row) };
}
