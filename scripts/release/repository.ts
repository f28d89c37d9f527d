import { spawnSync } from "node:child_process";
import { root } from "../support/commands.js";

/**
 * `owner/name` of this repository: as the workflow says, or of the remote `origin`; undefined in a clone without one. npm's provenance
 * compares it with the `repository` of each package, so it is taken from where the packages are built and is written nowhere.
 */
export function repositoryName(): string | undefined {
  const given = process.env["GITHUB_REPOSITORY"];
  if (given !== undefined && given !== "") return given;
  const { status, stdout } = spawnSync("git", ["remote", "get-url", "origin"], { cwd: root, encoding: "utf8" });
  const [, name] = /github\.com[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\s*$/.exec(status === 0 ? stdout : "") ?? [];
  return name;
}
