import http from "node:http";
import https from "node:https";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from "axios";

/** How a body may be packed. What is unpacked here is what is asked for. */
const UNPACKERS: Readonly<Record<string, (() => NodeJS.ReadWriteStream) | undefined>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * Carries a GET from axios straight to Node's http. axios' own adapter builds a form, a progress meter, a redirect follower
 * and several streams for each request, which costs half as much again as the exchange itself (bench/README.md); here is what is
 * left when none of that is wanted. It knows no proxy.
 *
 * Fails with Node's own errors, with `maxContentLength …` for a body that is too large, `ETIMEDOUT` for a silence, and
 * `… aborted` where the connection ends within the reply.
 */
export const directAdapter: AxiosAdapter = (config) =>
  new Promise((resolve, reject) => {
    const { signal, timeout = 0 } = config;
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
    request.setTimeout(timeout, () => {
      request.destroy(Object.assign(new Error(`silence of ${timeout} ms`), { code: "ETIMEDOUT" }));
    });
    request.once("error", fail);
    request.once("response", (reply) => {
      request.once("error", () => reply.destroy()); // of the time-out, say, after the reply has begun
      bodyOf(reply, config.maxContentLength ?? -1).then((data) => settle(resolve)(answer(config, reply, data)), fail);
    });
    request.end();
  });

function open({ url = "", headers, httpAgent, httpsAgent }: InternalAxiosRequestConfig): http.ClientRequest {
  const given = headers.toJSON() as http.OutgoingHttpHeaders;
  const options = { method: "GET", headers: { "Accept-Encoding": "gzip, deflate, br", ...given } };
  return url.startsWith("https:")
    ? https.request(url, { ...options, agent: httpsAgent as https.Agent })
    : http.request(url, { ...options, agent: httpAgent as http.Agent });
}

function answer(config: InternalAxiosRequestConfig, reply: http.IncomingMessage, data: Buffer): AxiosResponse<Buffer> {
  const { statusCode: status = 0, statusMessage: statusText = "" } = reply;
  const headers = reply.headers as Record<string, string>;
  return { data, status, statusText, headers, config };
}

/** All bytes of a reply, unpacked. */
function bodyOf(reply: http.IncomingMessage, most: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const packing = reply.headers["content-encoding"]?.trim().toLowerCase() ?? "";
    const unpacker = hasBody(reply) ? UNPACKERS[packing]?.() : undefined;
    const chunks: Buffer[] = [];
    let length = 0;
    const fail = (error: Error) => {
      reject(error);
      reply.destroy();
    };
    const source = unpacker === undefined ? reply : reply.pipe(unpacker);
    source.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (most >= 0 && length > most) return fail(new Error(`maxContentLength size of ${most} exceeded`));
      chunks.push(chunk);
    });
    source.once("end", () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length)));
    source.once("error", fail);
    if (source !== reply) reply.once("error", fail);
    reply.once("aborted", () => fail(Object.assign(new Error("the reply was aborted"), { code: "ECONNRESET" })));
  });
}

function hasBody({ statusCode, headers }: http.IncomingMessage): boolean {
  return statusCode !== 204 && statusCode !== 304 && headers["content-length"] !== "0";
}
