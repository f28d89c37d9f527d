/** `npm run new-connector:check`: a connector of each way of signing and of paging is generated, compiled and tested; a minute or two. */
import { prepare, run, turbo } from "./workspace.mjs";

prepare();
turbo("build");
run("npm", ["run", "--silent", "unit", "--", "packages/create-connector/test/whole.test.ts"], {
  SLUICE_GENERATOR: "all",
});
