import { readdirSync } from "node:fs";
import type { Connector } from "@sluice/testkit";
import { connectorIn } from "./connector-in.js";

const folder = new URL("../connectors/", import.meta.url);

const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name.startsWith("source-"))
  .map(({ name }) => name)
  .sort();

/** Every connector of this repository, with its fake: what the demo, the docs and the faults go through. A folder is enough. */
export const connectors: readonly Connector[] = await Promise.all(
  names.map((name) => connectorIn(new URL(`${name}/`, folder))),
);
