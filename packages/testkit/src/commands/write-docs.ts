import { mkdir, readFile, writeFile } from "node:fs/promises";
import type { JsonObject } from "@sluice/core";
import { catalogEntry, connectionSpecification } from "@sluice/core/internal";
import type { Connector } from "../connector.js";
import { discovered } from "../discovered.js";
import { outputDigest } from "../output-digest.js";
import { fillSections, readmeSections } from "../readme.js";

/** Writes a connector's contract and the generated parts of its README. */
export async function writeDocs({ create, folder, start }: Connector): Promise<void> {
  const source = create();
  const fake = await start();
  const streams = await discovered(source, fake.config);
  const output = await outputDigest(create, fake).finally(() => fake.api.close());
  const spec: JsonObject = {
    documentationUrl: source.documentationUrl,
    connectionSpecification: connectionSpecification(source),
  };
  await mkdir(new URL("contract/", folder), { recursive: true });
  await writeJson(new URL("contract/spec.json", folder), spec);
  await writeJson(new URL("contract/catalog.json", folder), {
    streams: streams.map(catalogEntry),
  });
  await writeJson(new URL("contract/output.json", folder), output);
  const readme = new URL("README.md", folder);
  await writeFile(readme, fillSections(await readFile(readme, "utf8"), await readmeSections(source)));
}

async function writeJson(file: URL, content: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`);
}
