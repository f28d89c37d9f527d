/** Follows the tutorial, and tests on each Node what it has made. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isExpected, type Step, stepsIn } from "./steps.js";
import { Terminal } from "./terminal.js";

const PAGE = new URL("../../docs/your-first-connector.md", import.meta.url);
const PACKAGES = fileURLToPath(new URL("../../packed", import.meta.url));

/** What the reader has at the end works on every Node, and its contract is what the code says. */
const LAST = [
  "npm run typecheck",
  "npm run build",
  "npm test",
  "cp -r contract ../contract.before && npm run docs && diff -r contract ../contract.before && rm -r ../contract.before",
  'node bin/source-acme.js spec | grep -q \'"type":"SPEC"\'',
  'node bin/source-acme.js discover --config fake-config.json | grep -q \'"name":"projects"\'',
  'node bin/source-acme.js read --config fake-config.json --streams projects | grep -c \'"type":"RECORD"\' | grep -qx 250',
];

const hasContainers = spawnSync("docker", ["info"], { stdio: "ignore" }).status === 0;
let isBad = false;

for (const runner of ["jest", "vitest"]) await follow(runner);
process.exitCode = isBad ? 1 : 0;

async function follow(runner: string): Promise<void> {
  const terminal = new Terminal({ SLUICE_PACKAGES: PACKAGES });
  try {
    for (const step of stepsIn(readFileSync(PAGE, "utf8"))) {
      if (!(await took(terminal, step, runner))) return;
    }
    for (const { name, folder } of nodes()) {
      for (const command of LAST) {
        const { status, output } = terminal.run(command, folder);
        say(status === 0, `${runner}, ${name}: ${command}${status === 0 ? "" : `\n${output}`}`);
      }
    }
  } finally {
    terminal.close();
  }
}

/** Takes a step. @returns whether the next one can be taken. */
async function took(terminal: Terminal, step: Step, runner: string): Promise<boolean> {
  const text =
    runner === "jest" ? step.text : step.text.replace(" --name acme", ` --name acme --test-runner ${runner}`);
  const title = `${runner}: ${text.trim().split("\n")[0]}`;
  if (/^(npm run image|docker )/m.test(text) && !hasContainers) {
    console.log(`left out: ${title}, because docker does not run here`);
    return true;
  }
  const { output, status } = await done(terminal, { ...step, text });
  // only jest's summary is shown on the page
  const isShown = runner === "jest" || !text.startsWith("npm test");
  const isRight = step.output === undefined || !isShown || isExpected(output, step.output);
  say(status === 0 && isRight, `${title}${status === 0 && isRight ? "" : `\n${output}`}`);
  return status === 0;
}

async function done(terminal: Terminal, { does, text }: Step) {
  if (does === "run") return terminal.run(text);
  if (does === "change") return terminal.run(`git apply --recount - <<'END_OF_DIFF'\n${text}END_OF_DIFF`);
  return { output: await terminal.start(text.trim()), status: 0 };
}

/** The Node of this process, and those whose folders were given. */
function nodes(): readonly { readonly name: string; readonly folder?: string }[] {
  const others = process.argv.slice(2).map((folder) => ({ name: /node-\d+/.exec(folder)?.[0] ?? folder, folder }));
  return [{ name: `node-${process.versions.node}` }, ...others];
}

function say(isGood: boolean, text: string): void {
  console.log(`${isGood ? "good" : "BAD "}  ${text.trim()}`);
  isBad ||= !isGood;
}
