import { connectors } from "./connectors.js";
import { writeDocs } from "./docs/write.js";

for (const connector of connectors) {
  await writeDocs(connector);
  console.log(`source-${connector.create().name}: contract and README written`);
}
