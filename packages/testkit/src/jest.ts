export { type Conformance, describeConnector, type RequestMatch } from "./conformance.js";
export { useFake } from "./use-fake.js";
