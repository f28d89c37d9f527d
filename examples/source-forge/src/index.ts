export type { Config } from "./config.js";
export { Forge } from "./source.js";
