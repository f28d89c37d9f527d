import { rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { build } from "esbuild";
import { noticesOf } from "./notices.js";

/** Not bundled: they load files or native code of their own, or are CommonJS that requires Node's modules. */
const PACKAGES = ["@duckdb/node-api", "axios", "jiti", "pg", "pg-copy-streams", "pgpass", "picocolors", "pino", "yaml"];

/** Not bundled either: a decoder loads them with its first file, and esbuild writes them even where no stream has that decoder. */
const OF_DECODERS = ["csv-parse", "sax", "yauzl"];

/**
 * Bundles the entries of the package in the current folder, for a quick start: `src/cli.ts` becomes `dist/cli.js`, which holds what
 * is needed at once, and what only a part of the calls need is in `dist/chunks`. The compiler runs before it. The licenses of what
 * is bundled are in `dist/THIRD-PARTY.txt`.
 *
 * @param entries at least one, all in one folder.
 */
export async function bundle(entries: readonly string[]): Promise<void> {
  rmSync("dist/chunks", { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: [...entries],
    outbase: dirname(entries[0] ?? "src/cli.ts"),
    outdir: "dist",
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    external: [...PACKAGES, ...OF_DECODERS],
    minifyWhitespace: true,
    legalComments: "none", // the full licenses are in a file of their own
    metafile: true,
    allowOverwrite: true,
    logLevel: "warning",
  });
  writeFileSync("dist/THIRD-PARTY.txt", noticesOf(Object.keys(metafile.inputs)));
}
