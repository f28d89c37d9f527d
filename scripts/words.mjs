/** `npm run words`: refuses words that a reader would have to learn first; scripts/words/list.ts has them. */
import { prepare, typescript } from "./workspace.mjs";

prepare();
typescript("scripts/words.ts");
