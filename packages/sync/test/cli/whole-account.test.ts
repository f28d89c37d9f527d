/** A connector of this repository and `sluice`, together. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { startPersistIQ } from "../../../../connectors/source-persistiq/fake/index.js";
import { query, sluice } from "./support.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("loads a whole PersistIQ account, each record once, and does so again", async () => {
  const fake = await startPersistIQ();
  const bin = fileURLToPath(
    new URL("../../../../connectors/source-persistiq/bin/source-persistiq.js", import.meta.url),
  );
  await writeFile(join(folder, "config.json"), JSON.stringify(fake.config));
  for (const _run of ["first", "second"]) {
    const ran = await sluice(folder, ["sync", bin, "--config", "config.json", "--to", "duckdb:p.duckdb"]);
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    for (const [stream, records] of fake.expected) {
      const [{ count } = {}] = await query(
        join(folder, "p.duckdb"),
        `SELECT count(*) AS count FROM persistiq."${stream}"`,
      );
      expect([stream, Number(count)]).toEqual([stream, records.length]);
    }
  }
  await fake.api.close();
});
