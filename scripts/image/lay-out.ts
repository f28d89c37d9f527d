import { chmodSync, cpSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "../support/commands.js";

const packed = `${root}packed/`;

/** Only what compilers and people look at. */
const UNUSED = /\.(map|[cm]?ts|md)$/i;

/**
 * The packed packages of an image as they are installed, and its entry. Connectors hold JavaScript alone, so their images are good for
 * any machine; `sync` has DuckDB for this kind of machine.
 */
export function layOut(name: string, folder: string): void {
  const flags = ["--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--no-save"];
  run("npm", ["install", "--prefix", folder, "--loglevel=error", ...flags, ...tarballsOf(name)]);
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (UNUSED.test(file)) rmSync(join(folder, file), { force: true });
  }
  chmodSync(folder, 0o755);
  symlinkSync(`node_modules/.bin/${name === "sync" ? "sluice" : name}`, join(folder, "program"));
  cpSync(`${root}scripts/image/entry.sh`, join(folder, "entry"));
}

function tarballsOf(name: string): string[] {
  const isMeant = (file: string) =>
    file.startsWith("sluice-core-") ||
    file.startsWith(`sluice-${name}-`) ||
    (name === "sync" && file.startsWith("sluice-source-"));
  return readdirSync(packed)
    .filter(isMeant)
    .map((file) => `${packed}${file}`);
}
