import { deepStrictEqual, ok } from "node:assert";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { output } from "./program.js";
import { examples, type Stage } from "./stage.js";
import { documentsIn } from "./yaml.js";

/** The first release in which all fields are stable, and the newest that the checker knows. */
const RELEASES = ["1.31", "1.37"];

const FILE = join(examples, "cronjob.yaml");

export interface ConfigMap {
  readonly data: Readonly<Record<string, string>>;
}

export interface CronJob {
  readonly spec: { readonly jobTemplate: { readonly spec: { readonly template: { readonly spec: PodSpec } } } };
}

interface PodSpec {
  readonly containers: readonly [Container];
}

interface Container {
  readonly args: readonly string[];
  readonly workingDir: string;
  readonly env?: readonly Variable[];
  readonly volumeMounts: readonly { readonly mountPath: string }[];
}

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef: { readonly key: string } };
}

/** Every field against Kubernetes' own schemas; then the container's command, with its files and its variables and no others. */
export async function tryCronJob(stage: Stage): Promise<string> {
  await assertValid(FILE, stage);
  const [configMap, cronJob] = (await documentsIn(FILE, stage)) as unknown as [ConfigMap, CronJob];
  const [container] = cronJob.spec.jobTemplate.spec.template.spec.containers;
  const config = configMap.data["sluice.config.json"] ?? "";
  deepStrictEqual(JSON.parse(config), JSON.parse(await readFile(join(examples, "sluice.config.json"), "utf8")));

  const site = await stage.site("cronjob");
  await writeFile(join(site.folder, "sluice.config.json"), config);
  const scratch = join(site.folder, "scratch");
  await mkdir(scratch);
  const env = { ...environmentOf(container, stage), SLUICE_TO: site.to, TMPDIR: scratch, ...stage.addresses };
  await stage.sluice(site, container.args, env);
  return `valid in Kubernetes ${RELEASES.join(" and ")}; its command run here: ${await stage.assertLoaded(site)}`;
}

/** Every field against Kubernetes' own schemas. */
export async function assertValid(file: string, stage: Stage): Promise<void> {
  const checker = stage.bin("kubernetes-validate", "kubernetes-validate");
  for (const release of RELEASES) await output(checker, ["--strict", "-k", release, file]);
}

function environmentOf({ env = [], workingDir, volumeMounts }: Container, { secrets }: Stage): Record<string, string> {
  const values = env.map(({ name, value, valueFrom }) => [name, value ?? secrets[valueFrom?.secretKeyRef.key ?? ""]]);
  const variables = Object.fromEntries(values) as Record<string, string | undefined>;
  const mounts = volumeMounts.map(({ mountPath }) => mountPath);
  ok(mounts.includes(variables["TMPDIR"] ?? ""), "TMPDIR is not a volume");
  ok(mounts.includes(workingDir), "the project is not a volume");
  for (const [name, value] of Object.entries(variables)) ok(value !== undefined, `${name} has no value`);
  return variables as Record<string, string>;
}
