/**
 * Packs all packages, asks publint and attw about them, and uses them where nothing but the tarballs is
 * installed: the commands, the library, and a sync, on each Node that is supported.
 */

import { packAll, type Tarball } from "../release/tarballs.js";
import { root } from "../support/commands.js";
import { tool } from "../support/tools.js";
import { Consumer, Fake, type Ran } from "./packages/consumer.js";

/** A bundle has its HTTP client, its parsers and its command line. */
const MOST_BYTES = 1_600_000;
const EXPECTED = ["package.json", "README.md", "LICENSE", "CHANGELOG.md"];
/** Packages that hold code of others, whose licenses must come along. */
const BUNDLED = /^@sluice\/(?:source-|sync$)/;
/** npm would leave out files that are called `.gitignore` and the like, so their templates have other names. */
const TEMPLATES = ["_gitignore", "_dockerignore", "_github/workflows/ci.yml", "package.json.eta"];
const UNWANTED = /^(src|test|fake|contract|node_modules)\/|\.map$|\.test\.|(?<!\.d)\.ts$/;

let isBad = false;
const tarballs = packAll();
for (const tarball of tarballs) contents(tarball);
linted("publint", (path) => ["--strict", path]);
linted("attw", (path) => ["--profile", "esm-only", "--no-emoji", "--no-color", path]);
await used();
process.exitCode = isBad ? 1 : 0;

function contents({ name, file, size, unpackedSize, files }: Tarball): void {
  const expected = [
    ...EXPECTED,
    ...(BUNDLED.test(name) ? ["dist/THIRD-PARTY.txt"] : []),
    ...(name === "@sluice/create-connector" ? TEMPLATES.map((file) => `templates/project/repository/${file}`) : []),
  ];
  const missing = expected.filter((path) => !files.includes(path));
  const unwanted = files.filter((path) => UNWANTED.test(path) && !path.startsWith("templates/"));
  const isSmall = unpackedSize < MOST_BYTES;
  const [packed, unpacked] = [size, unpackedSize].map((bytes) => `${Math.ceil(bytes / 1000)} kB`);
  const problems = [...missing.map((path) => `no ${path}`), ...unwanted, ...(isSmall ? [] : ["too large"])].join(", ");
  say(problems === "", `${name}: ${file} has ${packed}, unpacked ${unpacked} in ${files.length} files ${problems}`);
}

/** Puts a question to a tool about each tarball. */
function linted(name: "publint" | "attw", argumentsFor: (path: string) => readonly string[]): void {
  const program = tool(name);
  if (program === undefined) return;
  const consumer = new Consumer();
  for (const tarball of tarballs) {
    const { isGood, stdout, said } = consumer.run(program.path, argumentsFor(tarball.path));
    say(isGood, `${name} on ${tarball.name}${isGood ? "" : `: ${said}\n${stdout}`}`);
  }
  consumer.remove();
}

async function used(): Promise<void> {
  const consumer = new Consumer();
  const fake = new Fake();
  try {
    const args = ["install", "--no-audit", "--no-fund", ...tarballs.map(({ path }) => path)];
    const installed = consumer.run("npm", args);
    say(
      installed.isGood,
      `npm install of the ${tarballs.length} tarballs in an empty folder${installed.isGood ? "" : `: ${installed.said}`}`,
    );
    if (!installed.isGood) return;
    const compiled = consumer.run(process.execPath, [`${root}node_modules/typescript/bin/tsc`, "-p", "."]);
    say(compiled.isGood, `the example compiles, strictly ${compiled.isGood ? "" : compiled.stdout}`);
    const { config, leads } = await fake.facts();
    consumer.write("config.json", config);
    onNode(consumer, { name: `Node ${process.versions.node}`, leads });
    for (const major of [22, 24] as const) {
      const folder = tool(`node-${major}`)?.folder;
      if (folder !== undefined) onNode(consumer, { name: `Node ${major}`, folder, leads });
    }
  } finally {
    fake.stop();
    consumer.remove();
  }
}

interface OnNode {
  readonly name: string;
  readonly folder?: string;
  readonly leads: number;
}

/** All that is promised to users who install the packages, on one Node. */
function onNode(consumer: Consumer, { name, folder, leads }: OnNode): void {
  const npx = (...args: readonly string[]) => consumer.run("npx", ["--no-install", ...args], folder);
  const file = `${name.replaceAll(" ", "-")}.duckdb`;
  const version = consumer.run("node", ["--version"], folder);
  const answers: readonly (readonly [what: string, ran: Ran, wanted: RegExp | string])[] = [
    ["spec", npx("source-persistiq", "spec"), /"type":"SPEC"/],
    ["check", npx("source-persistiq", "check", "--config", "config.json"), /"status":"SUCCEEDED"/],
    ["the example", consumer.run("node", ["example.js"], folder), `{"leads":${leads},"refusal":"config_error"}`],
    ["sluice --help", npx("sluice", "--help"), /^Usage: sluice COMMAND/m],
    [
      "sluice sync",
      npx("sluice", "sync", "persistiq", "--config", "config.json", "--to", `duckdb:${file}`, "--streams", "leads"),
      /./,
    ],
    [
      "sluice query",
      npx("sluice", "query", "select count(*) as n from persistiq.leads", "--to", `duckdb:${file}`, "--json"),
      `"n":${leads}`,
    ],
  ];
  for (const [what, { isGood, stdout, said }, wanted] of answers) {
    const isRight =
      isGood && (typeof wanted === "string" ? stdout.replace(/\s/g, "").includes(wanted) : wanted.test(stdout + said));
    say(isRight, `${name} (${version.stdout.trim()}): ${what}${isRight ? "" : `: ${said}`}`);
  }
}

function say(isGood: boolean, text: string): void {
  console.log(`${isGood ? "good" : "BAD "}  ${text.trim()}`);
  isBad ||= !isGood;
}
