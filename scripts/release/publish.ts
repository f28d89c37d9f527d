/**
 * `npm run release:publish`, which the workflow release runs: publishes each tarball whose version the registry does not have, and tags
 * it. Not `changeset publish`, because that would publish the folders and not the cleaned copies that the tests of the packages try.
 */
import { spawnSync } from "node:child_process";
import { run } from "../support/commands.js";
import { packAll } from "./tarballs.js";

for (const { name, version, path } of packAll()) {
  if (isPublished(`${name}@${version}`)) console.log(`${name}@${version} is published already`);
  else run("npm", ["publish", path, "--access", "public"]);
}
run("npx", ["--yes", "@changesets/cli@2", "tag"]); // the action makes releases of the tags in its output

/** @throws Error if the registry cannot be asked: that is not "no". */
function isPublished(release: string): boolean {
  const { status, stdout, stderr } = spawnSync("npm", ["view", release, "version"], { encoding: "utf8" });
  if (status === 0) return stdout.trim() !== "";
  if (/\bE404\b/.test(stderr)) return false;
  throw new Error(`The registry could not be asked for ${release}: ${stderr.trim()}`);
}
