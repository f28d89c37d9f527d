import { readFile, realpath } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import { isJsonObject } from "@sluice/core/json";
import { absolutePath } from "../files/named-file.js";
import { containerCommand } from "./container.js";
import { commonVariables } from "./environment.js";
import {
  ancestors,
  type CallerContext,
  firstIn,
  isExecutable,
  npmFoldersOf,
  pathOf,
  type SourceCommand,
  UnknownSource,
} from "./executables.js";
import { messageIn } from "./messages.js";
import { nameOfSource } from "./name.js";

export interface ResolvedSource {
  /** Without `source-` in front, e.g. `hellobaton`: the schema of its tables, and the name of its connection. */
  readonly name: string;
  /** Whether the variables that begin with its name are its settings: the name of an image proves nothing. */
  readonly hasVariables: boolean;
  /** Whether it understands `--config -`: then no secret is written to a disk. */
  readonly readsStdin: boolean;
  readonly command: SourceCommand;
}

/**
 * The program of a source: a path to any executable that speaks the Airbyte protocol; the name of an installed connector,
 * `hellobaton` or `source-hellobaton`, which is searched in the project's `node_modules`, next to this package and on the PATH; or
 * an image, `docker:airbyte/source-faker:6` or `podman:…`.
 *
 * @throws UnknownSource that says where it was searched.
 */
export async function resolveSource(source: string, { folder, environment }: CallerContext): Promise<ResolvedSource> {
  const name = nameOfSource(source);
  const [, engine, image] = /^(docker|podman):(.+)$/.exec(source) ?? [];
  if (engine !== undefined && image !== undefined) {
    return {
      name,
      hasVariables: false,
      readsStdin: false,
      command: await containerCommand({ engine, image, environment }),
    };
  }
  const program = await programOf(source, name, { folder, environment });
  const common = commonVariables(environment);
  const command: SourceCommand = ({ granted }) => ({ program, args: [], environment: { ...common, ...granted } });
  return { name, hasVariables: true, readsStdin: await isOnOurCore(program), command };
}

/** Whether a program is the command of a package that is built on `@sluice/core`, which reads its config from standard input. */
async function isOnOurCore(program: string): Promise<boolean> {
  const file = await realpath(program);
  for (const folder of ancestors(dirname(file))) {
    const text = await readFile(join(folder, "package.json"), "utf8").catch(() => undefined);
    if (text === undefined) continue;
    const { bin = {}, dependencies } = messageIn(Buffer.from(text)) ?? {};
    const commands = Object.values(typeof bin === "string" ? { bin } : (bin ?? {})).map((path) =>
      join(folder, String(path)),
    );
    return commands.includes(file) && isJsonObject(dependencies) && dependencies["@sluice/core"] !== undefined;
  }
  return false;
}

async function programOf(source: string, name: string, { folder, environment }: CallerContext): Promise<string> {
  if (isAbsolute(source) || source.includes("/")) {
    const file = absolutePath(source, folder);
    if (await isExecutable(file)) return file;
    throw new UnknownSource(
      `Cannot run ${file}: there is no such program, or it is not executable. Check the path, or run chmod +x.`,
    );
  }
  const programs = [...new Set([`source-${name}`, source])];
  const found = await firstIn([...npmFoldersOf(folder), ...pathOf(environment)], programs);
  if (found !== undefined) return found;
  throw new UnknownSource(
    `No connector "${source}" is installed: there is no ${programs.join(" or ")} in node_modules, next to sluice or on the PATH. ` +
      `Run npm install @sluice/source-${name}, or pass the path of a program.`,
  );
}
