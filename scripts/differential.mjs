/**
 * `npm run differential`: runs manifests in airbyte-cdk and as the connectors that `create-connector` makes of them, against the same
 * mock, and compares records, requests, states and outcomes. `-- --folder DIR` takes another folder than the manifests of the test.
 * Needs python3 and PyPI; says so where there is none.
 */
import { folderOf, install } from "../bench/peers/setup.mjs";
import { prepare, typescript } from "./workspace.mjs";

const PEER = "airbyte-cdk-differential";

prepare();
const reason = install(PEER);
if (reason === undefined) typescript("scripts/differential.ts", ["--python", folderOf(PEER), ...process.argv.slice(2)]);
else console.log(`left out: the differential test, because ${reason}\n0 passed, 0 failed`);
