export type { Config } from "./config.js";
export { Rolodex } from "./source.js";
