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
  const file = readdirSync(folder).find((each) => /^licen[cs]e(\.\w+)?$/i.test(each));
  if (file === undefined || license === undefined) throw new Error(`${name} has no license to go along with its code.`);
  return `${name} ${version}, ${license}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}
