import { deepStrictEqual } from "node:assert";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Connector } from "@sluice/testkit";
import type { Image } from "./image.js";

/** The image of `sluice`: loads a project with all connectors into a DuckDB file, twice. Only the volume for data is writable, by any user. */
export async function trySync(image: Image, connectors: readonly Connector[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-image-"));
  const vendors = await Promise.all(
    connectors.map(async (connector) => ({ name: connector.create().name, ...(await connector.start()) })),
  );
  const [project, data] = [join(folder, "project"), join(folder, "data")];
  const volumes = ["--volume", `${project}:/project:ro`, "--volume", `${data}:/data`, "--env", "TMPDIR=/data"];
  const options = [...volumes, ...image.readOnly, "--user", "12345:54321", "--memory", "1g"];
  try {
    for (const path of [project, data]) mkdirSync(path);
    chmodSync(folder, 0o755); // the container's user is another one
    chmodSync(data, 0o777);
    const sources = vendors.map(({ name, config }) => ({ source: name, config }));
    writeFileSync(join(project, "sluice.config.json"), JSON.stringify({ to: "duckdb:/data/all.duckdb", sources }));
    await image.output(options, ["sync"]);
    await image.output(options, ["sync"]);
    const tables = vendors.flatMap(({ name, expected }) =>
      [...expected].map(([stream, rows]) => ({ table: `"${name}"."${stream}"`, rows: rows.length })),
    );
    const counts = tables.map(({ table }) => `select '${table}' as "table", count(*) as rows from ${table}`);
    const found: unknown = JSON.parse(await image.output(options, ["query", counts.join(" union all "), "--json"]));
    deepStrictEqual(found, tables);
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    console.log(
      `good  ${image.reference}: ${rows} rows in ${tables.length} tables; ${image.size} in addition to its base`,
    );
  } finally {
    for (const { api } of vendors) await api.close();
    rmSync(folder, { recursive: true });
  }
}
