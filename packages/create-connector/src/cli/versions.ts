import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { InputError } from "../design/report.js";
import { manifestIn } from "./place.js";

const PACKAGES = ["core", "testkit", "sync"] as const;

/** The range of zod that core has. */
export const ZOD = "^4.6.7";

/**
 * The version of each package that a connector needs: those of the workspace, tarballs, or the range of this package's own version.
 *
 * @param packages a folder of tarballs, as `npm run release:pack` makes it.
 * @throws InputError if a tarball is missing.
 */
export function versionsFor(workspace: string | undefined, packages: string | undefined): Record<string, string> {
  const own = String(manifestIn(fileURLToPath(new URL("../../", import.meta.url)))?.["version"]);
  const range = (name: string) => {
    if (workspace !== undefined) return String(manifestIn(join(workspace, "packages", name))?.["version"] ?? own);
    return packages === undefined || packages === "" ? `^${own}` : tarball(resolve(packages), name);
  };
  return { ...Object.fromEntries(PACKAGES.map((name) => [`@sluice/${name}`, range(name)])), zod: ZOD };
}

function tarball(folder: string, name: string): string {
  const file = filesIn(folder).find((candidate) => new RegExp(`^sluice-${name}-\\d.*\\.tgz$`).test(candidate));
  if (file !== undefined) return `file:${join(folder, file)}`;
  throw new InputError(
    `SLUICE_PACKAGES has no tarball of @sluice/${name}: ${folder} needs sluice-${name}-….tgz. Make them with npm run release:pack.`,
  );
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    throw new InputError(
      `SLUICE_PACKAGES names ${folder}, which cannot be read. Name a folder of tarballs, or unset it.`,
    );
  }
}
