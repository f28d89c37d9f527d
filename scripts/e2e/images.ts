import { join } from "node:path";
import { connectors } from "../support/connectors.js";
import { folderOf, install } from "../support/install.js";
import { findBase } from "./images/base.js";
import { tryConnector } from "./images/connector.js";
import { findEngine, whyNoContainer } from "./images/engine.js";
import { Image } from "./images/image.js";
import { standardTests } from "./images/standard-tests.js";
import { trySync } from "./images/sync.js";

/**
 * Builds all images and tries them: a connector's four commands with all that a platform does to a container, `DockerConnectorTestSuite` of
 * airbyte-cdk, and `sluice sync`. Where the official base cannot be fetched one is made of Debian's packages.
 */
const SUITE = "airbyte-cdk-tests";

const engine = findEngine();
const base = engine === undefined ? undefined : findBase(engine);
const hindrance = engine === undefined || base === undefined ? undefined : await whyNoContainer(engine, base);
if (engine === undefined) {
  console.log("left out: there is neither docker (with its daemon) nor podman to run images with");
} else if (base === undefined) {
  console.log("left out: no image registry can be reached, and there is no debootstrap to make a base");
} else if (hindrance !== undefined) {
  console.log(`left out: this machine runs no containers: ${hindrance}`);
} else {
  const suite = install(SUITE);
  if (suite !== undefined) console.log(`left out: airbyte-cdk's suite for images, because ${suite}`);
  const python = suite === undefined ? join(folderOf(SUITE), "bin/python") : undefined;
  for (const connector of connectors) {
    const image = new Image(engine, base, `source-${connector.create().name}`);
    await tryConnector(image, connector);
    if (python !== undefined) await standardTests(engine, image, connector, python);
  }
  await trySync(new Image(engine, base, "sync"), connectors);
}
