export { configuredCatalog } from "./catalog.js";
export { FastClock } from "./clock.js";
export type { Connector, FakeVendor } from "./connector.js";
export { FakeApi, type FakeReply, type FakeRequest, type Fault, type Handler, RESET } from "./fake-api.js";
export { type Line, Output } from "./output.js";
export { parentsOf } from "./parents.js";
export { fillSections, readmeSections } from "./readme.js";
export { type ProcessOptions, type RunOptions, runProcess, runSource } from "./run-source.js";
