import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { createProgram, runProgram, wholeNumber } from "@sluice/core/internal";
import type { DevOptions } from "./dev/options.js";

/** The folder of the connector: where the command runs. */
const folder = pathToFileURL(`${process.cwd()}/`);

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  readonly version: string;
};

const program = createProgram({
  name: "sluice-connector",
  version,
  description: "What the author of a connector runs in its folder.",
});

program
  .command("docs")
  .description("write contract/*.json and the generated parts of README.md, from the code and its fake")
  .example("sluice-connector docs")
  .action(async () => {
    const connector = await loaded();
    const { writeDocs } = await import("./write-docs.js");
    await writeDocs(connector);
    process.stdout.write(`source-${connector.create().name}: contract and README written\n`);
  });

program
  .command("bundle")
  .description("bundle compiled entries into dist, for a quick start")
  .example("sluice-connector bundle")
  .argument("[ENTRY...]", "TypeScript files in one folder; by default src/cli.ts of a connector")
  .action(async (entries: string[]) => {
    const { bundle, bundleConnector } = await import("./bundle.js");
    await (entries.length === 0 ? bundleConnector() : bundle(entries));
  });

program
  .command("dev")
  .description("read a stream and show requests, pages, records and states; and again after each change of the code")
  .example("sluice-connector dev users --limit 1")
  .argument("[STREAM]", "the stream; the first by default")
  .option("--config <FILE>", "read the real API with this config")
  .option("--live", "read the real API with a config from the environment")
  .option("--limit <N>", "how many records of each page are shown", wholeNumber, 3)
  .option("--pages <N>", "how many pages are read: all of the fake, 3 of the real API by default", wholeNumber)
  .option("--once", "run once, and do not wait for changes")
  .renamed("--records <N>", "--limit")
  .action(async (stream: string | undefined, { once = false, ...options }: DevCommand) => {
    const [, ...args] = process.argv;
    if (!once) {
      const { watchAndRun } = await import("./dev/watch.js");
      return watchAndRun(["src", "fake"], [...args, "--once"]);
    }
    await devOnce({ ...options, ...(stream === undefined ? {} : { stream }) });
  });

program
  .command("fake")
  .description("start the fake API for other programs, until Ctrl-C")
  .example("sluice-connector fake --config fake-config.json")
  .option("--config <FILE>", "gets a config that reads the fake's account", "fake-config.json")
  .action(async ({ config }: { readonly config: string }) => {
    const connector = await loaded();
    const { serveFake } = await import("./serve-fake.js");
    await serveFake(connector, config);
  });

type DevCommand = DevOptions & { readonly once?: boolean };

async function devOnce(options: DevOptions): Promise<void> {
  const { authorError } = await import("./dev/author-error.js");
  try {
    const connector = await loaded();
    const { runOnce } = await import("./dev/run.js");
    process.exitCode = await runOnce(connector, options);
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stdout.write(`ERROR ${authorError(stack, folder)}\n`);
    process.exitCode = 1;
  }
}

/** The connector, whose TypeScript this process can load from now on. */
async function loaded() {
  const { register } = await import("tsx/esm/api");
  register();
  const { connectorIn } = await import("../connector-in.js");
  return connectorIn(folder);
}

try {
  await runProgram(program, process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1); // a fake that did not start to its end may listen still
}
