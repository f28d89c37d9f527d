/**
 * `npm run docs:generate [-- NAME…]`: writes the contracts and the generated parts of the READMEs, of all connectors and examples by
 * default; and, without names, those of the pages in docs/reference.
 */
import { writeDocs } from "@sluice/testkit";
import { writePages } from "./docs/pages.js";
import { connectors, connectorsIn } from "./support/connectors.js";

const names = process.argv.slice(2);
const examples = await connectorsIn(new URL("../examples/", import.meta.url));
for (const connector of [...connectors, ...examples]) {
  const { name } = connector.create();
  if (names.length > 0 && !names.includes(name)) continue;
  await writeDocs(connector);
  console.log(`source-${name}: contract and README written`);
}
if (names.length === 0) await writePages();
