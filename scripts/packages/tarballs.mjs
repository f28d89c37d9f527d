/**
 * Packs copies of the packages and not the packages themselves: `@sluice/source`, the condition by which this repository's tools
 * find the sources, points at files that are not packed, and the license is at the root only. npm knows `files` and
 * `publishConfig`, but neither takes a condition out of `exports`.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../workspace.mjs";

const PACKED = `${root}packed/`;

/** Fields that mean something in this repository only. */
const OURS = ["scripts", "devDependencies"];

/**
 * The tarballs of all packages, made of the current build.
 *
 * @param {string} output where they are put, ending with a slash: it is emptied first.
 * @returns {{ name: string, version: string, file: string, path: string, size: number, unpackedSize: number, files: string[] }[]}
 */
export function packAll(output = PACKED) {
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  return ["packages", "connectors"].flatMap((parent) =>
    readdirSync(`${root}${parent}`).map((name) => pack(`${root}${parent}/${name}/`, output)),
  );
}

function pack(from, output) {
  const copy = mkdtempSync(join(tmpdir(), "sluice-pack-"));
  try {
    const manifest = JSON.parse(readFileSync(`${from}package.json`, "utf8"));
    for (const entry of new Set([...manifest.files, "LICENSE"])) {
      const original = entry === "LICENSE" ? `${root}LICENSE` : `${from}${entry}`;
      if (existsSync(original)) cpSync(original, join(copy, entry), { recursive: true });
    }
    writeFileSync(join(copy, "package.json"), `${JSON.stringify(cleaned(manifest), undefined, 2)}\n`);
    return packed(copy, output);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** The manifest as those see it who install the package. */
function cleaned(manifest) {
  const kept = Object.entries(manifest).filter(([field]) => !OURS.includes(field));
  const exports = Object.entries(manifest.exports).map(([path, { "@sluice/source": _source, ...conditions }]) => [
    path,
    conditions,
  ]);
  return { ...Object.fromEntries(kept), exports: Object.fromEntries(exports) };
}

function packed(folder, output) {
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", output];
  const { status, stdout, stderr } = spawnSync("npm", args, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`npm pack failed: ${stderr}`);
  const [{ name, version, filename, size, unpackedSize, files }] = JSON.parse(stdout);
  const paths = files.map(({ path }) => path);
  return { name, version, file: filename, path: `${output}${filename}`, size, unpackedSize, files: paths };
}
