import type { Connector } from "@sluice/testkit";
import { startConfigCat } from "../connectors/source-configcat/fake/index.js";
import { ConfigCat } from "../connectors/source-configcat/src/index.js";

/** Every connector of this repository, with its fake: what the demo, the docs and the benchmark go through. */
export const connectors: readonly Connector[] = [
  {
    create: () => new ConfigCat(),
    folder: new URL("../connectors/source-configcat/", import.meta.url),
    start: startConfigCat,
  },
];
