import { deepStrictEqual } from "node:assert";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { output } from "./program.js";
import { examples, type Stage } from "./stage.js";

const HERE = fileURLToPath(new URL("airbyte_requests.py", import.meta.url));
const FILE = join(examples, "airbyte.sh");

const ANSWER = { id: "d-1", name: "Vitally", dockerRepository: "example/source-vitally", dockerImageTag: "0.1.0" };

/** Compares the script's requests with those that Airbyte's own client makes for the same, on a server that writes them down. */
export async function tryAirbyte(stage: Stage): Promise<string> {
  const asked: object[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method, url, headers } = request;
    const { authorization, "content-type": type } = headers;
    asked.push({ method, url, authorization, type, body: JSON.parse(await text(request)) });
    response.setHeader("content-type", "application/json").end(JSON.stringify(ANSWER));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const env = { AIRBYTE_URL: url, AIRBYTE_WORKSPACE: "w-1", AIRBYTE_TOKEN: "a token" };
    await output(FILE, ["add", "Vitally", "example/source-vitally", "0.1.0"], { env });
    await output(FILE, ["upgrade", "Vitally", "d-1", "0.2.0"], { env });
    await output(stage.bin("airbyte-api", "python"), [HERE], { env });
  } finally {
    server.close();
  }
  deepStrictEqual(asked.slice(0, 2), asked.slice(2));
  return "its requests are those of Airbyte's own client for Python";
}
