/**
 * Bundles a package's entries, for a quick start: `src/cli.ts` becomes `dist/cli.js`, which holds what is needed at once, and
 * what only a part of the calls need is in `dist/chunks`. Run in the package's folder, after tsc:
 * `node ../../scripts/bundle.mjs [entry…]`.
 */
import { rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { build } from "esbuild";
import { noticesOf } from "./bundle/notices.mjs";

/** Not bundled: they load files or native code of their own, or are CommonJS that requires Node's modules. */
const PACKAGES = ["@duckdb/node-api", "axios", "jiti", "pg", "pg-copy-streams", "pgpass", "picocolors", "pino", "yaml"];

/** Not bundled either: a decoder loads them with its first file, and esbuild writes them even where no stream has that decoder. */
const OF_DECODERS = ["csv-parse", "sax", "yauzl"];

const named = process.argv.slice(2);
const entryPoints = named.length > 0 ? named : ["src/cli.ts"];

rmSync("dist/chunks", { recursive: true, force: true });
const { metafile } = await build({
  entryPoints,
  outbase: dirname(entryPoints[0]),
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
