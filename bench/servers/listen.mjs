/** A server on loopback that counts what it is asked. */
import http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * @param {(url: URL) => { status?: number, headers?: Record<string, string>, body: string | Buffer }} replyTo
 * @param {{ latencyMs?: number }} options `latencyMs` is how long each reply takes, however many are under way.
 */
export async function listen(replyTo, { latencyMs = 0 } = {}) {
  const traffic = { requests: 0, inFlight: 0, mostInFlight: 0 };
  const server = http.createServer(async (request, response) => {
    traffic.requests++;
    traffic.mostInFlight = Math.max(traffic.mostInFlight, ++traffic.inFlight);
    if (latencyMs > 0) await sleep(latencyMs);
    const { status = 200, headers = {}, body } = replyTo(new URL(request.url ?? "/", "http://bench.invalid"));
    response.writeHead(status, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      ...headers,
    });
    response.end(body);
    traffic.inFlight--;
  });
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    traffic,
    /** Forgets what was counted, before the next reader comes. */
    reset: () => Object.assign(traffic, { requests: 0, inFlight: 0, mostInFlight: 0 }),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
