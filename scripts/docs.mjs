/** `npm run docs [-- NAME…]`: writes the contracts and the generated parts of the READMEs, of all connectors and examples by default. */
import { prepare, typescript } from "./workspace.mjs";

prepare();
typescript("scripts/docs.ts", process.argv.slice(2));
