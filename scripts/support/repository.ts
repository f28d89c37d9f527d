import { spawnSync } from "node:child_process";

/**
 * The public address of this repository, which is written in no file: npm's provenance compares it with the `repository` of each package,
 * and the site links to it. Such as `https://github.com/acme/sluice`: from the variables of GitHub Actions, or from
 * the clone's `origin` if that is on GitHub.
 *
 * @returns undefined if neither says it.
 */
export function repositoryAddress(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const { GITHUB_SERVER_URL: server = "https://github.com", GITHUB_REPOSITORY: name } = environment;
  if (name !== undefined && name !== "") return `${server}/${name}`;
  const { stdout } = spawnSync("git", ["remote", "get-url", "origin"], { encoding: "utf8" });
  return githubAddress(stdout ?? "");
}

/** The https address of a GitHub repository that git names in one of its ways; undefined for any other. */
export function githubAddress(remote: string): string | undefined {
  const name = /^(?:https:\/\/(?:[^@/]+@)?|git@|ssh:\/\/git@)github\.com[:/]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(
    remote.trim(),
  );
  return name === null ? undefined : `https://github.com/${name[1]}`;
}
