/**
 * `npm run image -- NAME [BASE]`: packs the packages and builds an image with docker, buildah or podman, whichever works. NAME is a
 * connector, `source-vitally`, for `sluice/source-vitally`; or `sync`, for `sluice/sync`: the `sluice` command with all connectors.
 * BASE is an image with Node 20 or newer; the official slim one by default.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { layOut } from "./image/lay-out.js";
import { packAll } from "./release/tarballs.js";
import { root, run } from "./support/commands.js";

const [name = "", base] = process.argv.slice(2);
const target = name === "sync" ? "sync" : "connector";
const manifest = `${root}${target === "sync" ? "packages" : "connectors"}/${name}/package.json`;
if (!existsSync(manifest)) {
  console.error("Which image? For example: npm run image -- source-vitally, or npm run image -- sync");
  process.exit(2);
}
packAll();
const context = mkdtempSync(join(tmpdir(), "sluice-image-"));
try {
  layOut(name, join(context, "sluice"));
  build();
} finally {
  rmSync(context, { recursive: true });
}

function build(): void {
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  const [program, ...args] = builder();
  const settings = [`CONNECTOR=${name}`, `VERSION=${version}`, ...(base === undefined ? [] : [`BASE=${base}`])];
  const given = settings.flatMap((setting) => ["--build-arg", setting]);
  const tags = ["--tag", `sluice/${name}:${version}`, "--tag", `sluice/${name}`];
  run(program, [...args, ...given, "--target", target, "--file", `${root}Containerfile`, ...tags, context]);
  console.log(`built sluice/${name}:${version}`);
}

/** Each with what it takes to build without more rights than one has. A client without its daemon does not count. */
function builder(): readonly [program: string, ...args: string[]] {
  if (works("docker", ["info"])) return ["docker", "build"];
  if (works("buildah", ["--version"])) return ["buildah", "build", "--isolation", "chroot"];
  if (works("podman", ["--version"])) return ["podman", "build", "--isolation", "chroot"];
  console.error("There is neither docker (with its daemon) nor buildah nor podman here: install one of them.");
  return process.exit(1);
}

function works(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: "ignore" }).status === 0;
}
