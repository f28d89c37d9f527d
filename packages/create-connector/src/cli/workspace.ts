import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Lets the workspace's own formatter have the last word, if it has one. @throws Error with what it says. */
export function formatLikeWorkspace(workspace: string, folder: string): void {
  const biome = join(workspace, "node_modules/@biomejs/biome/bin/biome");
  if (!existsSync(biome)) return;
  const { status, stderr } = spawnSync(process.execPath, [biome, "check", "--write", folder], { cwd: workspace });
  if (status !== 0) throw new Error(`biome is not content with the files: nothing was written.\n${String(stderr)}`);
}

/** Fills the contract and the tables of the README, by the testkit's sources. @returns whether that worked. */
export function writeDocsIn(workspace: string, folder: string): boolean {
  const command = join(workspace, "packages/testkit/src/commands/main.ts");
  const args = ["--conditions=@sluice/source", "--import", "tsx", command, "docs"];
  return spawnSync(process.execPath, args, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] }).status === 0;
}
