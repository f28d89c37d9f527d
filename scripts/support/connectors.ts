import { readdirSync } from "node:fs";
import { type Connector, connectorIn } from "@sluice/testkit";

/** Every connector of this repository, with its fake: what the demo, the docs and the faults go through. A folder is enough. */
export const connectors: readonly Connector[] = await connectorsIn(new URL("../../connectors/", import.meta.url));

/** The connectors in a folder, by name. @param folder ends with a slash. */
export function connectorsIn(folder: URL): Promise<readonly Connector[]> {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.startsWith("source-"))
    .map(({ name }) => name)
    .sort();
  return Promise.all(names.map((name) => connectorIn(new URL(`${name}/`, folder))));
}
