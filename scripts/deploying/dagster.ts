import { deepStrictEqual } from "node:assert";
import { fileURLToPath } from "node:url";
import { output } from "./program.js";
import { examples, type Stage } from "./stage.js";

const HERE = fileURLToPath(new URL("dagster_run.py", import.meta.url));

/** All assets, then one of them, in the process of the test; the row counts that Dagster shows are held against the accounts. */
export async function tryDagster(stage: Stage): Promise<string> {
  const site = await stage.site("dagster");
  const env = {
    ...stage.secrets,
    ...stage.addresses,
    HOME: site.folder,
    DAGSTER_HOME: site.folder,
    PYTHONDONTWRITEBYTECODE: "1",
    SLUICE_PROJECT: site.folder,
    SLUICE_TO: site.to,
  };
  const file = `${examples}/dagster_definitions.py`;
  const told = await output(stage.bin("dagster", "python"), [HERE, file], { cwd: site.folder, env });
  const { landed, again } = JSON.parse(told) as Told;
  const found = await stage.assertLanded(site, Object.keys(landed));
  deepStrictEqual(new Map(Object.entries(landed)), await stage.rowsIn(site));
  return `${found}, as its materializations say; ${again.join()} goes on alone; a wrong token fails it`;
}

interface Told {
  /** By `source.stream`, what a first run says it landed. */
  readonly landed: Readonly<Record<string, number>>;
  readonly again: readonly string[];
}
