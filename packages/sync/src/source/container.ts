import { basename } from "node:path";
import { getgid, getuid } from "node:process";
import { PROGRESS } from "./child.js";
import { engineVariables } from "./environment.js";
import { type CallerContext, firstIn, pathOf, type SourceCommand, UnknownSource } from "./executables.js";

export interface ContainerSource {
  /** The engine that was requested. */
  readonly engine: string;
  readonly image: string;
  readonly environment: CallerContext["environment"];
}

/**
 * The command of a source that is an image. Only this user can read our folder, which has the config: so the container runs as
 * this user, with the folder under its own path. The variables that the user grants are passed by name, so that no value
 * is in a list of processes. `SLUICE_CONTAINER_ARGS` is added to `run`, e.g. `--network host`.
 *
 * @throws UnknownSource if there is no engine, or the image would be an option of it.
 */
export async function containerCommand(source: ContainerSource): Promise<SourceCommand> {
  const { engine, image, environment } = source;
  if (image.startsWith("-")) {
    throw new UnknownSource(
      `Cannot run ${engine}:${image}: an image does not begin with a hyphen. Pass ${engine}:IMAGE.`,
    );
  }
  const program = await firstIn(pathOf(environment), engine === "docker" ? ["docker", "podman"] : ["podman"]);
  if (program === undefined) {
    throw new UnknownSource(
      `Cannot run ${engine}:${image}: ${engine} is not on the PATH. Install it, or add it to the PATH.`,
    );
  }
  const user = getuid === undefined || getgid === undefined ? [] : ["--user", `${getuid()}:${getgid()}`];
  // PID 1 gets no signal that it does not handle, so Docker puts an init in front of it. Podman brings none.
  const init = basename(program) === "docker" ? ["--init"] : [];
  const more = (environment["SLUICE_CONTAINER_ARGS"] ?? "").split(" ").filter((arg) => arg !== "");
  return ({ folder, granted }) => ({
    program,
    args: [
      ...["run", "--rm", ...init, "--volume", `${folder}:${folder}:ro`, ...user],
      ...[...Object.keys(granted), PROGRESS].flatMap((variable) => ["--env", variable]),
      ...more,
      image,
    ],
    environment: { ...engineVariables(environment), ...granted },
  });
}
