import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "@jest/globals";
import { openStore } from "../../src/destinations/open.js";
import { destinationContract } from "./contract.js";
import { describeLake, fileLake, LAKE_ENVIRONMENT, lakeReader } from "./lake-support.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

describeLake("a lake in a DuckDB file", () => {
  destinationContract({
    folder: () => folder,
    open: () => openStore(`ducklake:${join(folder, "test.ducklake")}`, { environment: LAKE_ENVIRONMENT }),
    ...lakeReader(() => fileLake(folder)),
  });
});
