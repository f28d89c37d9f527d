export { type Conformance, describeConnector } from "./conformance.js";
export { useFake } from "./use-fake.js";
