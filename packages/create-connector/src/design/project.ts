/** Where the package is written, and with what. */
export interface Project {
  /** A repository of its own, or a package of a workspace that has Sluice's packages. */
  readonly kind: "repository" | "workspace";
  readonly testRunner: "jest" | "vitest";
  /** The version range, or the tarball, of each Sluice package and of zod: name → range. */
  readonly versions: Readonly<Record<string, string>>;
}

/** What surrounds it: manifest, compiler and test settings, container, workflow, README, by path. Unformatted. */
export function projectFiles(_design: Design, _project: Project): Readonly<Record<string, string>> {
  throw new Error("not written yet");
}
