import type { FakeReply, FakeRequest } from "./exchange.js";
import type { GenuinePage } from "./fault-case.js";
import { contentOf, type PageRequest, type Paging } from "./paging.js";

/** The pages of one read in the order of their requests, each with the page that led to it. */
export class PageLog {
  readonly #paging: Paging;
  readonly #led: { readonly to: PageRequest; readonly from: FakeReply }[] = [];

  constructor(paging: Paging) {
    this.#paging = paging;
  }

  /** Lists of one path may be read at the same time, so the request alone says which list a page belongs to. */
  add(request: FakeRequest, genuine: FakeReply): GenuinePage {
    const before = this.#led.findLast(({ to }) => this.#paging.isSame(to, request))?.from;
    const content = contentOf(genuine);
    const next = content && this.#paging.next(request, content);
    if (next !== undefined && !(next instanceof Error)) this.#led.push({ to: next, from: genuine });
    return { request, genuine, before, paging: this.#paging };
  }
}
