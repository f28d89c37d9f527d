/** JSON helpers for programs that only pass a source's output on, and load nothing else of this package. */
export { type ExtractedList, extractList } from "./http/extract.js";
export { JsonScanner, NOT_JSON } from "./http/scan.js";
export { isJsonObject, type JsonObject, type JsonValue } from "./protocol/json.js";
