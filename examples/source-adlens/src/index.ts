export type { Config } from "./config.js";
export { Adlens } from "./source.js";
