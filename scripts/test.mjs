/** `npm test`: installs if needed, builds what the tests run, then checks types and format and runs all tests. `npm run check` checks the rest. */
import { prepare, run, turbo } from "./workspace.mjs";

prepare();
turbo("build", "typecheck", "format");
run("npm", ["run", "--silent", "unit", "--", ...process.argv.slice(2)]);
