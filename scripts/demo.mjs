/** `npm run demo [-- --to DESTINATION]`: installs and builds if needed, then reads a whole account into ./demo-output. */
import { prepare, turbo, typescript } from "./workspace.mjs";

prepare();
turbo("build");
typescript("scripts/demo.ts", process.argv.slice(2));
