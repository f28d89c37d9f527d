export type { Config } from "./config.js";
export { Hellobaton } from "./source.js";
export * from "./streams/index.js";
