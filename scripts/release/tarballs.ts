/**
 * Packs copies of the packages and not the packages themselves: `@sluice/source`, the condition by which this repository's tools
 * find the sources, points at files that are not packed, and the license is at the root only. npm knows `files` and
 * `publishConfig`, but neither takes a condition out of `exports`.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../support/commands.js";
import { repositoryAddress } from "../support/repository.js";

const PACKED = `${root}packed/`;

/** Fields that mean something in this repository only. */
const OURS = ["scripts", "devDependencies"];

/** A package as npm takes it. */
export interface Tarball {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  readonly unpackedSize: number;
  /** The paths in it. */
  readonly files: readonly string[];
}

interface Manifest {
  readonly files: readonly string[];
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly [field: string]: unknown;
}

/** The tarballs of all packages, made of the current build. @param output where they are put, ending with a slash: it is emptied first. */
export function packAll(output = PACKED): readonly Tarball[] {
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  return ["packages", "connectors"].flatMap((parent) =>
    readdirSync(`${root}${parent}`).map((name) => pack(`${root}${parent}/${name}/`, output)),
  );
}

/** The same in a folder that is gone when the process ends, for checks that run at the same time. @returns the folder. */
export function packTemporarily(): string {
  const folder = mkdtempSync(join(tmpdir(), "sluice-packed-"));
  process.once("exit", () => rmSync(folder, { recursive: true }));
  packAll(`${folder}/`);
  return folder;
}

function pack(from: string, output: string): Tarball {
  const copy = mkdtempSync(join(tmpdir(), "sluice-pack-"));
  try {
    const manifest = JSON.parse(readFileSync(`${from}package.json`, "utf8")) as Manifest;
    for (const entry of new Set([...manifest.files, "LICENSE"])) {
      const original = entry === "LICENSE" ? `${root}LICENSE` : `${from}${entry}`;
      if (existsSync(original)) cpSync(original, join(copy, entry), { recursive: true });
    }
    writeFileSync(
      join(copy, "package.json"),
      `${JSON.stringify(cleaned(manifest, from.slice(root.length, -1)), undefined, 2)}\n`,
    );
    return packed(copy, output);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** The manifest as users of the package see it. */
function cleaned(manifest: Manifest, directory: string): object {
  const kept = Object.entries(manifest).filter(([field]) => !OURS.includes(field));
  const exports = Object.entries(manifest.exports).map(([path, { "@sluice/source": _source, ...conditions }]) => [
    path,
    conditions,
  ]);
  const address = repositoryAddress();
  const repository = address && { repository: { type: "git", url: `git+${address}.git`, directory } };
  return { ...Object.fromEntries(kept), ...repository, exports: Object.fromEntries(exports) };
}

function packed(folder: string, output: string): Tarball {
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", output];
  const { status, stdout, stderr } = spawnSync("npm", args, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`npm pack failed: ${stderr}`);
  const [answer] = JSON.parse(stdout) as Packed[];
  if (answer === undefined) throw new Error(`npm pack made nothing in ${folder}`);
  const { filename: file, files, ...facts } = answer;
  return { ...facts, file, path: `${output}${file}`, files: files.map(({ path }) => path) };
}

/** What `npm pack --json` prints of a package. */
interface Packed extends Omit<Tarball, "file" | "path" | "files"> {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}
