import http from "node:http";
import https from "node:https";
import type { AxiosPromise, InternalAxiosRequestConfig } from "axios";
import { type BodyReader, readBody, silence } from "./read-body.js";

/** The encodings that can be unpacked here are the ones that are asked for. */
export const ACCEPT_ENCODING = "gzip, deflate, br";

/**
 * Carries a request from axios straight to Node's http. axios' own adapter builds a form, a progress meter, a redirect follower
 * and several streams for each request, which costs half as much again as the exchange itself (bench/README.md). This one
 * knows no proxy. It fails like `readBody`.
 */
export function directAdapter(config: InternalAxiosRequestConfig, read: BodyReader = readBody): AxiosPromise {
  return new Promise((resolve, reject) => {
    const { signal, timeout: readMs = 0, maxContentLength: maxBytes = 0 } = config;
    const request = open(config);
    const stop = () => request.destroy(new Error("stopped"));
    const settle = <T>(how: (value: T) => void) => {
      return (value: T) => {
        signal?.removeEventListener?.("abort", stop);
        how(value);
      };
    };
    const fail = settle(reject);
    if (signal?.aborted === true) stop();
    else signal?.addEventListener?.("abort", stop);
    request.setTimeout(readMs, () => request.destroy(silence(readMs)));
    request.once("error", fail);
    request.once("response", (reply) => {
      request.off("error", fail);
      const { statusCode: status = 0, statusMessage: statusText = "" } = reply;
      const headers = reply.headers as Record<string, string>;
      read(reply, request, { maxBytes, readMs }).then(
        (data) => settle(resolve)({ data, status, statusText, headers, config }),
        fail,
      );
    });
    request.end(config.data); // all at once, so that it has a length and is not chunked
  });
}

function open(config: InternalAxiosRequestConfig): http.ClientRequest {
  const { url = "", method = "GET", headers, httpAgent, httpsAgent } = config;
  const given = headers.toJSON() as http.OutgoingHttpHeaders;
  const options = { method: method.toUpperCase(), headers: { "Accept-Encoding": ACCEPT_ENCODING, ...given } };
  return url.startsWith("https:")
    ? https.request(url, { ...options, agent: httpsAgent as https.Agent })
    : http.request(url, { ...options, agent: httpAgent as http.Agent });
}
