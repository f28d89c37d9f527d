/** A source whose streams and schemas come from its API passes the suite that every connector passes. */
import { afterAll } from "@jest/globals";
import { Grid } from "../../../core/test/support/grid.js";
import { startGrid } from "../../../core/test/support/grid-fake.js";
import { describeConnector } from "../../src/jest.js";
import { builtConnector } from "./built.js";

const connector = { create: () => new Grid(), start: startGrid };
const file = new URL("../../../core/test/support/grid.ts", import.meta.url);
const { folder, remove } = await builtConnector({ file, name: "grid", title: "Grid" }, connector);
afterAll(remove);

await describeConnector({
  ...connector,
  folder,
  wrongCredentials: (config) => ({ ...config, token: "wrong-Ab3xYz" }),
  paged: { tables: 2, people: 3, "Orders & more": 2 },
  onePage: { tags: "It pages as people does." },
  victim: { stream: "Orders & more", request: /^\/tables\/t2\/rows$/ },
  notApplicable: ["a total that does not come true", "a flag that says no more pages, too early"],
});
