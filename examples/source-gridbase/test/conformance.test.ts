import { describeConnector } from "@sluice/testkit/jest";
import { startGridbase } from "../fake/index.js";
import { Gridbase } from "../src/index.js";

await describeConnector({
  create: () => new Gridbase(),
  folder: new URL("..", import.meta.url),
  start: startGridbase,
  wrongCredentials: (config) => ({ ...config, password: "wrong-Ab3xYz" }),
  paged: {
    ...{ bases: 2, tables: 4, members: 3, changes: 4 },
    ...{ "Sales/People": 3, "Sales/Deals (2026)": 5, "Sales/Notes": 2, "Stock/Parts": 2 },
  },
  victim: { stream: "Sales/People", request: /\/tblPeople\/rows$/ },
  notApplicable: ["a total that does not come true", "a flag that says no more pages, too early"],
});
