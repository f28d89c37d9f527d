/**
 * Packs all packages, and follows docs/tutorials/your-first-connector.md in an empty folder, with jest and with vitest: every command has to
 * print what the page says. What it has made is then tested on each Node that is supported; SLUICE_NODE=22 takes that one only.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packTemporarily } from "../release/tarballs.js";
import { tool } from "../support/tools.js";
import { provideDocker } from "./tutorial/containers.js";
import { Report } from "./tutorial/report.js";
import { isExpected, type Step, stepsIn } from "./tutorial/steps.js";
import { Terminal } from "./tutorial/terminal.js";

const PAGE = new URL("../../docs/tutorials/your-first-connector.md", import.meta.url);

const packages = packTemporarily();

const wanted = process.env["SLUICE_NODE"];
const nodeFolders = (["node-22", "node-24"] as const)
  .filter((name) => wanted === undefined || name === `node-${wanted}`)
  .flatMap((name) => tool(name)?.folder ?? []);

const RECORDS = `grep -c '"type":"RECORD"' | grep -qx 250`;

/** What the reader has at the end works on every Node, and its contract is what the code says. `npm test` builds it first. */
const ON_EACH_NODE = [
  "npm test",
  "cp -r contract ../contract.before && npm run docs && diff -r contract ../contract.before && rm -r ../contract.before",
  'node bin/source-acme.js spec | grep -q \'"type":"SPEC"\'',
  'node bin/source-acme.js discover --config fake-config.json | grep -q \'"name":"projects"\'',
  `node bin/source-acme.js read --config fake-config.json --streams projects | ${RECORDS}`,
];

const IN_A_CONTAINER = `docker run --rm --volume "$PWD:/config:ro" --user "$(id -u)" source-acme read --config /config/fake-config.json --streams projects | ${RECORDS}`;

const report = new Report();
const programs = mkdtempSync(join(tmpdir(), "sluice-programs-"));
const hindrance = await provideDocker(programs);
if (hindrance !== undefined) console.log(`left out: the image, because ${hindrance}`);
await Promise.all(["jest", "vitest"].map(follow)).finally(() => rmSync(programs, { recursive: true }));
report.close();

async function follow(runner: string): Promise<void> {
  const terminal = new Terminal(programs, { SLUICE_PACKAGES: packages });
  try {
    for (const step of stepsIn(readFileSync(PAGE, "utf8"))) {
      if (!isLeftOut(step, runner) && !(await took(terminal, step, runner))) return;
    }
    const last = ["npm run typecheck", ...(hasImage(runner) ? [IN_A_CONTAINER] : [])];
    for (const command of last) await works(terminal, `${runner}: `, { command });
    for (const { name, folder } of nodes()) {
      for (const command of ON_EACH_NODE) await works(terminal, `${runner}, ${name}: `, { command, folder });
    }
  } finally {
    terminal.close();
  }
}

/** The image has no tests in it, so it is the same with each runner. */
function hasImage(runner: string): boolean {
  return hindrance === undefined && runner === "jest";
}

function isLeftOut({ text }: Step, runner: string): boolean {
  return /^(npm run image|docker )/m.test(text) && !hasImage(runner);
}

/** Takes a step. @returns whether the next one can be taken. */
async function took(terminal: Terminal, step: Step, runner: string): Promise<boolean> {
  const text =
    runner === "jest" ? step.text : step.text.replace(" --name acme", ` --name acme --test-runner ${runner}`);
  const title = `${runner}: ${text.trim().split("\n")[0]}`;
  const { output, status } = await done(terminal, { ...step, text });
  // only jest's summary is shown on the page
  const isShown = runner === "jest" || !text.startsWith("npm test");
  const isRight = step.output === undefined || !isShown || isExpected(output, step.output);
  report.say(status === 0 && isRight, title, output);
  return status === 0;
}

async function done(terminal: Terminal, { does, text }: Step) {
  if (does === "run") return terminal.run(text);
  if (does === "change") return terminal.run(`git apply --recount - <<'END_OF_DIFF'\n${text}END_OF_DIFF`);
  return { output: await terminal.start(text.trim()), status: 0 };
}

interface Tried {
  readonly command: string;
  /** Of the Node to run it with. */
  readonly folder?: string | undefined;
}

async function works(terminal: Terminal, where: string, { command, folder }: Tried): Promise<void> {
  const { status, output } = await terminal.run(command, folder);
  report.say(status === 0, `${where}${command}`, output);
}

/** The Node of this process, unless one of the others is wanted, and those whose folders were given. */
function nodes(): readonly { readonly name: string; readonly folder?: string }[] {
  const others = nodeFolders.map((folder) => ({ name: /node-\d+/.exec(folder)?.[0] ?? folder, folder }));
  if (wanted !== undefined && others.length > 0) return others;
  return [{ name: `node-${process.versions.node}` }, ...others];
}
