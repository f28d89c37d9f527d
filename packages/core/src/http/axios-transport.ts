import { types } from "node:util";
import type { AxiosInstance } from "axios";
import { SystemError, TransientError } from "../errors/connector-error.js";
import { createAgents } from "./agents.js";
import { errorOfFailure } from "./classify.js";
import { directAdapter } from "./direct-adapter.js";
import { isPublicOnly } from "./private-address.js";
import { endpointOf, type HttpRequest, urlOf } from "./request.js";
import type { HttpResponse, Transport } from "./response.js";

export interface TransportLimits {
  /** Until the connection stands, TLS included. Milliseconds. */
  readonly connectMs: number;
  /** The longest silence on the connection, before or within the reply. Milliseconds. */
  readonly readMs: number;
  /** From the request to the last byte of its reply. Milliseconds. */
  readonly replyMs: number;
  /** A body above this, unpacked, would not fit in memory beside its records. */
  readonly bodyBytes: number;
}

const LIMITS: TransportLimits = {
  connectMs: 10_000,
  readMs: 60_000,
  replyMs: 600_000,
  bodyBytes: 256 * 1024 * 1024,
};

/**
 * The door to axios: keep-alive, gzip, time-outs, and `HTTPS_PROXY`/`NO_PROXY` through axios' own adapter. Redirects are
 * not followed here: the client does that, under the same rule as any link in a reply. axios is loaded with the first
 * request, and its errors never leave this file, because they carry the signed request.
 *
 * With `DEPLOYMENT_MODE=CLOUD` no private address is connected to. Behind a proxy it is the proxy that resolves names, and
 * that has to refuse them.
 */
export class AxiosTransport implements Transport {
  readonly #limits: TransportLimits;
  readonly #userAgent: string;
  readonly #publicOnly = isPublicOnly();
  #axios: Promise<AxiosInstance> | undefined;

  constructor(userAgent: string, limits: Partial<TransportLimits> = {}) {
    this.#userAgent = userAgent;
    this.#limits = { ...LIMITS, ...limits };
  }

  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    this.#axios ??= createAxios(this.#userAgent, this.#limits, this.#publicOnly);
    const client = await this.#axios;
    const { replyMs, bodyBytes } = this.#limits;
    const stop = new AbortController(); // by hand, for AbortSignal.any costs as much as a tenth of the exchange
    const onAbort = () => stop.abort();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      stop.abort();
    }, replyMs);
    signal.addEventListener("abort", onAbort);
    try {
      signal.throwIfAborted();
      const { status, headers, data } = await client.get<Buffer>(urlOf(request), {
        headers: { ...request.headers },
        signal: stop.signal,
      });
      return { status, headers: lowerCase(headers), body: data };
    } catch (error) {
      signal.throwIfAborted();
      if (isLate) throw tooSlow(request, replyMs);
      throw translate(request, error, bodyBytes);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    }
  }
}

async function createAxios(userAgent: string, limits: TransportLimits, publicOnly: boolean): Promise<AxiosInstance> {
  const { default: axios } = await import("axios");
  const { plain, tls } = createAgents({ connectMs: limits.connectMs, publicOnly });
  return axios.create({
    adapter: hasProxy(process.env) ? "http" : directAdapter,
    responseType: "arraybuffer",
    decompress: true,
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
}

/** Any of the usual variables. Which hosts go around the proxy is then axios' to say. */
function hasProxy(environment: Readonly<Record<string, string | undefined>>): boolean {
  return Object.entries(environment).some(([name, value]) => /^(https?|all)_proxy$/i.test(name) && value !== "");
}

function lowerCase(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function tooSlow(request: HttpRequest, replyMs: number): TransientError {
  return new TransientError(
    `${endpointOf(request)} had not answered whole after ${replyMs / 1000} s. Try again later, or raise limits.reply_minutes.`,
  );
}

function translate(request: HttpRequest, error: unknown, bodyBytes: number): Error {
  if (!(error instanceof Error || types.isNativeError(error)))
    return new SystemError("The HTTP library threw something odd.");
  const code = "code" in error && typeof error.code === "string" ? error.code : "unknown";
  if (/maxContentLength/.test(error.message)) {
    return new SystemError(
      `${endpointOf(request)} answered with more than ${bodyBytes} bytes. If a reply may be that large, raise limits.largest_body_mb.`,
    );
  }
  const detail = `${code}: ${error.message}`;
  if (/^(Z_|ERR__)/.test(code)) {
    return new TransientError(
      `${endpointOf(request)} answered with a compressed body that is broken. Try again later.`,
      {
        detail,
      },
    );
  }
  if (/\baborted$/.test(error.message)) {
    return new TransientError(
      `${endpointOf(request)} answered in part: the connection ended too early. Try again later.`,
      {
        detail,
      },
    );
  }
  return errorOfFailure(request, code, error.message);
}
