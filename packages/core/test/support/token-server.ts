import type http from "node:http";
import { FastClock } from "@sluice/testkit";
import type { Authenticator } from "../../src/auth/authenticator.js";
import type { AuthContext } from "../../src/auth/context.js";
import { ExchangeClient } from "../../src/http/exchange-client.js";
import { HttpTransport } from "../../src/http/http-transport.js";
import type { JsonObject, JsonValue } from "../../src/protocol/json.js";
import { type RawServer, rawServer } from "./raw-server.js";

/** A request that arrived. */
export interface TokenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** The body as a form. */
  readonly form: Readonly<Record<string, string>>;
}

export interface TokenReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: JsonValue;
  readonly text?: string;
}

export type TokenHandler = (request: TokenRequest, count: number) => TokenReply | Promise<TokenReply>;

export interface TokenServer extends RawServer {
  readonly requests: readonly TokenRequest[];
  /** Replaces the handler. */
  answer(handler: TokenHandler): void;
}

/** A server of tokens, on another port than the API. */
export async function tokenServer(first: TokenHandler): Promise<TokenServer> {
  let handler = first;
  const requests: TokenRequest[] = [];
  const serve = async (incoming: http.IncomingMessage, outgoing: http.ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString("utf8");
    const { method = "", url = "", headers } = incoming;
    const request = { method, url, headers, body, form: Object.fromEntries(new URLSearchParams(body)) };
    const { status = 200, headers: own = {}, json, text } = await handler(request, requests.push(request));
    outgoing.writeHead(status, { ...(json === undefined ? {} : { "content-type": "application/json" }), ...own });
    outgoing.end(json === undefined ? text : JSON.stringify(json));
  };
  const server = await rawServer((incoming, outgoing) => void serve(incoming, outgoing));
  return Object.assign(server, {
    requests,
    answer: (next: TokenHandler) => {
      handler = next;
    },
  });
}

/** A run as an authenticator sees it, with lists of what it masked and saved. */
export interface TestRun {
  readonly clock: FastClock;
  readonly masked: string[];
  readonly saved: JsonObject[];
  connect<Auth extends Authenticator>(authenticator: Auth): Auth;
}

export function testRun(apiUrl: string, changes: Partial<AuthContext> = {}): TestRun {
  const clock = new FastClock();
  const masked: string[] = [];
  const saved: JsonObject[] = [];
  const { signal } = new AbortController();
  const transport = new HttpTransport("sluice-test/1.0");
  const mask = (secret: string) => void masked.push(secret);
  const context: AuthContext = {
    clock,
    signal,
    mask,
    exchange: (url) => new ExchangeClient(url, { baseUrl: apiUrl, transport, clock, signal, mask }),
    saveSettings: async (settings) => void saved.push(settings),
    ...changes,
  };
  const connect = <Auth extends Authenticator>(authenticator: Auth) => {
    authenticator.connect(context);
    return authenticator;
  };
  return { clock, masked, saved, connect };
}
