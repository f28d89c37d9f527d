/**
 * Bundles a connector's command line into dist/cli.js, for a quick start: one file holds what `spec` needs, and what only a
 * read needs is in chunks next to it. axios and pino stay packages of their own. Run in the connector's folder, after tsc:
 * `node ../../scripts/bundle.mjs [entry]`.
 */
import { rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { noticesOf } from "./bundle/notices.mjs";

const [entry = "src/cli.ts"] = process.argv.slice(2);

rmSync("dist/chunks", { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: [entry],
  outdir: "dist",
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  external: ["axios", "pino"],
  minifyWhitespace: true,
  legalComments: "none", // the full licenses are in a file of their own
  metafile: true,
  allowOverwrite: true,
  logLevel: "warning",
});
writeFileSync("dist/THIRD-PARTY.txt", noticesOf(Object.keys(metafile.inputs)));
