/** `npm run soak`: 10,000 pages with 5 % faults and a slow reader. */
import { prepare, typescript } from "./workspace.mjs";

prepare();
typescript("scripts/soak/soak.ts", process.argv.slice(2));
