import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "./engine.js";

/**
 * Writes a program called `docker`, because some commands know no other engine. It calls this machine's engine with the options that
 * this one needs to run at all.
 *
 * @param base is built upon instead of the official image.
 */
export function writeDocker(folder: string, { program, global, run }: Engine, base?: string): void {
  const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(" ");
  const isolation = program === "docker" ? [] : ["--isolation", "chroot"];
  const build = [...isolation, ...(base === undefined ? [] : ["--build-arg", `BASE=${base}`])];
  const script = `#!/bin/sh
case "$1" in
  run) shift && exec ${program} ${quoted(global)} run ${quoted(run)} "$@" ;;
  build) shift && exec ${program} ${quoted(global)} build ${quoted(build)} "$@" ;;
  *) exec ${program} ${quoted(global)} "$@" ;;
esac
`;
  writeFileSync(join(folder, "docker"), script, { mode: 0o755 });
}
