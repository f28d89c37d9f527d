import { mkdir, readFile, writeFile } from "node:fs/promises";
import { catalogEntry, connectionSpecification, type JsonObject } from "@sluice/core";
import { type Connector, fillSections, readmeSections } from "@sluice/testkit";

/** Writes a connector's contract and the generated parts of its README. */
export async function writeDocs({ create, folder, start }: Connector): Promise<void> {
  const source = create();
  const { api, config } = await start();
  await api.close(); // only its config is wanted: some streams are there only if the config names them
  const spec: JsonObject = {
    documentationUrl: source.documentationUrl,
    connectionSpecification: connectionSpecification(source),
  };
  await mkdir(new URL("contract/", folder), { recursive: true });
  await writeJson(new URL("contract/spec.json", folder), spec);
  await writeJson(new URL("contract/catalog.json", folder), { streams: source.describe(config).map(catalogEntry) });
  const readme = new URL("README.md", folder);
  await writeFile(readme, fillSections(await readFile(readme, "utf8"), await readmeSections(source)));
}

async function writeJson(file: URL, content: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`);
}
