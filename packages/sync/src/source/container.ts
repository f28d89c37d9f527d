import { basename } from "node:path";
import { getgid, getuid } from "node:process";
import type { Command } from "./child.js";
import { PROGRESS } from "./child.js";
import { firstIn, pathOf, type Surroundings, UnknownSource } from "./executables.js";
import { variablePrefix } from "./name.js";

export interface ContainerSource {
  /** The engine that the person named. */
  readonly engine: string;
  readonly image: string;
  readonly name: string;
  readonly environment: Surroundings["environment"];
}

/**
 * A source that is an image. Its config lies in our folder, which only this user can read: so the container runs as this user,
 * and sees the folder under the path that it has here. What the environment says of the source (`VITALLY_…`) is passed on by
 * name, so that no value shows in a list of processes. `SLUICE_CONTAINER_ARGS` is added to `run`, e.g. `--network host`.
 *
 * @throws UnknownSource if there is no engine.
 */
export async function containerCommand(source: ContainerSource): Promise<(folder: string) => Command> {
  const { engine, image, name, environment } = source;
  const program = await firstIn(pathOf(environment), engine === "docker" ? ["docker", "podman"] : ["podman"]);
  if (program === undefined) {
    throw new UnknownSource(`${engine}:${image} needs ${engine}, and there is none on the PATH.`);
  }
  const prefix = variablePrefix(name);
  const passed = Object.keys(environment).filter((variable) => variable.startsWith(prefix));
  const user = getuid === undefined || getgid === undefined ? [] : ["--user", `${getuid()}:${getgid()}`];
  // a program that is PID 1 must ask for signals to get them; with an init in front it need not. Podman has none of its own.
  const init = basename(program) === "docker" ? ["--init"] : [];
  const more = (environment["SLUICE_CONTAINER_ARGS"] ?? "").split(" ").filter((arg) => arg !== "");
  return (folder) => ({
    program,
    args: [
      ...["run", "--rm", ...init, "--volume", `${folder}:${folder}:ro`, ...user],
      ...[...passed, PROGRESS].flatMap((variable) => ["--env", variable]),
      ...more,
      image,
    ],
    environment,
  });
}
