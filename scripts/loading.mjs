/**
 * `npm run loading [-- MORE]`: the faults that users of other loaders reported, random histories, upgrades, and sources, disks and files that
 * fail, tried on `sluice sync` with every destination; and the commands that ask a database, set a project up, and show its status.
 */
import { longTests, prepare, run, turbo } from "./workspace.mjs";

prepare();
turbo("build");
run("npm", ["run", "--silent", "unit", "--", ...longTests.loading, ...process.argv.slice(2)], {
  SLUICE_LONG: "1",
  SLUICE_RUNS: process.env.SLUICE_RUNS ?? "25",
});
