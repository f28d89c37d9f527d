/** JSON without values: what those need who pass on what a source wrote, and load nothing else of this package. */
export { type Cut, cutList } from "./http/cut.js";
export { JsonScanner, NOT_JSON } from "./http/scan.js";
export { isJsonObject, type JsonObject, type JsonValue } from "./protocol/json.js";
