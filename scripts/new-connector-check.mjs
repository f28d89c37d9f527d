/**
 * `npm run new-connector:check`: a connector of each way of signing and of paging is generated, compiled and tested; and the commands that
 * an author uses are run as processes.
 */
import { longTests, prepare, run, turbo } from "./workspace.mjs";

prepare();
turbo("build");
run("npm", ["run", "--silent", "unit", "--", ...longTests.authors], { SLUICE_LONG: "1" });
