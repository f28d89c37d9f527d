/**
 * `npm run kills`: a sync into DuckDB, Postgres, Parquet and lakes is killed 60 times each, at random moments; nothing may be lost or doubled.
 * SLUICE_KILLS sets another number.
 */
import { longTests, prepare, run, turbo } from "./workspace.mjs";

prepare();
turbo("build");
run("npm", ["run", "--silent", "unit", "--", ...longTests.kills], {
  SLUICE_LONG: "1",
  SLUICE_KILLS: process.env.SLUICE_KILLS ?? "60",
});
