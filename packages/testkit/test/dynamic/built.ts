import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Connector, writeDocs } from "@sluice/testkit";
import { build } from "esbuild";
import { BUNDLING } from "../../src/commands/bundle.js";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

const MARKS = ["configuration", "streams", "fields"].map(
  (part) => `<!-- generated: ${part} -->\n<!-- /generated -->\n`,
);

/**
 * A folder as a connector's, in `dist`, which git passes over: the built bin, the contract and the README.
 *
 * @param entry the module of the source, and its class.
 */
export async function builtConnector(
  entry: { readonly file: URL; readonly name: string; readonly title: string },
  { create, start }: Pick<Connector, "create" | "start">,
): Promise<{ readonly folder: URL; readonly remove: () => Promise<void> }> {
  await mkdir(`${root}dist`, { recursive: true });
  const path = await mkdtemp(`${root}dist/connector-`);
  const folder = pathToFileURL(`${path}/`);
  const contents = `import { main } from "@sluice/core/cli";
    import { ${entry.title} } from ${JSON.stringify(fileURLToPath(entry.file))};
    await main(new ${entry.title}());`;
  await build({
    ...BUNDLING,
    stdin: { contents, resolveDir: root },
    outfile: `${path}/bin/source-${entry.name}.js`,
    conditions: ["@sluice/source"],
  });
  await writeFile(new URL("package.json", folder), '{ "type": "module" }\n');
  await writeFile(new URL("README.md", folder), MARKS.join("\n"));
  await writeDocs({ create, start, folder });
  return { folder, remove: () => rm(path, { recursive: true }) };
}
