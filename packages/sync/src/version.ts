import { readFile } from "node:fs/promises";

/** Where the manifest may be, seen from a source file, a bundle or a chunk of it. */
const MANIFESTS = ["../package.json", "../../package.json"];

/** The version of this package; undefined where it was bundled into another one. */
export async function version(): Promise<string | undefined> {
  for (const path of MANIFESTS) {
    const text = await readFile(new URL(path, import.meta.url), "utf8").catch(() => "{}");
    const manifest = JSON.parse(text) as { readonly name?: string; readonly version?: string };
    if (manifest.name === "@sluice/sync") return manifest.version;
  }
  return undefined;
}
