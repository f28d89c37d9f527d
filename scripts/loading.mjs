/**
 * `npm run loading`: the faults that users of other loaders reported, random histories, upgrades, and sources, disks and files that fail, tried on
 * `sluice sync` with every destination; and the commands that ask a database, set a project up, and show its status.
 */
import { prepare, run, turbo } from "./workspace.mjs";

prepare();
turbo("build");
run(
  "npm",
  [
    "run",
    "--silent",
    "unit",
    "--",
    "packages/sync/test/faults",
    "packages/sync/test/sync/(property|reconcile|resuming)",
    "packages/sync/test/destinations/(duckdb-deletes|ducklake|files|postgres)",
    "packages/sync/test/cli/(ask|dbt|init|project|query-|runs|upgrade)",
    "packages/sync/test/private-columns",
    "packages/sync/test/strangers",
    ...process.argv.slice(2),
  ],
  {
    SLUICE_LONG: "1",
    SLUICE_RUNS: "25",
  },
);
