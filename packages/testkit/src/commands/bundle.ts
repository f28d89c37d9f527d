import { execFileSync } from "node:child_process";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type BuildOptions, build, type Metafile } from "esbuild";
import { noticesOf } from "./notices.js";

/** Not bundled, because they load files or native code of their own. A package that uses one has it as a dependency. */
const EXTERNAL = ["@duckdb/node-api", "jiti", "pg", "pg-copy-streams", "pgpass", "picocolors", "yaml"];

/** What CommonJS in a bundle requires of Node's modules. */
const REQUIRE =
  'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';

/** How a connector is bundled. */
export const BUNDLING = {
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  external: EXTERNAL,
  banner: { js: REQUIRE },
} satisfies BuildOptions;

/**
 * Bundles entries of the package in the current folder, for a quick start: `src/cli.ts` becomes `dist/cli.js`, which holds what
 * is needed at once, and what only a part of the calls need is in `dist/chunks`. The compiler runs before it. The licenses of what
 * is bundled are in `dist/THIRD-PARTY.txt`.
 *
 * @param entries at least one, all in one folder.
 * @throws Error if it needs a package that is not bundled, and that package.json does not name: only hoisting would find it.
 */
export async function bundle(entries: readonly string[]): Promise<void> {
  rmSync("dist/chunks", { recursive: true, force: true });
  const { metafile } = await build({
    ...BUNDLING,
    entryPoints: [...entries],
    outbase: dirname(entries[0] ?? ""),
    outdir: "dist",
    chunkNames: "chunks/[name]-[hash]",
    splitting: true,
    minifyWhitespace: true,
    legalComments: "none", // the full licenses are in a file of their own
    metafile: true,
    allowOverwrite: true,
    logLevel: "warning",
  });
  refuseUnlisted(metafile);
  writeFileSync("dist/THIRD-PARTY.txt", noticesOf(Object.keys(metafile.inputs)));
}

/** What `dist/cli.js` of a connector is, given the line that its `spec` prints. */
const specFirst = (line: string) => `// Platforms ask for the spec often, so it is answered before anything is loaded.
import { writeSync } from "node:fs";
const spec = Buffer.from(${JSON.stringify(line)});
let written = 0;
if (process.argv.length === 3 && process.argv[2] === "spec") {
  try {
    written = writeSync(1, spec);
  } catch {} // stdout is closed or full: the connector knows what to do then
}
if (written === 0) await import("./cli.bundle.js");
else if (written < spec.length) process.stdout.write(spec.subarray(written));
`;

/**
 * Bundles the connector in the current folder, as {@link bundle} does `src/cli.ts`. Its spec, the same for every config, is kept in
 * `dist/cli.js`, which loads the rest, `dist/cli.bundle.js`, for all other commands.
 *
 * @throws Error if it needs a package that is not bundled, and that package.json does not name; or if its `spec` fails.
 */
export async function bundleConnector(): Promise<void> {
  await bundle(["src/cli.ts"]);
  const line = execFileSync(process.execPath, ["dist/cli.js", "spec"], { encoding: "utf8" });
  renameSync("dist/cli.js", "dist/cli.bundle.js");
  writeFileSync("dist/cli.js", specFirst(line));
}

function refuseUnlisted({ outputs }: Metafile): void {
  const { dependencies = {} } = JSON.parse(readFileSync("package.json", "utf8")) as { dependencies?: object };
  const imports = Object.values(outputs).flatMap((output) => output.imports.map(({ path }) => path));
  const unlisted = EXTERNAL.find((name) => imports.includes(name) && !Object.hasOwn(dependencies, name));
  if (unlisted === undefined) return;
  throw new Error(`The bundle imports ${unlisted}, which package.json does not have. Add it to the dependencies.`);
}
