import { describeConnector } from "@sluice/testkit/jest";
import { startConfigCat } from "../fake/index.js";
import { ConfigCat } from "../src/index.js";

describeConnector({
  create: () => new ConfigCat(),
  folder: new URL("..", import.meta.url),
  start: startConfigCat,
  wrongCredentials: (config) => ({ ...config, password: "wrong-pass:word%1" }),
  paged: { audit_logs: 54, product_audit_logs: 131 },
  victim: { stream: "segment_details", request: /^\/v1\/segments\/[^/]+$/ },
  undeclared: ["configs.lifecycle"],
});
