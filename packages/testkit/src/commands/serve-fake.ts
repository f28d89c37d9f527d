import { writeFileSync } from "node:fs";
import type { Connector } from "../connector.js";

/**
 * Starts the connector's fake for other programs, such as its own bin. It runs until the process is ended.
 *
 * @param file gets a config that reads the fake's account.
 */
export async function serveFake({ create, start }: Connector, file: string): Promise<void> {
  const { name } = create();
  const { api, config } = await start();
  writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  process.stdout.write(`source-${name}: its fake is at ${api.url}, and a config of it in ${file}; Ctrl-C ends it\n`);
}
