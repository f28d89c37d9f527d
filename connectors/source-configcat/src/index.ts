export type { Config } from "./config.js";
export { ConfigCat } from "./source.js";
export * from "./streams/index.js";
