import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The innermost package that a file belongs to. */
const PACKAGE = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;

/**
 * The licenses of the packages in a bundle, which every copy must include.
 *
 * @param files that were bundled, as esbuild names them.
 * @throws Error if a package names no license.
 */
export function noticesOf(files: readonly string[]): string {
  const folders = new Set(files.flatMap((file) => PACKAGE.exec(file)?.[0] ?? []));
  const notices = [...folders].map((folder) => notice(resolve(folder)));
  return `The bundle in this folder holds these packages of others.\n\n${notices.sort().join("\n")}`;
}

function notice(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  const text = licenseIn(folder);
  if (text === undefined || license === undefined) throw new Error(`${name} has no license to go along with its code.`);
  return `${name} ${version}, ${license}\n\n${text.trim()}\n`;
}

/** The license in a file of its own, or at the end of the README. */
function licenseIn(folder: string): string | undefined {
  const files = readdirSync(folder);
  const read = (file: string | undefined) =>
    file === undefined ? undefined : readFileSync(join(folder, file), "utf8");
  const own = read(files.find((each) => /^licen[cs]e(\.\w+)?$/i.test(each)));
  return own ?? /^(?:#+ )?License\n(?:-+\n)?([\s\S]+)/m.exec(read(files.find(isReadme)) ?? "")?.[1];
}

function isReadme(file: string): boolean {
  return /^readme(\.\w+)?$/i.test(file);
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}
