export type { Config } from "./config.js";
export { Hellobaton } from "./source.js";
