import { strictEqual } from "node:assert";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../support/commands.js";
import { output } from "./program.js";
import { examples, type Stage } from "./stage.js";
import { documentsIn } from "./yaml.js";

const FILE = join(examples, "github-actions.yml");
const OURS = join(root, ".github/workflows");

interface Workflow {
  readonly jobs: { readonly sync: { readonly env: Variables; readonly steps: readonly Step[] } };
}

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly env?: Variables;
}

type Variables = Readonly<Record<string, string>>;

/** This workflow and the repository's own by actionlint; then its named steps as the runner's shell runs them. */
export async function tryGithubActions(stage: Stage): Promise<string> {
  const ours = (await readdir(OURS)).map((file) => join(OURS, file));
  // the checkers that it runs where they are installed would make it differ from machine to machine
  await output(stage.bin("actionlint", "actionlint"), ["-shellcheck=", "-pyflakes=", FILE, ...ours]);

  const [workflow] = await documentsIn<Workflow>(FILE, stage);
  const { env = {}, steps = [] } = workflow?.jobs.sync ?? {};
  const site = await stage.site("github-actions");
  const settings = { ...stage.secrets, SLUICE_TO: site.to };
  const named = steps.filter(({ name }) => name !== undefined); // the others bring the project
  strictEqual(named.length, 2);
  for (const step of named) {
    const variables = { ...filledIn({ ...env, ...step.env }, settings), ...stage.addresses, HOME: site.folder };
    await output("bash", ["-e", "-c", step.run ?? ""], { cwd: site.folder, env: variables });
  }
  return `valid, and so are ${ours.length} workflows of this repository; its steps run here: ${await stage.assertLoaded(site)}`;
}

function filledIn(variables: Variables, settings: Variables): Variables {
  const values = Object.entries(variables).map(([name, reference]) => {
    const [, key = ""] = /^\$\{\{ (?:secrets|vars)\.(\w+) \}\}$/.exec(reference) ?? [];
    return [name, settings[key] ?? ""];
  });
  return Object.fromEntries(values);
}
