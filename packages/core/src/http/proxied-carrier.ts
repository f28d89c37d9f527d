import type http from "node:http";
import type { AxiosResponse } from "axios";
import type { Agents } from "./agents.js";
import type { Carrier } from "./carrier.js";
import type { ProxySettings } from "./proxy.js";

/**
 * Carries requests over axios, which knows tunnels and forwarding proxies, up to the reply; the body is read as without a proxy.
 * The only user of axios, whose errors carry the signed request and must not leave the transport.
 */
export async function proxiedCarrier({ plain, tls }: Agents, proxy: ProxySettings): Promise<Carrier> {
  const { default: axios } = await import("axios");
  const client = axios.create({
    adapter: "http",
    proxy,
    httpAgent: plain,
    httpsAgent: tls,
    responseType: "stream",
    decompress: false,
    maxRedirects: 0,
    maxContentLength: -1,
    transitional: { clarifyTimeoutError: true },
    validateStatus: () => true,
    transformRequest: [],
    transformResponse: [],
  });
  return async ({ url, method, headers, body }, { read, limits, onStart }) => {
    const stop = new AbortController();
    onStart(() => stop.abort());
    const reply: AxiosResponse<http.IncomingMessage> = await client.request({
      url: url.href,
      method,
      headers: body === undefined ? { ...headers, "content-type": false } : headers, // axios would call it a form
      data: body,
      timeout: limits.readMs,
      signal: stop.signal,
    });
    const request = reply.request as http.ClientRequest;
    return { status: reply.status, headers: reply.data.headers, body: await read(reply.data, request, limits) };
  };
}
