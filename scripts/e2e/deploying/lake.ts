import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BucketServer } from "../../../packages/sync/test/destinations/bucket-server.js";
import { EXTENSIONS_FOLDER } from "../../../packages/sync/test/destinations/duckdb-extensions.js";
import { PASSWORD, PostgresServer } from "../../../packages/sync/test/destinations/postgres-server.js";
import { assertValid, type ConfigMap, type CronJob } from "./cronjob.js";
import { examples, type Site, type Stage } from "./stage.js";
import { documentsIn } from "./yaml.js";

const FILE = join(examples, "lake.yaml");

/**
 * Every field against Kubernetes' own schemas. Then the commands of the CronJobs, in a process each: the syncs all at once, the others after
 * them, into one lake on a Postgres server and a server of buckets.
 */
export async function tryLake(stage: Stage): Promise<string> {
  ok(EXTENSIONS_FOLDER !== undefined, "DuckDB's extensions could not be fetched from PyPI");
  await assertValid(FILE, stage);
  const [configMap, ...jobs] = (await documentsIn(FILE, stage)) as unknown as [ConfigMap, ...CronJob[]];
  const { "sluice.config.json": config = "", ...variables } = configMap.data;
  deepStrictEqual(JSON.parse(config), JSON.parse(await readFile(join(examples, "sluice.config.json"), "utf8")));

  const [postgres, buckets] = [await PostgresServer.start(), await BucketServer.start()];
  try {
    await postgres.create("lake");
    await buckets.create("acme-lake");
    const { folder } = await stage.site("lake");
    await writeFile(join(folder, "sluice.config.json"), config);
    const to = (variables["SLUICE_TO"] ?? "").replace("loader@db.example.com", `sluice@127.0.0.1:${postgres.port}`);
    const env = {
      ...variables,
      ...{ SLUICE_TO: to, HOME: folder, TMPDIR: folder, PGPASSWORD: PASSWORD },
      ...buckets.environment,
      SLUICE_DUCKDB_EXTENSIONS: EXTENSIONS_FOLDER,
    };
    return await runJobs(jobs, { folder, to, env }, stage);
  } finally {
    await buckets.stop();
    await postgres.stop();
  }
}

async function runJobs(jobs: readonly CronJob[], site: Site, stage: Stage): Promise<string> {
  const containers = jobs.map(({ spec }) => spec.jobTemplate.spec.template.spec.containers[0]);
  const run = ({ args, env = [] }: (typeof containers)[number]) => {
    const secrets = env.map(({ name, valueFrom }) => [name, stage.secrets[valueFrom?.secretKeyRef.key ?? ""] ?? ""]);
    return stage.sluice(site, args, { ...stage.addresses, ...site.env, ...Object.fromEntries(secrets) });
  };
  const syncs = containers.filter(({ args }) => args[0] === "sync");
  strictEqual(syncs.length, 2, "how many CronJobs sync");
  await Promise.all(syncs.map(run));
  const loaded = await stage.assertLoaded(site);
  for (const container of containers.filter(({ args }) => args[0] !== "sync")) await run(container);
  strictEqual(await stage.assertLoaded(site), loaded, "after the maintenance");
  return `valid; ${syncs.length} syncs at once into one lake on Postgres and a server of buckets, then its maintenance: ${loaded}`;
}
