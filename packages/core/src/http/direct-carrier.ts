import http from "node:http";
import https from "node:https";
import type { Agents } from "./agents.js";
import type { Carrier } from "./carrier.js";
import { silence } from "./read-body.js";

/** Carries requests over Node's own http, without a proxy. It fails like `readBody`. */
export function directCarrier({ plain, tls }: Agents): Carrier {
  return ({ url, method, headers, body }, { read, limits, onStart }) =>
    new Promise((resolve, reject) => {
      const options = { method, headers };
      const request =
        url.protocol === "https:"
          ? https.request(url, { ...options, agent: tls })
          : http.request(url, { ...options, agent: plain });
      onStart(() => request.destroy(new Error("stopped")));
      request.setTimeout(limits.readMs, () => request.destroy(silence(limits.readMs)));
      request.once("error", reject);
      request.once("response", (reply) => {
        request.off("error", reject);
        const { statusCode: status = 0 } = reply;
        read(reply, request, limits).then((bytes) => resolve({ status, headers: reply.headers, body: bytes }), reject);
      });
      request.end(body); // all at once, so that it has a length and is not chunked
    });
}
