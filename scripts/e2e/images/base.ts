import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Engine, works } from "./engine.js";

const OFFICIAL = "docker.io/library/node:20-bookworm-slim";
const OWN = "localhost/sluice-base";
const DEBIAN = "bookworm";

/** The image that connectors' images are made of; undefined if there is none and none can be made. */
export function findBase({ program }: Engine): string | undefined {
  for (const image of [OFFICIAL, OWN]) if (works(program, ["image", "inspect", image])) return image;
  if (works(program, ["pull", "--quiet", OFFICIAL])) return OFFICIAL;
  return works("debootstrap", ["--version"]) && program === "podman" ? made() : undefined;
}

/** Debian's smallest system, with this Node and its npm. */
function made(): string {
  const folder = mkdtempSync(join(tmpdir(), "sluice-base-"));
  try {
    execFileSync("debootstrap", ["--variant=minbase", DEBIAN, folder], { stdio: "ignore" });
    cpSync(process.execPath, join(folder, "usr/local/bin/node"));
    const npm = realpathSync(execFileSync("which", ["npm"], { encoding: "utf8" }).trim());
    cpSync(dirname(dirname(npm)), join(folder, "usr/local/lib/npm"), { recursive: true });
    symlinkSync("../lib/npm/bin/npm-cli.js", join(folder, "usr/local/bin/npm"));
    const { status } = spawnSync("sh", ["-c", `tar -C "$1" -c . | podman import - ${OWN}`, "sh", folder]);
    if (status !== 0) throw new Error("podman could not import the base that was made of Debian's packages");
    return OWN;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
