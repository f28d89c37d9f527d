/**
 * `npm run deploying`: the examples of docs/how-to/deploying.md, each run on fakes of two vendors as its scheduler would run it, or, where it
 * takes a cluster, checked strictly and its command run here. Schedulers and checkers come from their registries; where one
 * is not available, that is printed.
 */
import { folderOf, install } from "../bench/peers/setup.mjs";
import { prepare, turbo, typescript } from "./workspace.mjs";

prepare();
turbo("build");
const tools = ["airbyte-api", "kubernetes-validate", "actionlint", "airflow", "dagster"];
const there = tools.filter((tool) => install(tool) === undefined);
typescript(
  "scripts/deploying.ts",
  there.map((tool) => `${tool}=${folderOf(tool)}`),
);
