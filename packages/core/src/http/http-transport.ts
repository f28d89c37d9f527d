import type { IncomingHttpHeaders } from "node:http";
import { types } from "node:util";
import { ConnectorError, SystemError, TransientError } from "../errors/connector-error.js";
import { type Agents, createAgents } from "./agents.js";
import type { Carrier } from "./carrier.js";
import { errorOfFailure } from "./classify.js";
import { directCarrier } from "./direct-carrier.js";
import type { HeaderFields } from "./headers.js";
import { isPublicOnly } from "./private-address.js";
import { proxiedCarrier } from "./proxied-carrier.js";
import { proxyOf } from "./proxy.js";
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

/** The encodings that can be unpacked here are the ones that are asked for. */
const ACCEPT_ENCODING = "gzip, deflate, br";

/**
 * Keep-alive, compression, timeouts and proxies. Redirects are not followed here: the client does that, under the same rule as
 * any link in a response. axios merges settings for each request that are always the same here (bench/README.md), so that it
 * carries only what goes through a proxy.
 *
 * With `DEPLOYMENT_MODE=CLOUD` no private address is connected to. Behind a proxy it is the proxy that resolves names, so it
 * has to refuse them.
 */
export class HttpTransport implements Transport {
  readonly #limits: TransportLimits;
  readonly #agents: Agents;
  readonly #headers: HeaderFields;
  /** By origin, because the environment is read once for each. */
  readonly #carriers = new Map<string, Carrier | Promise<Carrier>>();

  constructor(userAgent: string, limits: Partial<TransportLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
    this.#agents = createAgents({ connectMs: this.#limits.connectMs, publicOnly: isPublicOnly() });
    this.#headers = { Accept: "application/json", "User-Agent": userAgent, "Accept-Encoding": ACCEPT_ENCODING };
  }

  async send(request: HttpRequest, signal: AbortSignal, target?: FileTarget): Promise<HttpResponse> {
    const url = new URL(urlOf(request));
    const carry = await this.#carrierTo(url.origin);
    const { replyMs, readMs, bodyBytes } = this.#limits;
    let stop = () => {}; // no AbortController, which costs as much as a tenth of the exchange
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      stop();
    }, replyMs);
    const onAbort = () => stop();
    signal.addEventListener("abort", onAbort);
    try {
      signal.throwIfAborted();
      const { status, headers, body } = await carry(
        { url, method: request.method, ...contentOf(request, this.#headers) },
        {
          read: target === undefined ? readBody : savingTo(target),
          limits: { maxBytes: bodyBytes, readMs },
          onStart: (stopRequest) => {
            stop = stopRequest;
          },
        },
      );
      signal.throwIfAborted(); // an aborted body of a 4xx or 5xx is not an error of the transport
      return { status, headers: textsOf(headers), body };
    } catch (error) {
      signal.throwIfAborted();
      if (isLate) throw timeoutError(request, replyMs);
      throw translate(request, error, bodyBytes);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    }
  }

  #carrierTo(origin: string): Carrier | Promise<Carrier> {
    let carrier = this.#carriers.get(origin);
    if (carrier === undefined) {
      const proxy = proxyOf(origin, process.env);
      carrier = proxy === undefined ? directCarrier(this.#agents) : proxiedCarrier(this.#agents, proxy);
      this.#carriers.set(origin, carrier);
    }
    return carrier;
  }
}

/** Headers and body. A content type among the request's own headers counts, e.g. one with a version. */
function contentOf({ method, headers: own, body }: HttpRequest, common: HeaderFields) {
  if (body === undefined || (method === "GET" && isEmpty(body)))
    return { headers: { ...common, ...own }, body: undefined };
  const { bytes, contentType } = encodeBody(body);
  // Node does not send the length of a GET by itself, so that the server would take the body for the next request.
  const headers = { ...common, "content-type": contentType, "content-length": bytes.length, ...own };
  return { headers, body: bytes };
}

/** Several cookies are the only header that Node gives as a list. */
function textsOf(headers: IncomingHttpHeaders): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const name in headers) texts[name] = String(headers[name]);
  return texts;
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
