export type { Config } from "./config.js";
export { Vitally } from "./source.js";
export * from "./streams/index.js";
