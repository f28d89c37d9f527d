import type { FakeVendor } from "./connector.js";
import type { FakeRequest } from "./exchange.js";
import type { FaultCase, GenuinePage } from "./fault-case.js";
import type { PageLog } from "./page-log.js";

/** A fault, and where it is put. */
export interface Injection {
  readonly fault: FaultCase;
  /** Which of the pages that can have the fault. */
  readonly chosen: number;
  /** How many pages can have it. */
  readonly possible: number;
  readonly log: PageLog;
  readonly isVictims: (request: FakeRequest) => boolean;
  /** Whether a request is for a token. */
  readonly isForToken: (request: FakeRequest) => boolean;
}

/** How often a fault was met, as it turns out during the read. */
export interface Hits {
  /** The page that met it last. */
  page: GenuinePage | undefined;
  pages: number;
  tokens: number;
}

/** Makes the vendor misbehave from now on. */
export function inject(vendor: FakeVendor, injection: Injection): Hits {
  const hits: Hits = { page: undefined, pages: 0, tokens: 0 };
  const { fault } = injection;
  vendor.api.reset();
  if (fault.token !== undefined) injectAtEndpoint(vendor, injection, hits);
  injectAtPages(vendor, injection, hits);
  return hits;
}

/** A token that is fetched before the chosen request is a good one. The fake's endpoint is not asked: it might replace a token. */
function injectAtEndpoint({ api }: FakeVendor, { fault: { token }, isForToken }: Injection, hits: Hits): void {
  const { reply = {}, lasts } = token ?? {};
  api.inject({
    at: (request) => {
      const isMet = hits.pages > 0 && isForToken(request);
      hits.tokens += Number(isMet);
      return isMet;
    },
    times: lasts === true ? Number.POSITIVE_INFINITY : 1,
    reply,
  });
}

function injectAtPages({ api, expireTokens }: FakeVendor, injection: Injection, hits: Hits): void {
  const { fault, log, isVictims } = injection;
  let index = -1;
  api.inject({
    at: (request) => isVictims(request) || log.knows(request),
    times: Number.POSITIVE_INFINITY,
    reply: async (request, genuine, again) => {
      const page = await log.add(request, genuine);
      const faulty = await fault.reply(page);
      if (faulty === undefined || !isChosen(injection, ++index)) return genuine;
      hits.page = page;
      hits.pages++;
      if (fault.expires === undefined) return faulty;
      expireTokens?.();
      return again();
    },
  });
}

function isChosen({ fault, chosen, possible }: Injection, index: number): boolean {
  if (fault.expires === "twice") return index === 0 || index === possible; // the refused request is sent again
  return fault.lasts === true ? index >= chosen : index === chosen;
}
