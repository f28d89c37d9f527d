import type { Design } from "../design/design.js";

/** Where the package is written, and with what. */
export interface Project {
  /** A repository of its own, or a package of a workspace that has Sluice's packages. */
  readonly kind: "repository" | "workspace";
  readonly testRunner: "jest" | "vitest";
  /** The version range, or the tarball, of each Sluice package and of zod: name → range. */
  readonly versions: Readonly<Record<string, string>>;
}

/** The connector's own code: `src`, `fake` and `test`, by path. Unformatted. */
export function connectorFiles(_design: Design, _project: Project): Readonly<Record<string, string>> {
  throw new Error("not written yet");
}

export { projectFiles } from "./project/files.js";
