/**
 * `npm run images`: builds all images and tries them: a connector's four commands with all that a platform does to a container,
 * `DockerConnectorTestSuite` of airbyte-cdk, and `sluice sync`. Where the official base cannot be fetched one is made of Debian's packages;
 * where neither that nor an engine is there, it says so.
 */
import { join } from "node:path";
import { folderOf, install } from "../bench/peers/setup.mjs";
import { prepare, typescript } from "./workspace.mjs";

const SUITE = "airbyte-cdk-tests";

prepare();
const hindrance = install(SUITE);
if (hindrance !== undefined) console.log(`left out: airbyte-cdk's suite for images, because ${hindrance}`);
typescript("scripts/images.ts", hindrance === undefined ? [join(folderOf(SUITE), "bin/python")] : []);
