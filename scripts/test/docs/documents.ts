import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../support/commands.js";

export { root };

/** The documents of the repository, as paths from its root: those at the root, and of each package, and all of `docs`. */
export function documents(): readonly string[] {
  const packages = ["packages", "connectors", "examples"].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => `${parent}/${name}`),
  );
  const readmes = ["", "bench", ...packages].flatMap((folder) => inFolder(folder, false));
  return [...readmes, ...inFolder("docs", true)];
}

function inFolder(folder: string, recursive: boolean): readonly string[] {
  const files = readdirSync(join(root, folder), { recursive, encoding: "utf8" });
  return files.filter((file) => file.endsWith(".md")).map((file) => join(folder, file));
}
