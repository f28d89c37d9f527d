/** Where the package is written, and with what. */
export interface Project {
  /** A repository of its own, or a package of a workspace that has Sluice's packages. */
  readonly kind: "repository" | "workspace";
  readonly testRunner: "jest" | "vitest";
  /** The version range, or the tarball, of each Sluice package and of zod: name → range. */
  readonly versions: Readonly<Record<string, string>>;
}
