import { types } from "node:util";
import type { AxiosInstance, AxiosRequestConfig } from "axios";
import { ConnectorError, SystemError, TransientError } from "../errors/connector-error.js";
import { createAgents } from "./agents.js";
import { errorOfFailure } from "./classify.js";
import { directAdapter } from "./direct-adapter.js";
import { isPublicOnly } from "./private-address.js";
import { type ProxySettings, proxyOf } from "./proxy.js";
import { type BodyAdapter, proxyAdapter } from "./proxy-adapter.js";
import { readBody } from "./read-body.js";
import { endpointOf, type HttpRequest, urlOf } from "./request.js";
import { encodeBody, isEmpty } from "./request-body.js";
import type { HttpResponse, Transport } from "./response.js";
import { type FileTarget, savingTo } from "./save-body.js";

export interface TransportLimits {
  /** Until the connection is established, TLS included. Milliseconds. */
  readonly connectMs: number;
  /** The longest silence on the connection, before or within the response. Milliseconds. */
  readonly readMs: number;
  /** From the request to the last byte of its response. Milliseconds. */
  readonly replyMs: number;
  /** The largest body, unpacked, that is held in memory together with its records. */
  readonly bodyBytes: number;
}

const LIMITS: TransportLimits = {
  connectMs: 10_000,
  readMs: 60_000,
  replyMs: 600_000,
  bodyBytes: 256 * 1024 * 1024,
};

/** How requests leave this machine. */
interface Connections {
  readonly client: AxiosInstance;
  /** The adapter that knows proxies. */
  readonly proxied: BodyAdapter;
}

/**
 * The only user of axios: keep-alive, compression, timeouts, and proxies through axios' own adapter. Redirects are not followed
 * here: the client does that, under the same rule as any link in a response. axios is loaded with the first request, and its
 * errors never leave this file, because they carry the signed request.
 *
 * With `DEPLOYMENT_MODE=CLOUD` no private address is connected to. Behind a proxy it is the proxy that resolves names, so it
 * has to refuse them.
 */
export class AxiosTransport implements Transport {
  readonly #limits: TransportLimits;
  readonly #userAgent: string;
  readonly #publicOnly = isPublicOnly();
  readonly #proxies = new Map<string, ProxySettings | undefined>();
  #connections: Promise<Connections> | undefined;

  constructor(userAgent: string, limits: Partial<TransportLimits> = {}) {
    this.#userAgent = userAgent;
    this.#limits = { ...LIMITS, ...limits };
  }

  async send(request: HttpRequest, signal: AbortSignal, target?: FileTarget): Promise<HttpResponse> {
    const proxy = this.#proxyFor(request);
    this.#connections ??= createConnections(this.#userAgent, this.#limits, this.#publicOnly);
    const { client, proxied } = await this.#connections;
    const adapter: BodyAdapter = proxy === undefined ? directAdapter : proxied;
    const read = target === undefined ? readBody : savingTo(target);
    const { replyMs, bodyBytes } = this.#limits;
    const stop = new AbortController(); // by hand, because AbortSignal.any costs as much as a tenth of the exchange
    const onAbort = () => stop.abort();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      stop.abort();
    }, replyMs);
    signal.addEventListener("abort", onAbort);
    try {
      signal.throwIfAborted();
      const { status, headers, data } = await client.request<Buffer>({
        url: urlOf(request),
        ...contentOf(request),
        signal: stop.signal,
        adapter: (config) => adapter(config, read),
        proxy: proxy ?? false, // axios is not to read the environment on its own
      });
      signal.throwIfAborted(); // an aborted body of a 4xx or 5xx is not an error of the transport
      return { status, headers: lowerCase(headers), body: data };
    } catch (error) {
      signal.throwIfAborted();
      if (isLate) throw timeoutError(request, replyMs);
      throw translate(request, error, bodyBytes);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    }
  }

  /** The environment is read once for each origin. */
  #proxyFor({ url }: HttpRequest): ProxySettings | undefined {
    const { origin } = new URL(url);
    if (!this.#proxies.has(origin)) this.#proxies.set(origin, proxyOf(origin, process.env));
    return this.#proxies.get(origin);
  }
}

/** Method, headers and body. A content type among the request's own headers counts, e.g. one with a version. */
function contentOf({
  method,
  headers,
  body,
}: HttpRequest): Pick<AxiosRequestConfig<Buffer>, "method" | "headers" | "data"> {
  if (body === undefined || (method === "GET" && isEmpty(body)))
    return { method, headers: { "content-type": false, ...headers } }; // axios would call it a form
  const { bytes, contentType } = encodeBody(body);
  // Node does not send the length of a GET by itself, so that the server would take the body for the next request.
  return { method, headers: { "content-type": contentType, "content-length": bytes.length, ...headers }, data: bytes };
}

async function createConnections(
  userAgent: string,
  limits: TransportLimits,
  publicOnly: boolean,
): Promise<Connections> {
  const { default: axios } = await import("axios");
  const { plain, tls } = createAgents({ connectMs: limits.connectMs, publicOnly });
  const client = axios.create({
    responseType: "arraybuffer",
    maxRedirects: 0,
    maxContentLength: limits.bodyBytes,
    timeout: limits.readMs,
    transitional: { clarifyTimeoutError: true },
    validateStatus: () => true,
    transformRequest: [],
    transformResponse: [], // the bytes are ours to read
    httpAgent: plain,
    httpsAgent: tls,
    headers: { common: { Accept: "application/json", "User-Agent": userAgent } },
  });
  return { client, proxied: proxyAdapter(axios.getAdapter("http")) };
}

function lowerCase(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function timeoutError(request: HttpRequest, replyMs: number): TransientError {
  return new TransientError(
    `${endpointOf(request)} timed out: the response was not complete after ${replyMs / 1000} s. ` +
      "Try again later, or raise limits.reply_minutes.",
  );
}

function translate(request: HttpRequest, error: unknown, bodyBytes: number): ConnectorError {
  if (error instanceof ConnectorError) return error;
  if (!(error instanceof Error || types.isNativeError(error))) {
    return new SystemError("Unexpected error from the HTTP library. Please report it.");
  }
  const code = "code" in error && typeof error.code === "string" ? error.code : "unknown";
  const endpoint = endpointOf(request);
  if (/maxContentLength/.test(error.message)) {
    return new SystemError(
      `${endpoint} returned more than ${bodyBytes} bytes. If a response may be that large, raise limits.largest_body_mb.`,
    );
  }
  const text = messageOf(error);
  const detail = `${code}: ${text}`;
  if (/^(Z_|ERR__|ERR_BROTLI)/.test(code)) {
    return new TransientError(`${endpoint} returned a damaged compressed body. Try again later.`, { detail });
  }
  if (/\baborted$/.test(error.message)) {
    return new TransientError(
      `${endpoint} returned an incomplete response: the connection closed early. Try again later.`,
      { detail },
    );
  }
  return errorOfFailure(request, code, text);
}

/** Where several addresses were tried, the error has no text of its own but a part for each. */
function messageOf(error: Error): string {
  const parts: readonly unknown[] = "errors" in error && Array.isArray(error.errors) ? error.errors : [];
  const texts = parts.map((part) => (types.isNativeError(part) ? part.message : String(part)));
  return [error.message, ...texts].filter((text) => text !== "").join("; ");
}
