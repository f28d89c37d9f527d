/**
 * `npm run dbt`: the sources.yml of `sluice dbt`, as dbt reads it: a fake account and a source with unusual names are loaded into DuckDB,
 * Parquet, CSV, JSON lines and Postgres, and dbt from PyPI parses the file, checks freshness, runs every test and builds a model
 * of every table. Needs python3 and PyPI; says so where there is none.
 */
import { join } from "node:path";
import { folderOf, install } from "../bench/peers/setup.mjs";
import { prepare, turbo, typescript } from "./workspace.mjs";

prepare();
turbo("build");
const reason = install("dbt");
if (reason === undefined) typescript("scripts/dbt.ts", [join(folderOf("dbt"), "bin/dbt")]);
else console.log(`left out: dbt, ${reason}`);
