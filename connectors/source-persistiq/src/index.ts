export type { Config } from "./config.js";
export { PersistIQ } from "./source.js";
export * from "./streams/index.js";
