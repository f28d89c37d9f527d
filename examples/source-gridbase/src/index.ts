export type { Config } from "./config.js";
export { Gridbase } from "./source.js";
