import http from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import type { AxiosInstance } from "axios";
import { SystemError, TransientError } from "../errors/connector-error.js";
import { errorOfFailure } from "./classify.js";
import { endpointOf, type HttpRequest, urlOf } from "./request.js";
import type { HttpResponse, Transport } from "./response.js";

export interface Timeouts {
  /** Until the connection stands, TLS included. Milliseconds. */
  readonly connectMs: number;
  /** The longest silence on the connection, before or within the reply. Milliseconds. */
  readonly readMs: number;
}

const TIMEOUTS: Timeouts = { connectMs: 10_000, readMs: 60_000 };

/** A page of a list API is far below this; what is above it would not fit in memory beside its records. */
const LARGEST_BODY_BYTES = 256 * 1024 * 1024;

/**
 * The door to axios: keep-alive, gzip, time-outs, and `HTTPS_PROXY`/`NO_PROXY` through axios' own support. Redirects are
 * not followed here: the client does that, under the same rule as any link in a reply. axios is loaded with the first
 * request, and its errors never leave this file, because they carry the signed request.
 */
export class AxiosTransport implements Transport {
  readonly #timeouts: Timeouts;
  readonly #userAgent: string;
  #axios: Promise<AxiosInstance> | undefined;

  constructor(userAgent: string, timeouts: Timeouts = TIMEOUTS) {
    this.#userAgent = userAgent;
    this.#timeouts = timeouts;
  }

  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    this.#axios ??= createAxios(this.#userAgent, this.#timeouts);
    const client = await this.#axios;
    try {
      const { status, headers, data } = await client.get<Buffer>(urlOf(request), {
        headers: { ...request.headers },
        signal,
      });
      return { status, headers: lowerCase(headers), body: data };
    } catch (error) {
      signal.throwIfAborted();
      throw translate(request, error);
    }
  }
}

async function createAxios(userAgent: string, timeouts: Timeouts): Promise<AxiosInstance> {
  const { default: axios } = await import("axios");
  const options = { keepAlive: true };
  return axios.create({
    adapter: "http",
    responseType: "arraybuffer",
    decompress: true,
    maxRedirects: 0,
    maxContentLength: LARGEST_BODY_BYTES,
    timeout: timeouts.readMs,
    transitional: { clarifyTimeoutError: true },
    validateStatus: () => true,
    transformResponse: (body: Buffer) => body,
    httpAgent: withConnectTimeout(new http.Agent(options), "connect", timeouts.connectMs),
    httpsAgent: withConnectTimeout(new https.Agent(options), "secureConnect", timeouts.connectMs),
    headers: { common: { Accept: "application/json", "User-Agent": userAgent } },
  });
}

/** Node's agents have no time-out for connecting alone, so a socket that does not stand in time is destroyed. */
function withConnectTimeout<A extends http.Agent>(agent: A, connected: string, connectMs: number): A {
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = create(options, callback) as Socket;
    const timer = setTimeout(() => {
      socket.destroy(Object.assign(new Error(`no connection within ${connectMs} ms`), { code: "ETIMEDOUT" }));
    }, connectMs);
    const stop = () => clearTimeout(timer);
    socket.once(connected, stop).once("close", stop);
    return socket;
  };
  return agent;
}

function lowerCase(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function translate(request: HttpRequest, error: unknown): Error {
  if (!(error instanceof Error)) return new SystemError("The HTTP library threw something odd.");
  const code = "code" in error && typeof error.code === "string" ? error.code : "unknown";
  if (/maxContentLength/.test(error.message)) {
    return new SystemError(
      `${endpointOf(request)} answered with more than ${LARGEST_BODY_BYTES} bytes. Ask for smaller pages.`,
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
