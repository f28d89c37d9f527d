/** `npm run faults`: every fault on every connector, as a table; tells where docs/faults.md says otherwise. `--write` renews it. */
import { prepare, typescript } from "./workspace.mjs";

prepare();
typescript("scripts/faults.ts", process.argv.slice(2));
