import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Lets the workspace's formatter have the last word, if it has biome. Its rules that leave folders out are left out themselves: the
 * package may be written anywhere.
 *
 * @throws Error with what biome says, if a rule is broken that it cannot fix.
 */
export async function formatLikeWorkspace(workspace: string, folder: string): Promise<void> {
  const biome = join(workspace, "node_modules/@biomejs/biome/bin/biome");
  const config = join(workspace, "biome.json");
  if (!existsSync(biome) || !existsSync(config)) return;
  const { files: _, ...rules } = JSON.parse(await readFile(config, "utf8")) as { files?: unknown };
  const configFolder = await mkdtemp(join(tmpdir(), "sluice-format-"));
  try {
    await writeFile(join(configFolder, "biome.json"), JSON.stringify(rules));
    const args = ["check", "--write", "--error-on-warnings", `--config-path=${configFolder}`, folder];
    const { status, stderr } = spawnSync(process.execPath, [biome, ...args], { cwd: workspace });
    if (status !== 0) throw new Error(`biome is not content with the files: nothing was written.\n${String(stderr)}`);
  } finally {
    await rm(configFolder, { recursive: true });
  }
}

/** Fills the contract and the tables of the README, by the testkit's sources. @returns whether that worked. */
export function writeDocsIn(workspace: string, folder: string): boolean {
  const command = join(workspace, "packages/testkit/src/commands/main.ts");
  const args = ["--conditions=@sluice/source", "--import", "tsx", command, "docs"];
  return spawnSync(process.execPath, args, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] }).status === 0;
}
