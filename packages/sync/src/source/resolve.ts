import { access, constants } from "node:fs/promises";
import { basename, delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import type { Command } from "./child.js";

export interface ResolvedSource {
  /** Without `source-` in front, e.g. `hellobaton`: the schema that its tables get, and the name its states are kept under. */
  readonly name: string;
  readonly command: Command;
}

/** Nothing by that name can be run. */
export class UnknownSource extends Error {
  override readonly name = "UnknownSource";
}

/**
 * The program that a person means: a path to any executable that speaks the Airbyte protocol, or the name of an installed
 * connector, `hellobaton` or `source-hellobaton`, which is looked for in the project's `node_modules` and on the PATH.
 *
 * @throws UnknownSource that says where it was looked for.
 */
export async function resolveSource(
  source: string,
  from: string,
  path = process.env["PATH"] ?? "",
): Promise<ResolvedSource> {
  const name = basename(source)
    .replace(/\.[cm]?js$/, "")
    .replace(/^source-/, "");
  if (isAbsolute(source) || source.includes("/")) {
    const file = resolve(from, source);
    if (await isExecutable(file)) return { name, command: { program: file, args: [] } };
    throw new UnknownSource(`There is no program at ${file}, or it may not be run (chmod +x).`);
  }
  const programs = [...new Set([`source-${name}`, source])];
  const folders = [...ancestors(from).map((folder) => join(folder, "node_modules/.bin")), ...path.split(delimiter)];
  for (const folder of folders) {
    for (const program of programs) {
      const file = join(folder, program);
      if (folder !== "" && (await isExecutable(file))) return { name, command: { program: file, args: [] } };
    }
  }
  throw new UnknownSource(
    `No connector "${source}" is installed: there is no ${programs.join(" or ")} in node_modules or on the PATH. ` +
      `Try npm install @sluice/source-${name}, or name the path of a program.`,
  );
}

function ancestors(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...ancestors(above)];
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
