/** A separate process, for settings that Node reads at its start only: sends one request and prints the result. */
import { HttpTransport } from "../../src/http/http-transport.js";
import { createRequest } from "../../src/http/request.js";

const [url = ""] = process.argv.slice(2);
const transport = new HttpTransport("sluice-test/1.0");
try {
  const { status, body } = await transport.send(createRequest(url, "tags"), new AbortController().signal);
  process.stdout.write(`${status} ${body.toString("utf8")}`);
} catch (error) {
  process.stdout.write(String(error));
}
