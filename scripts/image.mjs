/**
 * `npm run image -- source-vitally [BASE]`: packs the packages and builds a connector's image, `sluice/source-vitally`, with docker,
 * buildah or podman, whichever works. BASE is an image with Node 20 or newer; the official slim one unless told.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepare, root, run, turbo } from "./workspace.mjs";

const [connector, base] = process.argv.slice(2);
const manifest = `${root}connectors/${connector}/package.json`;
if (connector === undefined || !existsSync(manifest)) {
  console.error("Which connector? For example: npm run image -- source-vitally");
  process.exit(2);
}
prepare();
turbo("build");
run(process.execPath, ["scripts/pack.mjs"]);
const context = mkdtempSync(join(tmpdir(), "sluice-image-"));
try {
  layOut(connector, join(context, "sluice"));
  build(connector, context, base);
} finally {
  rmSync(context, { recursive: true });
}

/** The packed packages as they are installed, without what only compilers and people look at. */
function layOut(name, to) {
  const tarballs = readdirSync(`${root}packed`).filter(
    (file) => /^sluice-core-/.test(file) || file.startsWith(`sluice-${name}-`),
  );
  const flags = [
    "--omit=dev",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--no-package-lock",
    "--no-save",
    "--loglevel=error",
  ];
  run("npm", ["install", "--prefix", to, ...flags, ...tarballs.map((file) => `${root}packed/${file}`)]);
  for (const file of readdirSync(to, { recursive: true })) {
    if (/\.(map|d\.[cm]?ts|md)$/i.test(file)) rmSync(join(to, file), { force: true });
  }
  symlinkSync(`node_modules/.bin/${name}`, join(to, "source"));
  chmodSync(to, 0o755);
}

/** Each with what it takes to build without more rights than one has. A client without its daemon does not count. */
function builder() {
  if (works("docker", ["info"])) return ["docker", "build"];
  if (works("buildah", ["--version"])) return ["buildah", "build", "--isolation", "chroot"];
  if (works("podman", ["--version"])) return ["podman", "build", "--isolation", "chroot"];
  console.error("There is neither docker (with its daemon) nor buildah nor podman here: install one of them.");
  return process.exit(1);
}

function works(program, args) {
  return spawnSync(program, args, { stdio: "ignore" }).status === 0;
}

function build(name, folderOfContext, from) {
  const { version } = JSON.parse(readFileSync(manifest, "utf8"));
  const [program, ...args] = builder();
  const settings = [`CONNECTOR=${name}`, `VERSION=${version}`, ...(from === undefined ? [] : [`BASE=${from}`])];
  const given = settings.flatMap((setting) => ["--build-arg", setting]);
  const tags = ["--tag", `sluice/${name}:${version}`, "--tag", `sluice/${name}`];
  run(program, [...args, ...given, "--file", `${root}Containerfile`, ...tags, folderOfContext]);
  console.log(`built sluice/${name}:${version}`);
}
