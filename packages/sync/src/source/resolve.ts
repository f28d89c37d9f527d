import { dirname, isAbsolute, join, resolve } from "node:path";
import type { Command } from "./child.js";
import { containerCommand } from "./container.js";
import { firstIn, isExecutable, pathOf, type Surroundings, UnknownSource } from "./executables.js";
import { nameOfSource } from "./name.js";

export interface ResolvedSource {
  /** Without `source-` in front, e.g. `hellobaton`: the schema that its tables get, and the name its states are kept under. */
  readonly name: string;
  /** @param folder where its config and the like will lie. */
  readonly command: (folder: string) => Command;
}

/**
 * The program that a person means: a path to any executable that speaks the Airbyte protocol, the name of an installed connector,
 * `hellobaton` or `source-hellobaton`, which is looked for in the project's `node_modules` and on the PATH, or an image,
 * `docker:airbyte/source-faker:6` or `podman:…`.
 *
 * @throws UnknownSource that says where it was looked for.
 */
export async function resolveSource(source: string, { folder, environment }: Surroundings): Promise<ResolvedSource> {
  const name = nameOfSource(source);
  const [, engine, image] = /^(docker|podman):(.+)$/.exec(source) ?? [];
  if (engine !== undefined && image !== undefined) {
    return { name, command: await containerCommand({ engine, image, name, environment }) };
  }
  const found = await programOf(source, name, { folder, environment });
  return { name, command: () => ({ program: found, args: [], environment }) };
}

async function programOf(source: string, name: string, { folder, environment }: Surroundings): Promise<string> {
  if (isAbsolute(source) || source.includes("/")) {
    const file = resolve(folder, source);
    if (await isExecutable(file)) return file;
    throw new UnknownSource(`There is no program at ${file}, or it may not be run (chmod +x).`);
  }
  const programs = [...new Set([`source-${name}`, source])];
  const installed = ancestors(folder).map((above) => join(above, "node_modules/.bin"));
  const found = await firstIn([...installed, ...pathOf(environment)], programs);
  if (found !== undefined) return found;
  throw new UnknownSource(
    `No connector "${source}" is installed: there is no ${programs.join(" or ")} in node_modules or on the PATH. ` +
      `Try npm install @sluice/source-${name}, or name the path of a program.`,
  );
}

function ancestors(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...ancestors(above)];
}
