/**
 * `npm run images`: builds an image of every connector and tries it: the four commands, read-only files and file system, any user, the
 * platform's way of starting it, SIGTERM. Where the official base cannot be fetched one is made of Debian's packages; where neither that
 * nor an engine is there, it says so.
 */
import { prepare, typescript } from "./workspace.mjs";

prepare();
typescript("scripts/images.ts");
