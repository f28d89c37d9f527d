/** `npm run docs`: writes the contracts and the generated parts of the READMEs. */
import { prepare, typescript } from "./workspace.mjs";

prepare();
typescript("scripts/docs.ts");
