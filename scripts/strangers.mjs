/** `npm run strangers`: hostile sources, synced into every destination; `-- --write` puts the table into docs/explanation/reliability.md. */
import { prepare, turbo, typescript } from "./workspace.mjs";

prepare();
turbo("build");
typescript("scripts/strangers/strangers.ts", process.argv.slice(2));
