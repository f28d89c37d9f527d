import http from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import { isPrivate, privateAddressError, publicLookup } from "./private-address.js";

export interface ConnectionRules {
  /** Until a connection is established, TLS included. Milliseconds. */
  readonly connectMs: number;
  /** Whether private addresses are refused. */
  readonly publicOnly: boolean;
}

/**
 * How long one address of several may take before the next is tried. Node's own 250 ms is shorter than a slow route needs, so
 * that every attempt fails (nodejs/node#54359).
 */
const MAX_ATTEMPT_MS = 5000;

/** For http and for https. */
export interface Agents {
  readonly plain: http.Agent;
  readonly tls: https.Agent;
}

/** Keep-alive agents. Certificates are always checked, even where NODE_TLS_REJECT_UNAUTHORIZED is 0. */
export function createAgents({ connectMs, publicOnly }: ConnectionRules): Agents {
  const guarded = <A extends http.Agent>(agent: A) => (publicOnly ? toPublicOnly(agent) : agent);
  // Half of the whole time, so that a second address is tried within it.
  const autoSelectFamilyAttemptTimeout = Math.min(MAX_ATTEMPT_MS, Math.ceil(connectMs / 2));
  const options = { keepAlive: true, autoSelectFamilyAttemptTimeout };
  return {
    plain: withConnectTimeout(guarded(new http.Agent(options)), "connect", connectMs),
    tls: withConnectTimeout(
      guarded(new https.Agent({ ...options, rejectUnauthorized: true })),
      "secureConnect",
      connectMs,
    ),
  };
}

/** Here and not among the agent's options, because axios passes those on to the connection to a proxy, which may be private. */
function toPublicOnly<A extends http.Agent>(agent: A): A {
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const { host = "" } = options as { readonly host?: string };
    if (isPrivate(host)) throw privateAddressError(host); // an address is connected to without a lookup
    return create({ ...options, lookup: publicLookup } as typeof options, callback);
  };
  return agent;
}

/** Node's agents have no timeout for connecting alone, so a socket that is not connected in time is destroyed. */
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
