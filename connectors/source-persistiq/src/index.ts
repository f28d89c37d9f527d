export type { Config } from "./config.js";
export { PersistIQ } from "./source.js";
