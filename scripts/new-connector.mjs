/** `npm run new-connector`: writes a connector package that passes the conformance suite, with its fake. Asks, or takes options. */
import { prepare, typescript } from "./workspace.mjs";

prepare();
typescript("packages/create-connector/src/cli/main.ts", process.argv.slice(2));
