import type { AuthContext } from "../auth/context.js";
import { ExchangeClient } from "../http/exchange-client.js";
import type { Transport } from "../http/response.js";
import type { RunContext } from "./run-context.js";

/** What an authenticator gets of a run: the exchange uses the transport of the API's requests. */
export function authContext(
  { clock, signal, addSecret, saveSettings }: RunContext,
  { baseUrl, transport }: { readonly baseUrl: string; readonly transport: Transport },
): AuthContext {
  const mask = (secret: string) => addSecret?.(secret);
  return {
    clock,
    signal,
    mask,
    exchange: (url) => new ExchangeClient(url, { baseUrl, transport, clock, signal, mask }),
    ...(saveSettings === undefined ? {} : { saveSettings }),
  };
}
