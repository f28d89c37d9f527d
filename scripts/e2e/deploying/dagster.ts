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
  const printed = await output(stage.bin("dagster", "python"), [HERE, file], { cwd: site.folder, env });
  const { loaded, again } = JSON.parse(printed) as Printed;
  const found = await stage.assertLoaded(site, Object.keys(loaded));
  deepStrictEqual(new Map(Object.entries(loaded)), await stage.rowsIn(site));
  return `${found}, as its materializations say; ${again.join()} resumes alone; a wrong token fails it`;
}

/** The output of `dagster_run.py`. */
interface Printed {
  /** By `source.stream`, how many rows a first run loaded by its own count. */
  readonly loaded: Readonly<Record<string, number>>;
  readonly again: readonly string[];
}
