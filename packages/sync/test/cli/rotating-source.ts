/** A source whose refresh token rotates: each run uses up the token of its config, and only the newest one is valid. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { program } from "./support.js";

/** The first token; the others are `rotated-token-1`, `rotated-token-2`, … */
export const FIRST = "given-token-0";

const SPEC = {
  properties: {
    refresh_token: { type: "string", airbyte_secret: true },
    credentials: { type: "object", properties: { refresh_token: { type: "string", airbyte_secret: true } } },
    access_token: { type: "string", airbyte_secret: true },
    domain: { type: "string" },
  },
};

/** As the CDK does, it sends its whole config; with `LEAK` it shows the new token, and with `KILL` it kills its reader once it is saved. */
const SOURCE = `
  const fs = require("node:fs");
  const path = require("node:path");
  const [verb, ...args] = process.argv.slice(2);
  const print = (...messages) => fs.writeSync(1, messages.map((message) => JSON.stringify(message) + "\\n").join(""));
  const at = (name) => path.join(__dirname, name);
  const option = (name) => args.includes(name) ? args[args.indexOf(name) + 1] : undefined;
  const stream = { name: "users", json_schema: { properties: { id: { type: "integer" } } }, supported_sync_modes: ["full_refresh"] };
  if (verb === "spec") print({ type: "SPEC", spec: { connectionSpecification: ${JSON.stringify(SPEC)} } });
  if (verb === "discover") print({ type: "CATALOG", catalog: { streams: [stream] } });
  if (verb === "check" || verb === "read") {
    const file = option("--config");
    const given = file === undefined ? {} : JSON.parse(fs.readFileSync(file, "utf8"));
    const config = { refresh_token: process.env.ROTATING_REFRESH_TOKEN, ...given };
    const nested = config.credentials ?? config;
    const server = JSON.parse(fs.readFileSync(at("server.json"), "utf8"));
    if (nested.refresh_token !== server.valid) {
      print({ type: "TRACE", trace: { type: "ERROR", emitted_at: 1, error: { message: "invalid_grant: " + nested.refresh_token } } });
      process.exit(1);
    }
    const refresh_token = "rotated-token-" + ++server.exchanges;
    fs.writeFileSync(at("server.json"), JSON.stringify({ ...server, valid: refresh_token }));
    const access_token = "access-" + refresh_token;
    const renewed = config.credentials ? { ...config, credentials: { ...nested, refresh_token } } : { ...config, refresh_token, access_token };
    const control = { type: "CONNECTOR_CONFIG", emitted_at: 1, connectorConfig: { config: renewed } };
    if (server.says) print({ type: "LOG", log: { level: "WARN", message: "before " + given.refresh_token } });
    print({ type: "CONTROL", control }, ...(server.says ? [{ type: "LOG", log: { level: "WARN", message: "uses " + refresh_token } }] : []));
    if (server.says) console.error("got " + access_token);
    if (server.killWhenIn) {
      const files = (name) => fs.statSync(name).isFile() ? [name] : fs.readdirSync(name).filter((one) => one.endsWith(".json")).map((one) => path.join(name, one));
      const isSaved = () => { try { return files(at(server.killWhenIn)).some((name) => fs.readFileSync(name, "utf8").includes(refresh_token)); } catch { return false; } };
      while (!isSaved()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      process.kill(process.ppid, "SIGKILL");
    }
    if (verb === "check") print({ type: "CONNECTION_STATUS", connectionStatus: { status: "SUCCEEDED" } });
    else print({ type: "RECORD", record: { stream: "users", emitted_at: 1, data: { id: server.exchanges } } });
  }`;

/** What the server of the source knows. */
export interface TokenServer {
  readonly valid: string;
  readonly exchanges: number;
  /** Whether the source shows its tokens. */
  readonly says?: boolean;
  /** The source kills its reader once this file, or one in this folder, has the new token. */
  readonly killWhenIn?: string;
}

export async function rotatingSource(folder: string): Promise<{
  readonly file: string;
  readonly set: (server: TokenServer) => Promise<void>;
  readonly valid: () => Promise<string>;
}> {
  const server = join(folder, "server.json");
  return {
    file: await program(folder, "source-rotating.js", SOURCE),
    set: (state) => writeFile(server, JSON.stringify(state)),
    valid: async () => (JSON.parse(await readFile(server, "utf8")) as TokenServer).valid,
  };
}
