import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { routeOf } from "../pages.js";

/** The documents that need a page and are not in the list of pages: all of `docs/`, and the README of each package. */
export function unlisted(root: string): readonly string[] {
  const docs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`);
  const readmes = ["packages", "connectors", "examples"]
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}/README.md`))
    .filter((file) => existsSync(join(root, file)));
  return [...docs, ...readmes].filter((document) => routeOf(document) === undefined);
}
