import { pathToFileURL } from "node:url";
import { Command } from "commander";

/** The folder of the connector: where the command runs. */
const folder = pathToFileURL(`${process.cwd()}/`);

const program = new Command("sluice-connector").description("What the author of a connector runs in its folder");

program
  .command("docs")
  .description("write contract/*.json and the generated parts of README.md, from the code and its fake")
  .action(async () => {
    const connector = await loaded();
    const { writeDocs } = await import("./write-docs.js");
    await writeDocs(connector);
    process.stdout.write(`source-${connector.create().name}: contract and README written\n`);
  });

program
  .command("bundle")
  .description("bundle compiled entries into dist, for a quick start")
  .argument("[entries...]", "TypeScript files in one folder", ["src/cli.ts"])
  .action(async (entries: string[]) => {
    const { bundle } = await import("./bundle.js");
    await bundle(entries);
  });

/** The connector, whose TypeScript this process can load from now on. */
async function loaded() {
  const { register } = await import("tsx/esm/api");
  register();
  const { connectorIn } = await import("../connector-in.js");
  return connectorIn(folder);
}

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
