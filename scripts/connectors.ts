import type { Connector } from "@sluice/testkit";
import { startConfigCat } from "../connectors/source-configcat/fake/index.js";
import { ConfigCat } from "../connectors/source-configcat/src/index.js";
import { startHellobaton } from "../connectors/source-hellobaton/fake/index.js";
import { Hellobaton } from "../connectors/source-hellobaton/src/index.js";
import { startPersistIQ } from "../connectors/source-persistiq/fake/index.js";
import { PersistIQ } from "../connectors/source-persistiq/src/index.js";
import { startVitally } from "../connectors/source-vitally/fake/index.js";
import { Vitally } from "../connectors/source-vitally/src/index.js";

/** Every connector of this repository, with its fake: what the demo, the docs and the benchmark go through. */
export const connectors: readonly Connector[] = [
  {
    create: () => new ConfigCat(),
    folder: new URL("../connectors/source-configcat/", import.meta.url),
    start: startConfigCat,
  },
  {
    create: () => new Vitally(),
    folder: new URL("../connectors/source-vitally/", import.meta.url),
    start: startVitally,
  },
  {
    create: () => new Hellobaton(),
    folder: new URL("../connectors/source-hellobaton/", import.meta.url),
    start: startHellobaton,
  },
  {
    create: () => new PersistIQ(),
    folder: new URL("../connectors/source-persistiq/", import.meta.url),
    start: startPersistIQ,
  },
];
