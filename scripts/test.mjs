/** `npm test`: installs if needed, builds what the tests run, then all checks and all tests. */
import { prepare, run, turbo } from "./workspace.mjs";

prepare();
turbo("build", "typecheck", "format", "lint", "imports", "unused", "words");
run("npm", ["run", "--silent", "unit", "--", ...process.argv.slice(2)]);
