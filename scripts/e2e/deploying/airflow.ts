import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { output } from "./program.js";
import { examples, type Stage } from "./stage.js";

const HERE = fileURLToPath(new URL("airflow_run.py", import.meta.url));

/** The DAG with its tasks, by Airflow's own executor of tests, on an empty SQLite of its own. */
export async function tryAirflow(stage: Stage): Promise<string> {
  const site = await stage.site("airflow");
  const home = join(site.folder, "airflow");
  await mkdir(home);
  const password = (value = "") => JSON.stringify({ conn_type: "generic", password: value });
  const env = {
    ...stage.addresses,
    HOME: home,
    AIRFLOW_HOME: home,
    AIRFLOW__CORE__DAGS_FOLDER: examples,
    AIRFLOW__CORE__LOAD_EXAMPLES: "False",
    AIRFLOW__USAGE_DATA_COLLECTION__ENABLED: "False",
    PYTHONDONTWRITEBYTECODE: "1",
    SLUICE_PROJECT: site.folder,
    AIRFLOW_VAR_SLUICE_TO: site.to,
    AIRFLOW_CONN_WAREHOUSE: password(stage.secrets["PGPASSWORD"]),
    AIRFLOW_CONN_VITALLY: password(stage.secrets["VITALLY_SECRET_TOKEN"]),
    AIRFLOW_CONN_HELLOBATON: password(stage.secrets["HELLOBATON_API_KEY"]),
  };
  await output(stage.bin("airflow", "airflow"), ["db", "migrate"], { cwd: home, env });
  await output(stage.bin("airflow", "python"), [HERE, join(examples, "airflow_dag.py")], { cwd: home, env });
  return `a run of it succeeds, and ${await stage.assertLoaded(site)}`;
}
