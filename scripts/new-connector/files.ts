import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { type Design, InputError } from "./design.js";
import { testFiles } from "./parts/conformance.js";
import { fakeFiles } from "./parts/fake.js";
import { type Manifest, packageFiles } from "./parts/package.js";
import { readmeFiles } from "./parts/readme.js";
import { sourceFiles } from "./parts/source.js";
import { streamFiles } from "./parts/streams.js";

/**
 * The texts of a connector's files, by path. They are right as code; their form is left to the formatter.
 *
 * @param core the manifest of core: its version, and the range of zod that serves all.
 */
export function filesOf(design: Design, core: Manifest): Readonly<Record<string, string>> {
  return {
    ...packageFiles(design, core),
    ...sourceFiles(design),
    ...streamFiles(design),
    ...fakeFiles(design),
    ...testFiles(design),
    ...readmeFiles(design),
  };
}

/**
 * @param folder the package's; it must not exist.
 * @throws InputError if it does: nothing is ever overwritten.
 */
export async function writeFiles(folder: URL, files: Readonly<Record<string, string>>): Promise<void> {
  if (existsSync(folder)) {
    throw new InputError(`${folder.pathname} exists already: choose another --name, or remove the folder first.`);
  }
  for (const [path, text] of Object.entries(files)) {
    const file = new URL(path, folder);
    await mkdir(new URL(".", file), { recursive: true });
    await writeFile(file, text, { mode: path.startsWith("bin/") ? 0o755 : 0o644 });
  }
}
