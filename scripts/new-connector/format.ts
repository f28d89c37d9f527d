import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = new URL("../../", import.meta.url);

/**
 * Breaks lines and sorts imports as in every other file, by the repository's rules. Those that leave folders out are left out
 * themselves: the package may be written anywhere.
 *
 * @throws Error with what biome says, if a rule is broken that it cannot fix.
 */
export async function format(folder: string): Promise<void> {
  const { files: _, ...rules } = JSON.parse(await readFile(new URL("biome.json", root), "utf8")) as { files: unknown };
  const configFolder = await mkdtemp(join(tmpdir(), "sluice-format-"));
  try {
    await writeFile(join(configFolder, "biome.json"), JSON.stringify(rules));
    const biome = fileURLToPath(new URL("node_modules/@biomejs/biome/bin/biome", root));
    const args = ["check", "--write", "--error-on-warnings", `--config-path=${configFolder}`, folder];
    const { status, stderr } = spawnSync(process.execPath, [biome, ...args], { cwd: fileURLToPath(root) });
    if (status !== 0) throw new Error(`The files were written, but biome is not content with them:\n${String(stderr)}`);
  } finally {
    await rm(configFolder, { recursive: true });
  }
}
