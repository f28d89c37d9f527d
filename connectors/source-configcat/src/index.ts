export type { Config } from "./config.js";
export { ConfigCat } from "./source.js";
