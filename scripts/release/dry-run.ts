/**
 * `npm run release:dry-run`: everything that a release does, up to the upload: versions, changelogs, what each tarball holds, what npm would
 * publish, and what provenance needs. Nothing leaves this machine.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/commands.js";
import { repositoryAddress } from "../support/repository.js";
import { packAll, type Tarball } from "./tarballs.js";

/** Settings of the workflow release without which npm shows no provenance. */
const PROVENANCE = ["id-token: write", 'NPM_CONFIG_PROVENANCE: "true"'];

const CHANGELOG = "CHANGELOG.md";

let passed = 0;
let failed = 0;

const changed = output("git", ["status", "--porcelain"]).trim();
say(
  changed === "",
  "every file is committed",
  `a release is built from a commit, but these are not committed:\n${changed}`,
);
for (const tarball of packAll()) check(tarball);
checkProvenance();
const waiting = readdirSync(join(root, ".changeset")).filter((file) => file.endsWith(".md") && file !== "README.md");
if (waiting.length > 0) {
  console.log(`note  ${waiting.length} changesets wait: the workflow first raises the versions, then publishes those`);
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function check(tarball: Tarball): void {
  const { name, version, path, size, unpackedSize, files } = tarball;
  const release = `${name}@${version}`;
  const manifest = JSON.parse(entry(path, "package.json")) as {
    license?: string;
    engines?: object;
    repository?: object;
  };
  const changelog = files.includes(CHANGELOG) ? entry(path, CHANGELOG) : "";
  say(
    changelog.includes(`\n## ${version}\n`),
    `${release}: its changelog has this version`,
    `${release}: ${CHANGELOG} has no "## ${version}"`,
  );
  const missing = (["license", "engines"] as const).filter((field) => manifest[field] === undefined);
  say(
    missing.length === 0,
    `${release}: license and engines are set`,
    `${release}: package.json lacks ${missing.join(", ")}`,
  );
  const { status, stderr } = spawnSync("npm", ["publish", path, "--dry-run", "--access", "public"], {
    encoding: "utf8",
  });
  const sizes = `${kilobytes(size)}, unpacked ${kilobytes(unpackedSize)}`;
  say(
    status === 0,
    `${release}: npm would publish ${sizes}: ${contents(files)}`,
    `${release}: npm publish --dry-run: ${stderr}`,
  );
}

function checkProvenance(): void {
  const workflow = join(root, ".github/workflows/release.yml");
  const text = existsSync(workflow) ? readFileSync(workflow, "utf8") : "";
  const missing = PROVENANCE.filter((setting) => !text.includes(setting));
  say(
    missing.length === 0,
    "the workflow release sets what provenance needs",
    `release.yml lacks ${missing.join(", ")}`,
  );
  const address = repositoryAddress();
  if (address === undefined)
    console.log("note  this clone has no remote on GitHub: the workflow sets `repository` to its own");
  else console.log(`note  the repository field of each package is ${address}`);
}

/** Such as `bin 1, dist 84, 5 others`. */
function contents(files: readonly string[]): string {
  const folders = new Map<string, number>();
  for (const file of files) {
    const folder = file.includes("/") ? file.slice(0, file.indexOf("/")) : "others";
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
  }
  return [...folders].map(([folder, count]) => `${folder} ${count}`).join(", ");
}

/** A file in a tarball. */
function entry(tarball: string, file: string): string {
  return output("tar", ["--extract", "--to-stdout", "--gzip", "--file", tarball, `package/${file}`]);
}

/** @throws Error if the command fails. */
function output(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
  return stdout;
}

function say(isGood: boolean, good: string, bad: string): void {
  console.log(isGood ? `good  ${good}` : `BAD   ${bad}`);
  if (isGood) passed += 1;
  else failed += 1;
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1000)} kB`;
}
