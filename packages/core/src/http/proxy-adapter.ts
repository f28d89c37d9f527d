import type http from "node:http";
import type { AxiosAdapter, AxiosPromise, AxiosResponse, InternalAxiosRequestConfig } from "axios";
import { ACCEPT_ENCODING } from "./direct-adapter.js";
import { type BodyReader, readBody } from "./read-body.js";

/** An adapter of axios that takes the body as it is given. */
export type BodyAdapter = (config: InternalAxiosRequestConfig, read?: BodyReader) => AxiosPromise;

/**
 * axios' own adapter, which knows tunnels and forwarding proxies, for the way to the response; the body is read as without a
 * proxy.
 */
export function proxyAdapter(axiosAdapter: AxiosAdapter): BodyAdapter {
  return async (config, read = readBody) => {
    const { maxContentLength: maxBytes = 0, timeout: readMs = 0 } = config;
    config.headers.set("Accept-Encoding", ACCEPT_ENCODING);
    const response: AxiosResponse<http.IncomingMessage> = await axiosAdapter({
      ...config,
      responseType: "stream",
      decompress: false,
      maxContentLength: -1,
    });
    const request = response.request as http.ClientRequest;
    return { ...response, data: await read(response.data, request, { maxBytes, readMs }) };
  };
}
