import http from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import { isPrivate, privateAddressError, publicLookup } from "./private-address.js";

export interface ConnectionRules {
  /** Until a connection stands, TLS included. Milliseconds. */
  readonly connectMs: number;
  /** Whether private addresses are refused. */
  readonly publicOnly: boolean;
}

/** Keep-alive agents. Certificates are always checked, also where NODE_TLS_REJECT_UNAUTHORIZED says otherwise. */
export function createAgents({ connectMs, publicOnly }: ConnectionRules): { plain: http.Agent; tls: https.Agent } {
  const guarded = <A extends http.Agent>(agent: A) => (publicOnly ? toPublicOnly(agent) : agent);
  return {
    plain: withConnectTimeout(guarded(new http.Agent({ keepAlive: true })), "connect", connectMs),
    tls: withConnectTimeout(
      guarded(new https.Agent({ keepAlive: true, rejectUnauthorized: true })),
      "secureConnect",
      connectMs,
    ),
  };
}

/** Here and not among the agent's options, for axios passes those on to the connection to a proxy, which may be private. */
function toPublicOnly<A extends http.Agent>(agent: A): A {
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const { host = "" } = options as { readonly host?: string };
    if (isPrivate(host)) throw privateAddressError(host); // an address is connected to without a lookup
    return create({ ...options, lookup: publicLookup } as typeof options, callback);
  };
  return agent;
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
