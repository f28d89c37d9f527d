/**
 * The examples of docs/how-to/deploying, each run on fakes of two vendors as its scheduler would run it, or, where it takes a cluster,
 * checked strictly and its command run here. Schedulers and checkers come from their registries; an example whose tools are not available
 * is left out.
 */
import { folderOf, install } from "../support/install.js";
import { tryAirbyte } from "./deploying/airbyte.js";
import { tryAirflow } from "./deploying/airflow.js";
import { tryCronJob } from "./deploying/cronjob.js";
import { tryDagster } from "./deploying/dagster.js";
import { tryGithubActions } from "./deploying/github-actions.js";
import { tryLake } from "./deploying/lake.js";
import { isThere } from "./deploying/program.js";
import { Stage } from "./deploying/stage.js";
import { tryCrontab, tryStaleSyncs, trySystemd } from "./deploying/systemd.js";

interface Example {
  readonly file: string;
  /** Installed tools, or programs of the machine. */
  readonly needs: readonly string[];
  /** @returns what was found to be so. @throws an error that says what was not. */
  readonly attempt: (stage: Stage) => Promise<string>;
}

const EXAMPLES: readonly Example[] = [
  { file: "airbyte.sh", needs: ["airbyte-api", "curl"], attempt: tryAirbyte },
  { file: "cronjob.yaml", needs: ["kubernetes-validate"], attempt: tryCronJob },
  { file: "lake.yaml", needs: ["kubernetes-validate", "initdb"], attempt: tryLake },
  { file: "airflow_dag.py", needs: ["airflow"], attempt: tryAirflow },
  { file: "dagster_definitions.py", needs: ["dagster"], attempt: tryDagster },
  { file: "github-actions.yml", needs: ["actionlint", "kubernetes-validate"], attempt: tryGithubActions },
  { file: "sluice.service", needs: [], attempt: trySystemd },
  { file: "crontab", needs: [], attempt: tryCrontab },
  { file: "stale.sql", needs: [], attempt: tryStaleSyncs },
];

const TOOLS = ["airbyte-api", "kubernetes-validate", "actionlint", "airflow", "dagster"] as const;

const tools = new Map<string, string>(
  TOOLS.filter((tool) => install(tool) === undefined).map((tool) => [tool, folderOf(tool)]),
);
for (const { file, needs, attempt } of EXAMPLES) {
  const missing = needs.filter((need) => !tools.has(need) && !isThere(need));
  if (missing.length > 0) {
    console.log(`left out: ${file}, because there is no ${missing.join(" and no ")} here`);
    continue;
  }
  const stage = await Stage.open(tools); // one for each: the vendors' rate limits go by the minute
  try {
    console.log(`good  ${file}: ${await attempt(stage)}`);
  } catch (error) {
    console.log(`BAD   ${file}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
  await stage.close();
}
