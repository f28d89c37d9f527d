/** Builds the documentation site, and opens every page of it in a browser; says so where there is none. */
import { JEST, ON_SOURCES, run } from "../support/commands.js";
import longTests from "../support/long-tests.json" with { type: "json" };

run(process.execPath, [...ON_SOURCES, "scripts/docs-build.ts"]);
run(process.execPath, [...JEST, ...longTests.docs], { SLUICE_LONG: "1" });
