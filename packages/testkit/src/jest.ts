export { type Conformance, describeConnector } from "./conformance.js";
