import { connectors, connectorsIn } from "./connectors.js";
import { writeDocs } from "./docs/write.js";

const examples = await connectorsIn(new URL("../examples/", import.meta.url));
for (const connector of [...connectors, ...examples]) {
  await writeDocs(connector);
  console.log(`source-${connector.create().name}: contract and README written`);
}
